"""Former names in SQL that a document shows. The SQL itself is an illustration: it declares nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xref.schema.catalog import RelationName
from xref.schema.declaration import UNQUALIFIED, FormerName
from xref.schema.sources.markdown.document import Passage

_IDENTIFIER = r'(?:"[^"\n]+"|[^\W\d][\w$]*)'
_RENAME = re.compile(
    rf"^[ \t]*ALTER[ \t]+TABLE[ \t]+(?:IF[ \t]+EXISTS[ \t]+)?(?:ONLY[ \t]+)?"
    rf"(?:(?P<schema>{_IDENTIFIER})\.)?(?P<table>{_IDENTIFIER})\s+"
    rf"RENAME[ \t]+(?:COLUMN[ \t]+)?(?P<former>{_IDENTIFIER})[ \t]+TO[ \t]+(?P<current>{_IDENTIFIER})",
    re.IGNORECASE | re.MULTILINE,
)


def renames_in_sql(body: Passage) -> Iterator[FormerName]:
    """The column renames that the SQL of a fence tells of, with the place of the former name. Names fold as in SQL."""
    for match in _RENAME.finditer(body.text):
        if match["former"].lower() == "constraint" or match["former"].lower() == "to":
            continue
        schema = _folded(match["schema"]) if match["schema"] else UNQUALIFIED
        at = body.part(match.start("former"), match.end("former"))
        relation = RelationName(schema, _folded(match["table"]))
        yield FormerName(relation, _folded(match["former"]), _folded(match["current"]), at.location)


def _folded(written: str) -> str:
    return written[1:-1] if written.startswith('"') else written.lower()
