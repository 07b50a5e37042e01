"""Which tree-sitter grammar reads a file, and its language and parser."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import tree_sitter_typescript
from tree_sitter import Language, Parser


class Grammar(StrEnum):
    """The two grammars: ``<T>x`` is a cast in one and an element in the other."""

    TYPESCRIPT = "typescript"
    TSX = "tsx"


def grammar_of(path: str) -> Grammar:
    """TypeScript for .ts, .mts and .cts; TSX for all that may hold JSX (.tsx, .jsx, .js, .mjs, .cjs)."""
    return Grammar.TYPESCRIPT if path.lower().endswith((".ts", ".mts", ".cts")) else Grammar.TSX


@cache
def language(grammar: Grammar) -> Language:
    """The loaded language."""
    if grammar is Grammar.TYPESCRIPT:
        return Language(tree_sitter_typescript.language_typescript())
    return Language(tree_sitter_typescript.language_tsx())


@cache
def parser(grammar: Grammar) -> Parser:
    """A parser, kept: making one costs more than parsing a small file."""
    return Parser(language(grammar))
