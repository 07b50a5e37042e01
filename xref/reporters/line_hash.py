"""The hash by which GitHub code scanning knows a line again when the lines around it move.

GitHub reads one partial fingerprint, ``primaryLocationLineHash``; its upload action computes it where a tool has not, but an
upload through the API goes without, and then every moved line is a new alert. So it has to be the same number: over the file's
UTF-16 code units, line ends made ``\\n``, spaces and tabs left out, the 100 units from the line's first on are the digits of
a number to the base 37, modulo 2^64. A unit 65535 stands for the end of the file, zeros are after it.
"""

from __future__ import annotations

from array import array
from collections import Counter

_BASE = 37
_WINDOW = 100
_MODULUS = 1 << 64
_END_OF_FILE = 0xFFFF
_LINE_END = ord("\n")


def line_hashes(text: str) -> list[str]:
    """The hash of each line of a file in order, each with ``:n`` for the n-th line in the file that has it."""
    units = _units(text)
    prefixes = _prefixes(units)
    window_factor = pow(_BASE, _WINDOW, _MODULUS)
    counts: Counter[int] = Counter()
    hashes = []
    for start in _line_starts(units):
        value = (prefixes[start + _WINDOW] - prefixes[start] * window_factor) % _MODULUS
        counts[value] += 1
        hashes.append(f"{value:x}:{counts[value]}")
    return hashes


def _units(text: str) -> array[int]:
    """What is hashed: code units without white space, and the mark of the end."""
    squeezed = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    units = array("H", squeezed.encode("utf-16-le", "surrogatepass"))
    units.append(_END_OF_FILE)
    return units


def _prefixes(units: array[int]) -> list[int]:
    """The number that the first n units make, for every n, as if zeros followed the last."""
    prefixes = [0]
    value = 0
    for unit in (*units, *([0] * _WINDOW)):
        value = (value * _BASE + unit) % _MODULUS
        prefixes.append(value)
    return prefixes


def _line_starts(units: array[int]) -> list[int]:
    return [0, *(index + 1 for index, unit in enumerate(units) if unit == _LINE_END)]
