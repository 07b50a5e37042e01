"""Network addresses (manual, 8.9; network.c, mac.c, mac8.c)."""

from __future__ import annotations

import re
from typing import Final

from xref.resolve.typing.literals.answer import OUT_OF_RANGE, SPACE, Answer, invalid_syntax, refuse

_OCTETS = re.compile(r"(\d+(?:\.\d+)*)(?P<dot>\.)?(?:/(\d+))?", re.ASCII)
_HEX = r"[ \t\n\r\v\f]*+([+-]?(?:0[xX][0-9a-fA-F]*+|[0-9a-fA-F]++))"
_PAIR = r"[ \t\n\r\v\f]*+((?>[+-][0-9a-fA-F]|0[xX]|[0-9a-fA-F]{1,2}))"
_MACADDR: Final = (
    ":".join([_HEX] * 6),
    "-".join([_HEX] * 6),
    _PAIR * 3 + ":" + _PAIR * 3,
    _PAIR * 3 + "-" + _PAIR * 3,
    r"\.".join([_PAIR * 2] * 3),
    "-".join([_PAIR * 2] * 3),
    _PAIR * 6,
)
"""The forms of a macaddr, compiled when one is met: that takes milliseconds, and hardly a project writes one."""


def inet(text: str) -> Answer:
    """The input function of inet."""
    return True if _network(text, "inet") is not None else invalid_syntax("inet", text)


def cidr(text: str) -> Answer:
    """The input function of cidr: a network, nothing set to the right of its mask."""
    found = _network(text, "cidr")
    if found is None:
        return invalid_syntax("cidr", text)
    octets, bits = found
    number = int.from_bytes(octets, "big")
    if number & ((1 << (len(octets) * 8 - bits)) - 1):
        return refuse(f'invalid cidr value: "{text}"')
    return True


def _network(text: str, type_name: str) -> tuple[bytes, int] | None:
    """The octets of an address and how many bits of it are the network's; None for what is none."""
    return _ipv6(text) if ":" in text else _ipv4(text, type_name)


def _ipv4(text: str, type_name: str) -> tuple[bytes, int] | None:
    if type_name == "cidr" and text[:2].lower() == "0x":
        return _hexadecimal(text)
    match = _OCTETS.fullmatch(text)
    if match is None or (match["dot"] and type_name == "cidr"):
        return None
    parts = [int(part) if len(part) < 12 else 256 for part in match[1].split(".")]
    written = match[3]
    if len(parts) > 4 or max(parts) > 255 or (match["dot"] and written is None and len(parts) < 4):
        return None
    bits = int(written) if written is not None and len(written) < 12 else 99
    if written is None:
        if type_name == "inet" and len(parts) < 4:
            return None
        bits = 32 if type_name == "inet" else _class_width(parts)
    if bits > 32 or (type_name == "inet" and bits // 8 > len(parts)):
        return None
    return bytes(parts + [0] * (4 - len(parts))), bits


def _hexadecimal(text: str) -> tuple[bytes, int] | None:
    digits, slash, written = text[2:].partition("/")
    if not re.fullmatch(r"[0-9a-fA-F]{1,8}", digits) or (slash and not re.fullmatch(r"\d{1,9}", written, re.ASCII)):
        return None
    octets = bytes.fromhex(digits + "0" * (len(digits) % 2))
    bits = int(written) if slash else _class_width(list(octets))
    return (octets + bytes(4 - len(octets)), bits) if bits <= 32 else None


def _class_width(parts: list[int]) -> int:
    """The width of a network that is written without one: by its class, at least what is written."""
    first = parts[0]
    bits = 32 if first >= 240 else 8 if first >= 224 else 24 if first >= 192 else 16 if first >= 128 else 8
    bits = max(bits, len(parts) * 8)
    return 4 if bits == 8 and first == 224 else bits


def _ipv6(text: str) -> tuple[bytes, int] | None:
    address, slash, written = text.partition("/")
    if slash and (not re.fullmatch(r"0|[1-9]\d{0,2}", written, re.ASCII) or int(written) > 128):
        return None
    octets = _ipv6_octets(address, has_width=bool(slash))
    return None if octets is None else (octets, int(written) if slash else 128)


def _ipv6_octets(address: str, *, has_width: bool) -> bytes | None:
    if has_width and re.search(r"[0-9a-fA-F]:$", address):
        address = address[:-1]
    groups = address.split(":")
    tail = b""
    if "." in groups[-1]:
        parts = groups.pop().split(".")
        if len(parts) > 4 or not all(
            re.fullmatch(r"0|[1-9]\d{0,2}|", part, re.ASCII) and int(part or "0") < 256 for part in parts
        ):
            return None
        if not parts[-1] and not has_width:
            return None
        tail = bytes([*(int(part or "0") for part in parts), 0, 0, 0])[:4]
        groups.append("") if groups[-1:] == [""] else None
    head, gap, rest = ":".join(groups).partition("::")
    if tail and not gap:
        head = head.rstrip(":") if head.endswith(":") else head
    sides = [side.split(":") if side else [] for side in (head, rest)]
    if not all(re.fullmatch(r"[0-9a-fA-F]{1,4}", group) for side in sides for group in side):
        return None
    words = [b"".join(int(group, 16).to_bytes(2, "big") for group in side) for side in sides]
    size = len(words[0]) + len(words[1]) + len(tail)
    if (gap and size > 14) or (not gap and size != 16):
        return None
    return words[0] + bytes(16 - size) + words[1] + tail


def macaddr(text: str) -> Answer:
    """The input function of macaddr."""
    for pattern in _MACADDR:
        match = re.fullmatch(pattern + r"[ \t\n\r\v\f]*", text)
        if match is not None:
            values = [int(group.rstrip("xX") or "0", 16) for group in match.groups()]
            if all(0 <= value <= 255 for value in values):
                return True
            if all(len(group) < 8 for group in match.groups()):
                return refuse(f'invalid octet value in "macaddr" value: "{text}"', OUT_OF_RANGE)
            return False
    return invalid_syntax("macaddr", text)


def macaddr8(text: str) -> Answer:
    """The input function of macaddr8: six or eight octets, one kind of separator."""
    rest = text.lstrip(SPACE)
    octets = 0
    spacer = ""
    while len(rest) > 1:
        octets += 1
        if octets > 8 or not re.match(r"[0-9a-fA-F]{2}", rest):
            return invalid_syntax("macaddr8", text)
        rest = rest[2:]
        if rest[:1] in (":", "-", "."):
            if spacer not in ("", rest[0]):
                return invalid_syntax("macaddr8", text)
            spacer, rest = rest[0], rest[1:]
        if octets in (6, 8) and rest[:1] and rest[0] in SPACE:
            rest = rest.lstrip(SPACE)
            if rest:
                return invalid_syntax("macaddr8", text)
    # A single digit that is left over is not looked at.
    return True if octets in (6, 8) else invalid_syntax("macaddr8", text)
