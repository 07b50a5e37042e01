"""What execution refuses: rows that a statement writes, held against what their table demands (manual, 5.4 to 5.5).

These modules are pure: a relation and values go in, answers come out. :mod:`xref.resolve.execution` walks the statements.
"""
