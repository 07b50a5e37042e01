"""Types as PostgreSQL resolves them (manual, chapter 10): questions answered from the catalog and the built-in facts.

Nothing in here knows syntax trees, scopes or positions: it takes and gives :class:`xref.schema.types.SqlType`. What is asked
has three kinds of answer: a choice, a :class:`Refusal` in PostgreSQL's words, or None when it hangs on something that is not
known.
"""
