"""Type arguments of calls, hidden from the grammar.

The grammar does not know ``sql<Row[]>`...``` (it repairs it in four ways, one of them silently wrong) and reads
``await f<T>(x)`` as ``(await f)<T>(x)``. Blanks in place of the type arguments keep every offset and give it calls; texts
are always cut from the file, never from the masked form.
"""

from __future__ import annotations

import re

_END = re.compile(r"(?<!=)>(?=[ \t]*`|(\())")
_BLANKED = re.compile(r"[^\s]")
_LONGEST = 2_000


def mask_type_arguments(text: str) -> str:
    """``text`` with each ``<...>`` before a template or an argument list blanked; as many bytes and lines as before."""
    cuts = []
    for match in _END.finditer(text):
        if match.group(1) is not None and text.rfind("await", max(match.start() - _LONGEST, 0), match.start()) < 0:
            continue
        start = _opening(text, match.start())
        if start is not None:
            cuts.append((start, match.start() + 1))
    if not cuts:
        return text
    parts, done = [], 0
    for start, end in cuts:
        if start < done:
            continue
        parts += [text[done:start], _BLANKED.sub(_blank, text[start:end])]
        done = end
    parts.append(text[done:])
    return "".join(parts)


def _blank(match: re.Match[str]) -> str:
    # As many bytes as the character has in UTF-8, so that byte offsets hold as well.
    return " " * len(match.group().encode("utf-8", "surrogatepass"))


def _opening(text: str, closing: int) -> int | None:
    """The offset of the ``<`` that belongs to the ``>`` at ``closing``, if what stands between can be type arguments."""
    depth = 0
    for offset in range(closing, max(closing - _LONGEST, -1), -1):
        character = text[offset]
        if character == ">" and text[offset - 1 : offset] != "=":
            depth += 1
        elif character == "<":
            depth -= 1
            if depth == 0:
                return offset if _is_type_arguments(text, offset, closing) else None
        elif character == "`":
            return None
    return None


def _is_type_arguments(text: str, start: int, end: int) -> bool:
    before, inside = text[start - 1 : start], text[start + 1 : end]
    called = before.isalnum() or before in ("_", "$")
    closed = all(inside.count(left) == inside.count(right) for left, right in ("()", "{}", "[]"))
    quoted = inside.count("'") % 2 == 0 and inside.count('"') % 2 == 0
    return called and closed and quoted and not _NO_TYPE.search(inside)


_NO_TYPE = re.compile(r"\$\{|&&|\|\||^[^{]*;")
