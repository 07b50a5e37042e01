"""Values as JSON text that any reader takes."""

from __future__ import annotations

import json
import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_json(value: object) -> str:
    """``value`` as JSON on one line. Lone surrogates, which UTF-8 cannot carry, become U+FFFD."""
    return _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False))
