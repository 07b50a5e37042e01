"""Values that are constants of other files, once these are at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xref.extract.pieces import Run

if TYPE_CHECKING:
    from xref.extract.embedded import EmbeddedSql, Variant
    from xref.extract.references import References
    from xref.extract.sent_values import SentValue


def with_values(statement: EmbeddedSql, references: References) -> EmbeddedSql:
    """A statement with the texts of the imported constants that are sent with it."""
    if not any(value.imported is not None for variant in statement.variants for sent in variant.values for value in sent):
        return statement
    return replace(statement, variants=tuple(_of_variant(variant, references) for variant in statement.variants))


def _of_variant(variant: Variant, references: References) -> Variant:
    values = tuple(tuple(_found(value, references) for value in sent) for sent in variant.values)
    return replace(variant, values=values)


def _found(value: SentValue, references: References) -> SentValue:
    texts = references.texts(value.path, value.imported) if value.imported is not None else ()
    if len(texts) != 1 or not all(isinstance(piece, Run) for piece in texts[0].pieces):
        return replace(value, imported=None)
    return replace(value, texts=("".join(piece.text for piece in texts[0].pieces if isinstance(piece, Run)),), imported=None)
