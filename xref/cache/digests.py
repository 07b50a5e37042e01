"""BLAKE2 without what hashlib brings with it: loading OpenSSL is a tenth of what a run takes that finds nothing changed."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # a Python that has it elsewhere
    from hashlib import blake2b

__all__ = ["blake2b", "digest"]


def digest(*parts: str | bytes) -> bytes:
    """What stands for these parts, each with its own length so that no two lists of them are the same."""
    made = blake2b(digest_size=16)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(content).to_bytes(8, "big"))
        made.update(content)
    return made.digest()
