"""Fingerprints: what makes a finding the same one after lines have moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from xref.finding import Finding


def fingerprinted(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with their fingerprints: SHA-256 of rule, path, subject, normalised statement, and an ordinal among equals.

    Neither a line nor a column is in it, so that code that moves keeps it.
    """
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        identity = "\0".join((finding.rule, finding.location.path, finding.subject or "", finding.statement))
        ordinal = seen[identity]
        seen[identity] += 1
        digest = hashlib.sha256(f"{identity}\0{ordinal}".encode("utf-8", "surrogatepass")).hexdigest()
        result.append(replace(finding, fingerprint=digest))
    return result
