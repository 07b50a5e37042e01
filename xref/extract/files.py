"""A file as a whole: whether to look at it at all, what it offers to other files and what it wants of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xref.extract.declarations import is_own_module
from xref.extract.extracted import Draft, DraftVariant, ExtractedFile, Pending
from xref.extract.extraction import Extraction
from xref.extract.finish import finished
from xref.extract.frame import Frame
from xref.extract.hanging import imports_behind
from xref.extract.idioms import idioms_of
from xref.extract.loading import loads, may_load
from xref.extract.lookup import constant
from xref.extract.mappings import waits_for_mapping
from xref.extract.offers import Offers
from xref.extract.row_reads import FileRows
from xref.extract.rows import collect_rows
from xref.extract.rows.renaming import renames
from xref.extract.sinks import FOREIGN_PACKAGES, HARMLESS, METHODS, RARE, SinkSettings
from xref.extract.values import Record, Tagged, Text, Value
from xref.finding import Diagnostic, Severity
from xref.syntax import SyntaxTree, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from xref.extract.frame import Elsewhere
    from xref.source import SourceFile, Span

_SENDING = re.compile(
    rf"\.\s*(?:{'|'.join(re.escape(name) for name in METHODS if name not in RARE)})\s*[<(]"
    r"|\b(?:sql|SQL|neon|postgres|pgp|Pool|Client|queryObject|queryArray)\b|\$(?:queryRaw|executeRaw)"
    rf"|['\"](?:{'|'.join(re.escape(name) for name in sorted(FOREIGN_PACKAGES - HARMLESS))})['\"/]"
)
_OFFERING = re.compile(
    r"\bexport\s*(?:\*|\{[^{}]*\})\s*(?:as\s+\w+\s*)?from\b"
    r"|\bexport\s+const\s+[\w$]+\s*(?::[^=\n]+)?=\s*(?:\{\s*[\w$'\"]+\s*:\s*)?['\"`]"
    r"|[(,]\s*(?:query|queryText|statement|stmt|text|q),\s*(?:values|params|parameters|args|bindings|[vp])\s*[,)]"
    r"|['\"`]\s*(?:select|insert|update|delete|with|merge|SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b"
)
_MAX_CONSTANTS = 2_000


def extract_file(file: SourceFile, settings: SinkSettings, others: Elsewhere | None = None) -> ExtractedFile:
    """What a file gives; see :class:`ExtractedFile`. With ``others`` what it takes from other files is computed as well."""
    loading = may_load(file.text)
    if not loading and not _is_worth_a_look(file.text, settings):
        return ExtractedFile(file.path, comments=_comments(file, None), rows=FileRows(renames=renames(file.text)))
    tree = parse(file)
    work = Extraction(tree, settings)
    work.session.others = others
    work.run()
    drafts = sorted(work.drafts.values(), key=lambda draft: draft.span)
    ready = [(draft, statement) for draft in drafts if not _waits(draft) and (statement := finished(draft)) is not None]
    return ExtractedFile(
        file.path,
        tuple(statement for draft, statement in ready if draft.origin is None),
        tuple(
            Pending(statement, draft.origin, draft.confirmed, draft.method)
            for draft, statement in ready
            if draft.origin is not None
        ),
        tuple(draft for draft in drafts if _waits(draft)),
        tuple(work.waiting.values()),
        tuple(_constants(work)),
        tuple(work.declarations.exports),
        tuple((name, found) for name, found in work.declarations.imports.items() if is_own_module(found.module)),
        tuple(work.wrappers.values()),
        Offers(work.tree, work.declarations, work.receivers).collect(),
        _comments(file, tree),
        tuple(_diagnostics(work)),
        wants_others=_wanted(work, drafts) if work.session.wants_others else (),
        rows=collect_rows(work),
        idioms=tuple(idioms_of(work)),
        loads=tuple(dict.fromkeys(loads(tree, work.declarations))) if loading else (),
        mappings=work.mappings,
    )


def _wanted(work: Extraction, drafts: list[Draft]) -> tuple[str, ...]:
    return imports_behind(work, (*drafts, *(waiting.draft for waiting in work.waiting.values())))


def _is_worth_a_look(text: str, settings: SinkSettings) -> bool:
    names = [each.call.rsplit(".", 1)[-1] for each in settings.all_calls()]
    if any(name in text for name in (*names, *settings.all_tags())):
        return True
    return _SENDING.search(text) is not None or _OFFERING.search(text) is not None


def _waits(draft: Draft) -> bool:
    from xref.extract.pieces import Imported

    if waits_for_mapping(draft):
        return True
    return any(isinstance(piece, Imported) for variant in draft.variants for piece in variant.pieces)


def _constants(work: Extraction) -> Iterator[tuple[str, tuple[DraftVariant, ...]]]:
    """The texts that other files may use: exported constants and the members of exported objects."""
    exports = work.declarations.exports
    if not exports or not any(export.module is None for export in exports):
        return
    count = 0
    for name in {export.local: None for export in exports if export.module is None}:
        node = work.declarations.nodes.get(name)
        if node is None or node.type not in ("variable_declarator", "enum_declaration", "object", "string", "template_string"):
            continue
        value = (
            constant(name, node, Frame(work.session), _evaluate) if node.type.endswith(("declarator", "declaration")) else None
        )
        value = value if value is not None else _evaluate(node, Frame(work.session))
        for path, variants in _texts(name, value):
            count += 1
            if count > _MAX_CONSTANTS:
                return
            yield path, variants


def _evaluate(node: Node, frame: Frame) -> Value:
    from xref.extract.evaluate import evaluate

    return evaluate(node, frame)


def _texts(name: str, value: Value, depth: int = 0) -> Iterator[tuple[str, tuple[DraftVariant, ...]]]:
    content = value.only
    if isinstance(content, Record) and depth < 4:
        for key, member in content.fields:
            yield from _texts(f"{name}.{key}", member, depth + 1)
    variants = tuple(
        DraftVariant(each.content.pieces, each.assumptions.words())
        for each in value.alternatives
        if isinstance(each.content, Text | Tagged)
    )
    if variants and len(variants) == len(value.alternatives):
        yield name, variants


def _comments(file: SourceFile, tree: SyntaxTree | None) -> tuple[Span, ...]:
    """The spans of the comments that speak to xref."""
    offsets = [match.start() for match in re.finditer(r"xref:", file.text)]
    if not offsets:
        return ()
    tree = tree if tree is not None else parse(file)
    nodes = (tree.node_at(offset) for offset in offsets)
    return tuple(dict.fromkeys(tree.span(node) for node in nodes if node is not None and node.type == "comment"))


def _diagnostics(work: Extraction) -> Iterator[Diagnostic]:
    tree = work.tree
    if work.too_deep:
        place = tree.file.position(work.too_deep[0])
        message = f"{len(work.too_deep)} possible statements are nested too deeply to look at"
        yield Diagnostic(Severity.WARNING, message, tree.file.path, place.line)
    if work.session.exhausted:
        yield Diagnostic(Severity.WARNING, "this file has more code around its statements than is followed", tree.file.path)
    errors = tree.errors()
    if errors:
        place = tree.file.position(errors[0].start)
        yield Diagnostic(
            Severity.WARNING,
            "the parser could not follow some of this file; what it could is analysed",
            tree.file.path,
            place.line,
        )
