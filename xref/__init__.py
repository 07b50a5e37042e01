"""xref cross-references TypeScript with its PostgreSQL schema and reports what would break at run time."""

__version__ = "0.1.0"

HOMEPAGE = "https://github.com/xref-sql/xref"
"""The repository: where the documentation is, the rules' pages among it."""
