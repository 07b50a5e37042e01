"""Resolving: SQL text and catalog to plain described statements."""
