"""Texts of literals by type: samples, and what mutations make of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

_INTEGERS = """0|1|-1|+5| 42 |32767|32768|-32768|-32769|2147483647|2147483648|-2147483648|-2147483649
9223372036854775807|9223372036854775808|-9223372036854775808|-9223372036854775809|0x1F|0X_1f|0b101|0o17|0b2|1_000|1__0
_1|1_|0x|0x_|abc|1.5|1e5| |-|- 1|99999999999999999999x|12 3|1\\n|٣|--1|0b|0xg|00012|99999999999999999999"""
_REALS = """0|1.5|-1.5|.5|5.|1e10|1e400|-1e400|1e-400|1e39|1e-50|3.4028235e38|3.4028236e38|nan|NaN|inf|-inf|Infinity
-Infinity|+infinity|infinit|1e|1e+|e5|0x1p3|0x1.8p1|1.2.3| 1 |1 2||nan(1)|1_000|1.7976931348623157e308|1.8e308
4.9e-324|2e-324|0e999999|1e400x|.|-|+.5e3"""
_NUMERICS = """0|1.5|-1.5|.5|5.|1e10|1e131071|1e131072|1e200000|1e-16383|1e-16384|1e-20000|0e999999|nan|NaN|inf|-inf
Infinity|+infinity|1_000.000_1|1__0|0x1F|0b11|0o7|1e1_0|1e|.|1.2.3| 12 |12a||-|0x|1e99999999999|0x1.5|00.00|-nan
1e-99999999999|_1|1_|1._5|1e_5"""
_DATES = """2024-01-31|2024-02-30|2023-02-29|2024-13-01|13/01/2024|01/13/2024|1/2/3|January 8, 1999|8 January 1999
1999-Jan-08|Jan-08-1999|08-Jan-1999|99-Jan-08|08-Jan-99|19990108|990108|1999.008|J2451187|January 8, 99 BC|infinity
-infinity|epoch|now|today|tomorrow|yesterday|2024-01-31 BC|0000-01-01|4713-11-24 BC|4714-11-23 BC|4714-11-24 BC
5874897-12-31|5874898-01-01|2024-1-1|2024/01/31|31.12.2024|2024-01|2024|hello||not a date|2024-01-31T10:00:00Z
2024-00-10|2024-01-00|20240131T101010|2024-01-31 25:00|Mon Jan 1 2024|1999-365|1999.366|24|2024-01-31 x|0001-01-01
99999-01-01|999999-12-31|2024-01-3a|2024-01-31-|Feb 30 2024|Sept 1 2020|2024 Jan 5|2024-W05|+infinity|jan 1|12:30
2024-01-31 infinity"""
_TIMES = """04:05:06.789|04:05:06|04:05|040506|04:05 AM|04:05 PM|13:05 PM|00:00 am|04:05:06.789-8|04:05:06-08:00
04:05-08:00|040506-08|04:05:06 PST|2003-04-12 04:05:06 America/New_York|24:00:00|24:00:01|25:00|12:60|12:59:60
12:59:61|allballs|now|today|noon|04|4|0405|04:05:06+16|04:05:06+15:59|04:05:06+15:60|04:05:06 UTC|04:05 foo|T040506
T04:05:06|t04:05|04:05:06 Europe/Rome|12:00:00.1234567|12:00:|:12|12:|1:2:3|12:00 bc|12:00 z|12:00z|12:00:00+0530
12:00:00+05:30:15|12:00:00 +5|12.30|1230.5|123000.55|12:00 pm pm|x|12:00:00 -08|23:59:60.5|hello|04:05:06.789 am"""
_ZONED = """2024-01-31 10:00|2024-01-31 10:00:00.123456|2024-01-31T10:00:00Z|2024-01-31 10:00:00+02
2024-01-31 10:00+02:30|2024-01-31 10:00 Europe/Berlin|2024-01-31 10:00 EST|2024-01-31 10:00 Foo/Bar
2024-01-31 10:00 xyz|2024-01-31 10:00 hellothere|2024-01-31 24:00|2024-01-31 24:00:01|20240131 101010
20240131T101010+02|Jan 31 10:00:00 2024 PST|Wed Jan 31 10:00:00 2024|Wed Jan 31 10:00:00 2024 PST
294276-12-31 23:59:59|294277-01-01|294300-01-01|4713-01-01 BC|4714-11-24 BC|4714-11-23 BC|infinity|-infinity|now|epoch
today 10:00|tomorrow 4pm|tomorrow 4:00 pm|2024-01-31 10:00:60|2024-01-31 10:60|2024-02-30 10:00|2024-01-31 10:00 AM
2024-01-31 13:00 AM|J2451187 04:05|J2451187.5|2024-01-31 EST5EDT|2024-01-31 10:00 MET DST|2024-01-31 10:00 DST
2024-01-31 10:00:00.5 -0330|2024-01-31 10:00:00+16|2024-01-31 10:00:00 +02:60|1/31/2024 10:00|31/1/2024 10:00
2024-01-31 at 10:00|10:00 2024-01-31|2024-01-31 10:00 GMT+5|2024-01-31 10:00 utc|allballs 2024-01-31
2024-01-31 allballs|2024-01-31 10|2024-01-31 1000|2024-01-31 t10:00|x|"""
_INTERVALS = """1 day|2 days 03:04:05|1 year 2 mons|1-2|1-12|-1-2|3 4:05:06|P1Y2M3DT4H5M6S|P0001-02-03T04:05:06|P1W
PT1H|P|P1|1 day ago|ago|ago 1 day|@ 1 minute|1.5 hours|1 fortnight|hello||1 hour 2 hours|12:30|12:30:61|-12:30|+1:00
1 week 2 days|1 millisecond|1us|1 century|178956970 years|178956971 years|2147483648 days|-2147483648 days
-2147483648 days ago|9223372036854775807 us|9223372036854775808 us|infinity|-infinity|+infinity|infinity ago
1 infinity|1 quarter|1 timezone|1 y 2 m 3 d 4 h 5 min 6 s|1 day 1 day|5|5.5|.5|5 days 6|1 year 2|P1Y-2M|P-1Y|P1.5D
PT1.5S|P20240102T030405|P00010203T040506|PT01:02:03|1 2:03|1 2:03:04.5|day|days 1|1 day day|10000000000 hours
2562047788 hours|2562047789 hours|1 mon 40 days|0.1 millennium|1e5 days|-"""
_JSON = """{}|[]|null|true|false|1|-1|0.5|1e5|01|1.|.5|-|"x"|"\\n"|"\\x"|"\\u0041"|"\\u00"|"\\u0000"|"\\ud83d\\ude00"
"\\ud83d"|"\\ude00"|"\\ud83dx"|{"a":1}|{"a":1,}|[1,2|[1,2,]|{"a"}|{a:1}|{'a':1}||   |nul|nullx|[1 2]
{"a":[{"b":null}]}| {"a" : 1 } |"tab	in"|1 2|1e400000|[1e400000]|+1|"abc|{"a":1}}|NaN|tru e|{"a":1,"a":2}|[[[[[[]]]]]]
1a|-01|1e|1e+|0x1|"\\"|"a\\/b"|é|"é"|[1,"\\u0000|{1:2}|[,1]|[1,,2]"""
_NETWORKS = """10.0.0.1|10.0.0.0/8|10.0.0.1/8|10.0.0|10|10/8|10.1/16|10.1/8|256.1.1.1|10.0.0.1/33|10.0.0.1/|192.168
192.168/24|224|240|128.0|::1|::|1::|fe80::1/64|2001:db8::/32|2001:db8::1/32|::ffff:1.2.3.4|::ffff:1.2.3
1:2:3:4:5:6:7:8|1:2:3:4:5:6:7|1:2:3:4:5:6:7:8:9|1::2::3|12345::|::1/129|::1/0128|::1/0|g::||10.0.0.1 | 10.0.0.1
1.2.3.4.5|0x0a/8|0xff|10.0.0.0/08|1:2:3:4:5:6:1.2.3.4|::1.2.3.4/96|:|:::|1:|:1|hello|1.2.3.4/a|010.1.1.1|::1.2.3.256
1.2.3."""
_MACS = """08:00:2b:01:02:03|08-00-2b-01-02-03|08002b:010203|08002b-010203|0800.2b01.0203|0800-2b01-0203|08002b010203
08:00:2b:01:02|08:00:2b:01:02:03:04:05
08:00:2b:01:02:zz|1:2:3:4:5:6|100:2:3:4:5:6|08-00:2b:01:02:03|| 08:00:2b:01:02:03 |08002b0102030405
08:00:2b:01:02:03:04|x|08:00:2b:01:02:03 x|0800.2b01.0203.0405"""
_POINTS = """(1,2)|1,2|( 1 , 2 )|(1,2|1|(1;2)|(1,2) x|(nan,inf)|(1e400,1)|((1,2),(3,4))|(1,2),(3,4)|1,2,3,4
[(1,2),(3,4)]|[(1,2),(3,4)|((1,2),(3,4)|{1,2,3}|{0,0,1}|((1,1),(1,1))|<(1,2),3>|((1,2),3)|(1,2),3|1,2,3|<(1,2),-3>
<1,2,3>|((0,0),(1,1),(2,0))|[(0,0),(1,1),(2,0)]|(0,0),(1,1),(2,0)|0,0,1,1,2,0|(0,0,1,1)|((0,0))||x|()|{1,2}|{1,2,3} x
<(1,2),3) |(1,2),(3,4),|[1,2,3,4]|((1,2))"""
_SEARCH = """a fat cat|'a b':1A c:2,3B|a:|a:0|a:1x|'abc|a''b|'a''b'|''|a\\|\\a b|a & b|a &|& a|a | b|!a|!|(a|(a & b)
a)|a <-> b|a <2> b|a <2 b|a <99999> b|a:*|a:AB*|a:x|a b|a <-> |!!a|a:1AA|a:1,|:a|'a':1|()|( )|(a | b) & !c|a<->b
'x' & 'y z'|a:1 b:2D|| |a:1A1|a <-> (b & c)|a <->|(|a & (b"""
_BYTES = """\\xDEADBEEF|\\xdeadbee|\\xzz|\\x|abc|\\000|\\377|\\400|\\\\|a\\|\\x12 34|\\x1 2|\\X12|\\08|é|\\x1g|"""
_UUIDS = """a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|A0EEBC999C0B4EF8BB6D6BB9BD380A11
{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}|a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11|{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}
a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g|| a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
a0eebc999-c0b-4ef8-bb6d-6bb9bd380a11|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11-|123|{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"""
_ARRAYS = """{}|{1,2}|{{1,2},{3,4}}|{{1,2},{3}}|{1,x}|{1,2|1,2|{1,,2}|{,1}|{1,}|{NULL,null}|{"1","2"}|{"NULL"}
{ 1 , 2 }|[0:1]={1,2}|[0:2]={1,2}|[2]={1,2}|[1:0]={}|{1}x|{1} |{{}}|{{},{}}|{{1},2}|{1,{2}}|{\\1}|{"a|{{{{{{1}}}}}}
{{{{{{{1}}}}}}}|[1:2][1:1]={{1},{2}}|[1:2]= {1,2}|[a]={1}|[1:]={1}|[99999999999]={1}|{1 2}|{"1"2}|{1"2"}||{|}|{}{}
[1:2147483647]={1}|{a,b}|{"a b",'c'}"""
_RANGES = """[1,5)|(1,5]|[1,1]|(1,1)|[5,1]|empty| EMPTY |emptyx|[1,)|(,5]|(,)|[1,5|1,5|[1;5)|[1,2,3)|["1","5")|[a,b)
[ 1 , 5 ]|[1,5) x|[,]|[1,\\5)||[|[1|[2024-01-01,2024-02-01)|[2024-02-01,2024-01-01)
["2024-01-01 10:00","2024-01-01 11:00")|[2024-01-01,)|[x,2024-01-01)|[1.5,2.5]|[infinity,infinity]|[2024-01-01,today]"""
_BITS = "101|b101|x1F|X1f|102|b102|x1g||B|x| 101"
_LSNS = "16/B374D848|0/0|/|16/|123456789/0|g/1|16/B374D848 "
_TIDS = "(0,1)|( 1 ,2)|(1,65536)|(1,65535)|(4294967295,1)|(4294967296,1)|(-1,1)|(1,-1)|(1|x|(1,2)x|(,1)|(1,2,3)"
_OIDS = (
    "0|1|4294967295|4294967296|-1|-2147483648|-2147483649|x|1x| 1 ||0x10|010|09|18446744073709551615|18446744073709551616|+5"
)
_MONIES = """$1|1.5|$1,000.50|-$1|($1)|$-1|1.005|92233720368547758.07|92233720368547758.08
-92233720368547758.08|1 $|$ 1|1.2.3|abc||$|1e5|,1,,2"""
_BOOLEANS = "t|tr|tru|true|truee|TRUE| true |f|false|y|yes|n|no|on|o|of|off|1|0|2||x|ON |t "


def _split(samples: str) -> tuple[str, ...]:
    return tuple(samples.replace("\n", "|").split("|"))


_SEARCHES = (*_split(_SEARCH), "a | b", "(a | b) & !c", "|", "a |", "| a")
SAMPLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("smallint", "integer", "bigint"), _split(_INTEGERS)),
    **dict.fromkeys(("real", "double precision"), _split(_REALS)),
    "numeric": _split(_NUMERICS),
    "money": _split(_MONIES),
    "boolean": _split(_BOOLEANS),
    "uuid": _split(_UUIDS),
    "bytea": _split(_BYTES),
    **dict.fromkeys(("bit varying",), _split(_BITS)),
    **dict.fromkeys(("oid", "xid", "cid", "xid8"), _split(_OIDS)),
    "tid": _split(_TIDS),
    "pg_lsn": _split(_LSNS),
    **dict.fromkeys(("json", "jsonb"), _split(_JSON)),
    **dict.fromkeys(("inet", "cidr"), _split(_NETWORKS)),
    **dict.fromkeys(("macaddr", "macaddr8"), _split(_MACS)),
    **dict.fromkeys(("point", "line", "lseg", "box", "path", "polygon", "circle"), _split(_POINTS)),
    **dict.fromkeys(("tsvector", "tsquery"), _SEARCHES),
    "date": (*_split(_DATES), *_split(_ZONED)),
    **dict.fromkeys(("time", "time with time zone"), (*_split(_TIMES), *_split(_ZONED))),
    **dict.fromkeys(("timestamp", "timestamp with time zone"), (*_split(_ZONED), *_split(_DATES), *_split(_TIMES))),
    "interval": _split(_INTERVALS),
    **dict.fromkeys(("integer[]", "text[]", "boolean[]"), _split(_ARRAYS)),
    **dict.fromkeys(("int4range", "numrange", "daterange", "tsrange", "tstzrange", "int8range"), _split(_RANGES)),
    **dict.fromkeys(
        ("int4multirange", "datemultirange"),
        tuple(f"{{{one}}}" for one in (*_split(_RANGES), "[1,2],[3,4]", "[1,2],", "", "[1,2] [3,4]")),
    ),
}
"""Samples by the type's name, taken and refused ones."""


def literals(type_name: str, count: int, seed: int = 0) -> Iterator[str]:
    """The samples of a type, then as many texts as are wanted, each made of samples by a few mutations."""
    samples = SAMPLES[type_name]
    yield from samples
    chance = random.Random(f"{type_name} {seed}")
    alphabet = sorted(set("".join(samples)))
    for _ in range(count - len(samples)):
        text = chance.choice(samples)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            text = _mutated(text, samples, alphabet, chance)
        yield text


def _mutated(text: str, samples: tuple[str, ...], alphabet: list[str], chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    match chance.randrange(7):
        case 0:
            return text[:at] + chance.choice(alphabet) + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + chance.choice(alphabet) + text[at + 1 :]
        case 3:
            other = chance.choice(samples)
            return text[:at] + other[chance.randrange(len(other) + 1) :]
        case 4:
            return f"{text} {chance.choice(samples)}"
        case 5:
            parts = text.split(" ")
            chance.shuffle(parts)
            return " ".join(parts)
        case _:
            return text.upper() if chance.random() < 0.5 else text[:at] + text[at : at + 2] + text[at:]
