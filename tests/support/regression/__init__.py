"""PostgreSQL's own regression tests, put to xref and to a server in step: ``python -m tests.support.regression FOLDER``."""
