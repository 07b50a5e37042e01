"""PostgreSQL for sqlglot: the stock dialect with what analysis needs changed."""

from __future__ import annotations

from typing import ClassVar

from sqlglot.dialects.postgres import Postgres
from sqlglot.tokens import TokenType


class PostgresForAnalysis(Postgres):
    """Keeps function calls as they were written and reads ``$1`` as a placeholder, never as the start of ``$tag$``."""

    class Tokenizer(Postgres.Tokenizer):
        """The stock tokenizer without heredoc scanning, which misreads ``($1,$2)``."""

        HEREDOC_STRINGS: ClassVar = []
        SINGLE_TOKENS: ClassVar = {**Postgres.Tokenizer.SINGLE_TOKENS, "$": TokenType.PARAMETER}

    class Parser(Postgres.Parser):
        """Every ordinary call is an ``exp.Anonymous`` with its own name: PostgreSQL's catalog says what it means."""

        FUNCTIONS: ClassVar = {}
