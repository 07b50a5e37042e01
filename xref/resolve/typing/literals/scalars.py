"""Plain values: boolean, uuid, bytea, bit strings, system identifiers (manual, 8.4, 8.6, 8.10, 8.12, 8.19)."""

from __future__ import annotations

import re
from typing import Final

from xref.resolve.typing.literals.answer import INT8_MAX, OUT_OF_RANGE, SPACE, Answer, Input, invalid_syntax, refuse, taken_if

_BOOLEAN: Final = {
    *("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"),
    *("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"),
}
_HEX: Final = frozenset("0123456789abcdefABCDEF")
_BASED = re.compile(
    r"[ \t\n\r\v\f]*(?P<sign>[+-]?)(?P<digits>0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)(?P<rest>.*)", re.ASCII | re.DOTALL
)
_TID = re.compile(r"[^(,)]*[(,](?:[ \t\n\r\v\f]*([+-]?\d+))?,(?:[ \t\n\r\v\f]*([+-]?\d+))?\).*", re.ASCII | re.DOTALL)
_MONEY = re.compile(
    r"\s*\$?\s*(?P<sign>-|\(|\+|)\s*\$?\s*(?P<amount>[\d,]*(?:\.(?:,*\d){0,2},*\d*)?)(?P<rest>[\s)+$-]*)", re.ASCII
)
_NO_MONEY = re.compile(r"\d[^\d]*[A-Za-z+:/()_=;#%@!?*<>|&^~-][^\d]*\d|[A-Za-z]{5}|[][{}]", re.ASCII)
"""What no lc_monetary makes an amount of: digits that something else than a separator parts, words, brackets."""
_MONEY_DIGITS: Final = 15
_MAX_SUBSCRIPT: Final = 2**16 - 1


def boolean(text: str) -> Answer:
    """The input function of boolean: a prefix of a word that means only one value."""
    return True if text.strip(SPACE).lower() in _BOOLEAN else invalid_syntax("boolean", text)


uuid: Final[Input] = taken_if(r"\{(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}\}|(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}", "uuid")
pg_lsn: Final[Input] = taken_if(r"[0-9a-fA-F]{1,8}/[0-9a-fA-F]{1,8}", "pg_lsn")


def bytea(text: str) -> Answer:
    """The input function of bytea: the hex format after ``\\x``, else the escape format."""
    if not text.startswith("\\x"):
        rest = re.sub(r"\\(?:\\|[0-3][0-7][0-7])", "", text, flags=re.ASCII)
        return True if "\\" not in rest else refuse("invalid input syntax for type bytea")
    index = 2
    while index < len(text):
        character = text[index]
        if character in " \n\t\r":
            index += 1
            continue
        if character not in _HEX:
            return refuse(f'invalid hexadecimal digit: "{character}"', "22023")
        second = text[index + 1 : index + 2]
        if not second:
            return refuse("invalid hexadecimal data: odd number of digits", "22023")
        if second not in _HEX:
            return refuse(f'invalid hexadecimal digit: "{second}"', "22023")
        index += 2
    return True


def bits(text: str) -> Answer:
    """The input function of bit and bit varying without a length."""
    hexadecimal = text[:1] in ("x", "X")
    digits = text[1:] if text[:1] in ("b", "B", "x", "X") else text
    for character in digits:
        if character not in (_HEX if hexadecimal else "01"):
            name = "hexadecimal" if hexadecimal else "binary"
            return refuse(f'"{character}" is not a valid {name} digit')
    return True


def unsigned(width: int, type_name: str) -> Input:
    """The input function of oid, xid, xid8 and so on: strtoul(), which takes a minus sign as well."""
    modulus = 2**width

    def read(text: str) -> Answer:
        match = _BASED.fullmatch(text)
        if match is None:
            return invalid_syntax(type_name, text)
        digits = match["digits"]
        base = 16 if digits[:2].lower() == "0x" else 8 if digits[0] == "0" else 10
        value = int(digits, base) if len(digits) < 40 else 2**64
        overflow = refuse(f'value "{text}" is out of range for type {type_name}', OUT_OF_RANGE)
        if value >= 2**64:
            return overflow
        if match["rest"].strip(SPACE):
            return invalid_syntax(type_name, text)
        value = -value % 2**64 if match["sign"] == "-" else value
        return True if value < modulus or value >= 2**64 - modulus // 2 else overflow

    return read


def tid(text: str) -> Answer:
    """The input function of tid."""
    match = _TID.fullmatch(text)
    if match is None:
        return invalid_syntax("tid", text)
    block, offset = (int(part or "0") if len(part or "") < 19 else 2**62 for part in match.groups())
    if not -(2**31) <= block < 2**32 or not 0 <= offset <= _MAX_SUBSCRIPT:
        return invalid_syntax("tid", text)
    return True


def money(text: str) -> Answer:
    """The input function of money; what only another lc_monetary could take is not decided."""
    match = _MONEY.fullmatch(text)
    if match is None:
        may_overflow = sum("0" <= character <= "9" for character in text) > _MONEY_DIGITS
        return invalid_syntax("money", text) if _NO_MONEY.search(text) and not may_overflow else False
    whole, _, fraction = match["amount"].replace(",", "").partition(".")
    cents = int((whole or "0")[:30]) * 100 + int((fraction + "00")[:2]) + (fraction[2:3] >= "5")
    negative = match["sign"] in ("-", "(") or "-" in match["rest"]
    if len(whole) > 30 or cents > INT8_MAX + negative:
        return refuse(f'value "{text}" is out of range for type money', OUT_OF_RANGE)
    return True
