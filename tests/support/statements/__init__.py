"""Random statements, right and wrong, on which xref and PostgreSQL are compared: ``python -m tests.support.statements``."""
