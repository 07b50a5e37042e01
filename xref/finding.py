"""What a run says: findings, with their locations, and the report that holds them. Plain values; reporters render them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from xref.idiom import Idiom
from xref.reason import Reason
from xref.source import Location, Position


class Severity(StrEnum):
    """How bad a finding is for the one who runs the code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for error, 2 for warning, 1 for note: for comparing and for ``--fail-on``."""
        return _RANKS[self]


_RANKS = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.NOTE: 1}


class Confidence(StrEnum):
    """How sure xref is that the finding is true; independent of the severity."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Applicability(StrEnum):
    """Whether a fix keeps the meaning (safe) or may change it (unsafe)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A second place that explains a finding, in its own words ("declared here")."""

    message: str
    location: Location


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what is at ``location`` by ``text``."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together."""

    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found, at one place.

    ``subject`` is what it is about (``schema.table.column``); ``condition`` when it holds, if not always; ``suggestion`` the
    correction in words; ``statement`` the normalised SQL that it stands in, which only the fingerprint uses.
    """

    rule: str
    severity: Severity
    message: str
    location: Location
    subject: str | None = None
    sqlstate: str | None = None
    confidence: Confidence = Confidence.HIGH
    condition: str | None = None
    suggestion: str | None = None
    related: tuple[Annotation, ...] = ()
    fix: Fix | None = None
    statement: str = ""
    fingerprint: str = ""
    url: str | None = None


class Coverage(StrEnum):
    """How much of a statement was decided."""

    CHECKED = "checked"
    PARTIAL = "partial"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A statement that was not wholly decided: where, how much, why, and how its text is put together."""

    path: str
    position: Position
    coverage: Coverage
    reason: Reason
    idiom: Idiom = Idiom.OTHER


@dataclass(frozen=True, slots=True)
class IdiomCoverage:
    """How many statements whose text is put together in one way are checked, partial and unchecked."""

    idiom: Idiom
    checked: int = 0
    partial: int = 0
    unchecked: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something that the run wants to say about its input rather than about the code: a file that was skipped, say."""

    level: Severity
    message: str
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class SchemaEntry:
    """A schema source that was loaded, and how many relations it gave."""

    kind: str
    path: str
    relations: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of a run. ``statements`` counts one a sink call and statement, whatever its variants; ``row_reads`` the
    properties that the code reads of rows, ``unchecked_reads`` those of which nothing is said.
    """

    files: int = 0
    statements: int = 0
    checked: int = 0
    partial: int = 0
    unchecked: int = 0
    suppressed: int = 0
    baselined: int = 0
    row_reads: int = 0
    unchecked_reads: int = 0

    @property
    def checked_share(self) -> float:
        """The percentage of statements that are wholly checked; 100 where there are none."""
        return 100 * self.checked / self.statements if self.statements else 100.0


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run found, ready to be rendered. ``findings`` are in order of path, start and rule."""

    root: str
    findings: tuple[Finding, ...] = ()
    schema: tuple[SchemaEntry, ...] = ()
    summary: Summary = Summary()
    uncovered: tuple[Uncovered, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = field(default=())
    idioms: tuple[IdiomCoverage, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)
