"""Values as bytes and back: pickles that make nothing but plain values and this program's own classes."""

from __future__ import annotations

import io
import pickle
from enum import Enum

_BUILT_IN = frozenset({"frozenset", "set", "bytearray", "complex", "range", "slice", "object"})


class BrokenValueError(Exception):
    """The bytes are not those of a value, or of one that this program does not make (any more)."""


def to_bytes(value: object) -> bytes:
    """The value as bytes. Raises what pickle raises for what is no plain value."""
    return pickle.dumps(value, protocol=5)


def from_bytes(content: bytes) -> object:
    """The value that was made into these bytes. Raises :class:`BrokenValueError`."""
    try:
        return _Unpickler(io.BytesIO(content)).load()
    except Exception as error:  # whatever is wrong with it, it is no value
        raise BrokenValueError(str(error)) from None


def _member(kind: object, name: object) -> Enum:
    """A member of one of this program's enumerations, and nothing else that has a name."""
    if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__.startswith("xref.") and isinstance(name, str):
        return kind[name]
    raise pickle.UnpicklingError(f"{name} is no member of an enumeration")


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if module == "builtins" and name in _BUILT_IN:
            return super().find_class(module, name)
        if (module, name) == ("builtins", "getattr"):
            return _member  # how Python 3.11.0 to 3.11.3 write the member of an enumeration
        if module.startswith("xref."):
            found: object = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not kept")
