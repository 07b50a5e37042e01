"""Dates, times and intervals (manual, 8.5 and appendix B; datetime.c as of PostgreSQL 18)."""
