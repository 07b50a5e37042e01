"""The rules' names and words for those commands that need them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xref import HOMEPAGE
from xref.cache.entries import Entries, key_of
from xref.reporters import RuleText

_PAGES = f"{HOMEPAGE}/blob/main/xref/rules/"
_LINK_TO_PAGE = re.compile(r"\]\((?=[a-z0-9_]+\.md[)#])")


def rule_names() -> frozenset[str]:
    """The names of all rules."""
    from xref.rules import ALL

    return frozenset(rule.name for rule in ALL)


def rule_texts(*, pages: bool, kept: Entries | None = None) -> Mapping[str, RuleText]:
    """What each rule says of itself, for reporters; ``pages`` with its page, which is a file to read for each.

    ``kept`` are what earlier runs found, so that a run which finds its report there imports no rule.
    """
    if kept is None:
        return _rule_texts(pages=pages)
    key = key_of("pages" if pages else "")
    found = kept.find(key)
    if isinstance(found, dict):
        return found
    texts = _rule_texts(pages=pages)
    kept.add(key, texts)
    kept.save()
    return texts


def _rule_texts(*, pages: bool) -> dict[str, RuleText]:
    from xref.rules import ALL

    return {
        rule.name: RuleText(
            rule.summary, _page(rule.name) if pages else "", rule.severity, rule.sqlstate, page_address(rule.name)
        )
        for rule in ALL
    }


def page_address(name: str) -> str:
    """Where the page of a rule can be read."""
    return f"{_PAGES}{name.replace('-', '_')}.md"


def _page(name: str) -> str:
    """The page, its links to other pages made such that they lead there from anywhere."""
    from xref.rules import page

    return _LINK_TO_PAGE.sub(f"]({_PAGES}", page(name))
