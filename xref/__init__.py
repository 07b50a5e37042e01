"""xref cross-references TypeScript with its PostgreSQL schema and reports what would break at run time."""

__version__ = "0.1.0"
