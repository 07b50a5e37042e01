"""Values as JSON text that any reader takes, and that nobody obeys on the way."""

from __future__ import annotations

import json
import re

from xref.terminal import UNSAFE

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(value: object) -> str:
    """``value`` as JSON on one line. Lone surrogates, which UTF-8 cannot carry, become U+FFFD.

    What a terminal would act on or not show, and what begins a command in the log of a CI, is there as an escape sequence:
    to a reader the same text.
    """
    text = _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False))
    if UNSAFE.search(text):
        text = UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], text)
    return text.replace("##[", "#\\u0023[")
