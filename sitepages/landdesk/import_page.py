"""A change set as a page value: what was read, what was found, what would change, and what may be done now."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shapely.geometry import LinearRing

from sitepages import figures
from sitepages.accounts import account_name
from sitepages.choices import ChangeState, LayerKind, PlotStatus, told_words
from sitepages.explorer.plot_lines import in_readers_words, value_words
from sitepages.land.facts import Fact, FactState
from sitepages.land.findings import Finding, counted, sentence, statement
from sitepages.land.geometry import area_m2
from sitepages.land.importers.attributes import PARSERS
from sitepages.land.picture import picture
from sitepages.land.tolerances import DEGREES_M
from sitepages.landdesk.words import DAYS, field_words
from sitepages.language import site_language
from sitepages.models import ChangeSet
from sitepages.models.land import RECEIPTED
from sitepages.refusal import Refused
from sitepages.refusals import sentence as refusal_sentence
from sitepages.refusals import shown
from sitepages.services.change_rows import ChangedSince, by_plot, stored
from sitepages.services.changes import UNDO_DAYS, check_can_apply, check_can_undo
from sitepages.services.land_facts import evidence_rule
from sitepages.services.park_facts import question_of

SHOWN = 60
LINES = 8  # of one kind of warning beside its tick
NAMED = 8
MARKED = 40  # corners ringed on the picture of a moved outline


@dataclass(frozen=True)
class FindingLine:
    text: str
    error: bool


@dataclass(frozen=True)
class PlotFindings:
    """All findings of one plot ("" = the whole file), with its picture."""

    code: str
    lines: tuple[FindingLine, ...]
    picture: SafeString

    @property
    def error(self) -> bool:
        return any(line.error for line in self.lines)


@dataclass(frozen=True)
class WarningKind:
    """What one tick agrees to: `words`, and where they are not the same for all, each of `lines`."""

    code: str
    words: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangeLine:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class PlotChanges:
    code: str
    what: str  # new, gone, changed, receipts
    words: str
    lines: tuple[ChangeLine, ...]
    picture: str = ""  # of a moved outline: the new one over the old


@dataclass(frozen=True)
class ImportPage:
    pk: int
    title: str
    kind: str
    source: str
    surveyed_on: date | None
    state: str
    state_words: str
    created_at: datetime
    created_by: str
    done_at: datetime | None
    done_by: str
    undone_at: datetime | None
    undone_by: str
    files: tuple[str, ...]
    stated: tuple[str, ...]
    findings: tuple[PlotFindings, ...]
    zones_missing: bool
    errors: int
    warnings: tuple[WarningKind, ...]
    changes: tuple[PlotChanges, ...]
    more: int  # plots changed beyond those listed
    summary: str
    can_apply: bool
    apply_refused: str  # why a preview without errors cannot be applied any more
    can_discard: bool
    undo_until: datetime | None
    undo_refused: str  # why an applied change cannot be undone


def import_page(change_set: ChangeSet, now: datetime, works: bool) -> ImportPage:
    """`works`: whether this person may apply, discard and undo."""
    waiting = change_set.state == ChangeState.PREVIEWED
    errors = counted(change_set.findings)[0]
    changes = list(_changes(change_set))
    until = change_set.applied_at + timedelta(days=UNDO_DAYS) if change_set.applied_at else None
    apply_refused = _why_not(check_can_apply, change_set) if works and waiting and not errors else ""
    applied = works and change_set.state == ChangeState.APPLIED
    undo_refused = _why_not(check_can_undo, change_set, now) if applied else ""
    return ImportPage(
        pk=change_set.pk,
        title=title_of(change_set),
        kind=kind_words(change_set.kind),
        source=in_readers_words(change_set.source),
        surveyed_on=change_set.surveyed_on,
        state=change_set.state,
        state_words=str(ChangeState(change_set.state).label),
        created_at=change_set.created_at,
        created_by=_who(change_set.created_by),
        done_at=change_set.applied_at,
        done_by=_who(change_set.applied_by),
        undone_at=change_set.undone_at,
        undone_by=_who(change_set.undone_by),
        files=tuple(change_set.details.get("files", ())),
        stated=tuple(statement(code, facts, site_language()) for code, facts in change_set.details.get("stated", ())),
        findings=tuple(_findings(change_set)),
        zones_missing=any(row["code"] in {"no_zones", "unknown_zone"} for row in change_set.findings),
        errors=errors,
        warnings=tuple(_warnings(change_set)),
        changes=tuple(changes[:SHOWN]),
        more=max(0, len(changes) - SHOWN),
        summary=_summary(change_set, changes),
        can_apply=works and waiting and not errors and bool(change_set.changes) and not apply_refused,
        apply_refused=apply_refused,
        can_discard=works and waiting,
        undo_until=until if applied and not undo_refused else None,
        undo_refused=undo_refused,
    )


def _why_not(check: Callable[..., None], *given: Any) -> str:
    """Why a button is not drawn: the words of its check; "" where the POST would be taken."""
    try:
        check(*given)
    except ChangedSince as refused:
        return _("Not possible any more: changed since are %(rows)s.") % {"rows": shown("rows", refused.facts["rows"])}
    except Refused as refused:
        return refusal_sentence(refused)
    return ""


def _who(user: Any) -> str:
    return account_name(user) if user else _("the command line")


def kind_words(kind: str) -> str:
    return {
        "plot_import": _("Import"),
        "plot_import_illustrative": _("Import, illustrative"),
        "fact": _("One fact"),
        "verification": _("Verification"),
        "status": _("Status"),
        "evidence": _("Evidence"),
        "park_fact": _("A fact of the whole park"),
    }.get(kind, kind)


def title_of(change_set: ChangeSet) -> str:
    """What a person calls it, in the reader's language."""
    plots, layers = change_set.details.get("plots", 0), change_set.details.get("layers", 0)
    none = not plots and not layers and change_set.kind.startswith("plot_import")
    parts = [ngettext("%(n)s plot", "%(n)s plots", plots) % {"n": plots}] if plots or none else []
    parts += [ngettext("%(n)s layer", "%(n)s layers", layers) % {"n": layers}] if layers else []
    return ", ".join(parts) or _title_of_one(change_set)


def _title_of_one(change_set: ChangeSet) -> str:
    """A change of facts by its stored name, as services write it: its rows need not be read for a list."""
    code, _colon, rest = change_set.title.partition(": ")
    before, _arrow, after = rest.partition(" -> ")
    where, slash, key = change_set.title.rpartition("/")
    if change_set.kind == "fact" and rest:
        return f"{code}: {field_words(rest)}"
    if change_set.kind == "status" and {before, after} - {""} <= set(PlotStatus.values):
        return f"{code}: {told_words(before)} → {told_words(after)}"
    if change_set.kind == "verification":
        count = int(change_set.title.split()[0])
        return ngettext("%(n)s fact verified", "%(n)s facts verified", count) % {"n": count}
    if change_set.kind == "evidence" and slash:
        return f"{where or _('Whole park')}: {evidence_rule(key).names[0 if site_language() == 'vi' else 1]}"
    if change_set.kind == "park_fact":
        return f"{_('Whole park')}: {question_of(change_set.title).label(site_language())}"
    return change_set.title


# --- Findings ---


def _findings(change_set: ChangeSet) -> Iterator[PlotFindings]:
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(change_set.findings, key=lambda row: (not row["error"], row["plot"])):
        by_code.setdefault(row["plot"] or _layer_of(row), []).append(row)
    stored = change_set.details.get("rings", {}) | change_set.details.get("drawn_layers", {})
    rings = {code: tuple((p[0], p[1]) for p in ring) for code, ring in stored.items()}
    for code, rows in by_code.items():
        lines = tuple(FindingLine(_words(row), row["error"]) for row in rows)
        marks = [(row["facts"]["at"][0], row["facts"]["at"][1]) for row in rows if row["facts"].get("at")]
        name = code if rows[0]["plot"] else _layer_name(rows[0]) if code else ""
        words = _("Plot %(code)s: %(finding)s") if rows[0]["plot"] else "%(code)s: %(finding)s"
        label = words % {"code": name, "finding": lines[0].text}
        near = {key: ring for key, ring in rings.items() if key == code or not key[:1].isdigit()}
        yield PlotFindings(name, lines, mark_safe(picture(code, near, marks, label)))


def _layer_of(row: Mapping[str, Any]) -> str:
    """A layer as its outline is kept; "" for what concerns the whole file."""
    facts = row["facts"]
    return f"{facts['row']} {facts['kind']}" if row["code"].startswith("layer_") else ""


def _layer_name(row: Mapping[str, Any]) -> str:
    facts = row["facts"]
    kind = LayerKind(facts["kind"]).label if facts["kind"] in LayerKind.values else facts["kind"]
    return _("%(layer)s, item %(row)s of the file") % {"layer": kind, "row": facts["row"]}


def _words(row: Mapping[str, Any]) -> str:
    """The sentence without its plot, which stands above it; a column also by the name it has on pages."""
    facts = dict(row["facts"])
    if facts.get("kind") in LayerKind.values:
        facts["kind"] = f"{LayerKind(facts['kind']).label} ({facts['kind']})"
    if row["code"] == "status_older":
        facts |= {key: told_words(facts[key]) for key in ("status", "on_record")}
    column = facts.get("column")
    if column in PARSERS or column in {"zone", "status"}:
        facts["column"] = f"{field_words(column)} ({column})"
        if row["code"] == "value_lost":
            facts["value"] = _value({"field": column, "on_record": _typed(column, facts["value"])}, "on_record")
    return sentence(Finding(row["code"], "", row["error"], facts), site_language())


def _typed(column: str, text: str) -> Any:
    """A value of the land as change sets hold it, from its text in a finding."""
    return stored(column, PARSERS[column](text))


def _warnings(change_set: ChangeSet) -> Iterator[WarningKind]:
    kinds: dict[str, list[dict[str, Any]]] = {}
    for row in change_set.findings:
        if not row["error"]:
            kinds.setdefault(row["code"], []).append(row)
    for code, rows in kinds.items():
        alike: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            alike.setdefault(_words(row), []).append(row)
        lines = [f"{plots}: {words}" if (plots := _plots(same)) else words for words, same in alike.items()]
        if len(lines) == 1:
            yield WarningKind(code, lines[0])
            continue
        title = ngettext("I agree to this:", "I agree to all %(n)s of these:", len(rows)) % {"n": len(rows)}
        rest = [row for same in list(alike.values())[LINES:] for row in same]
        yield WarningKind(code, title, (*lines[:LINES], *([_rest(rest)] if rest else ())))


def _plots(rows: Sequence[Mapping[str, Any]]) -> str:
    codes = list(dict.fromkeys(row["plot"] for row in rows if row["plot"]))
    return ", ".join(codes[:NAMED]) + (" …" if len(codes) > NAMED else "")


def _rest(rows: Sequence[Mapping[str, Any]]) -> str:
    """What the tick agrees to beyond the lines, by plots and columns; each stands among the findings."""
    columns = dict.fromkeys(
        field_words(row["facts"]["column"]) for row in rows if row["facts"].get("column") in PARSERS
    )
    names = [part for part in (_plots(rows), ", ".join(columns)) if part]
    more = ngettext("and %(n)s more", "and %(n)s more", len(rows)) % {"n": len(rows)}
    return f"{more} ({'; '.join(names)})" if names else more


# --- Changes ---


def _changes(change_set: ChangeSet) -> Iterator[PlotChanges]:
    changed = by_plot(change_set.changes)
    for code, rows in changed.items():
        zone = next((row for row in rows if row["field"] == "zone"), None)
        if zone and zone["before"] is None:
            yield PlotChanges(code, "new", _("new"), _lines([r for r in rows if r["after"] not in (None, "")]))
        elif zone and zone["after"] is None:
            yield PlotChanges(code, "gone", _("taken off the site"), ())
        else:
            yield PlotChanges(code, "changed", _("changed"), _lines(rows), _moved(code, rows))
    for change in change_set.changes:
        if change["model"] == "layers":
            words = str(LayerKind(change["key"]).label)
            counts = ChangeLine(_("rows"), str(len(change["before"])), str(len(change["after"])))
            yield PlotChanges(words, "changed", _("layer of the plan"), (counts,))
        if change["model"] == "evidence":
            yield PlotChanges(*_document(change))
        if change["model"] == "park_fact":
            side = 0 if site_language() == "vi" else 1
            before, after = (change[when][side] if change[when] else _("not known") for when in ("before", "after"))
            name = question_of(change["key"]).label(site_language())
            yield PlotChanges(_("Whole park"), "changed", name, (ChangeLine(_("Value"), before, after),))
        if change["model"] == "receipts" and change["key"] not in changed and change_set.kind == "verification":
            fields = ", ".join(field_words(field) for field in change["after"])
            yield PlotChanges(change["key"], "receipts", fields, ())


def _document(change: Mapping[str, Any]) -> tuple[str, str, str, tuple[ChangeLine, ...]]:
    code, _slash, key = change["key"].rpartition("/")
    before, after = (change[when][0] if change[when] else _("no evidence") for when in ("before", "after"))
    name = evidence_rule(key).names[0 if site_language() == "vi" else 1]
    return code or _("Whole park"), "changed", name, (ChangeLine(_("Document"), before, after),)


def _moved(code: str, rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """The new outline over the old one, with a ring where a corner moved; nothing where it stays."""
    row = next((row for row in rows if row["field"] == "ring" and row["before"] and row["after"]), None)
    if row is None:
        return mark_safe("")
    before, after = (tuple((x, y) for x, y in row[side]) for side in ("before", "after"))
    moved = [point for point in after if all(math.dist(point, old) > DEGREES_M for old in before)]
    label = _("Plot %(code)s: the new outline, the old one dashed") % {"code": code}
    return mark_safe(picture(code, {code: after, "": before}, moved[:MARKED], label))


def _outline(row: Mapping[str, Any], side: str) -> str:
    """Corners and area; after the change, also how far the outline moved."""
    ring = [(x, y) for x, y in row[side]]
    words = [
        ngettext("%(n)s corner", "%(n)s corners", len(ring)) % {"n": len(ring)},
        figures.area_m2(area_m2(ring), site_language()),
    ]
    if side == "after" and row["before"]:
        far = LinearRing(ring).hausdorff_distance(LinearRing(row["before"]))
        words.append(_("moved by up to %(m)s m") % {"m": figures.number(far, 2, site_language())})
    return ", ".join(words)


def _lines(rows: Sequence[Mapping[str, Any]]) -> tuple[ChangeLine, ...]:
    shown = [row for row in rows if row["field"] != "area_computed_m2"]
    return tuple(ChangeLine(field_words(r["field"]), _value(r, "before"), _value(r, "after")) for r in shown)


def _value(row: Mapping[str, Any], side: str) -> str:
    value = row[side]
    if value in (None, ""):
        return _("not known")
    if row["field"] == "ring":
        return _outline(row, side)
    if row["field"] == "status":
        return str(PlotStatus(value).label)
    if row["field"] in DAYS:
        return figures.day(date.fromisoformat(value), site_language())
    if row["field"] in RECEIPTED and row["field"] not in {"land_use_vi", "land_use_en"}:
        return value_words(Fact(row["field"], value, RECEIPTED[row["field"]], FactState.KNOWN))
    return figures.number(value, None, site_language()) if isinstance(value, (int, float)) else str(value)


def _summary(change_set: ChangeSet, changes: Sequence[PlotChanges]) -> str:
    counts = {what: sum(one.what == what for one in changes) for what in ("new", "changed", "gone", "receipts")}
    receipts = sum(len(c["after"]) for c in change_set.changes if c["model"] == "receipts")
    renewed = ngettext("%(n)s receipt renewed", "%(n)s receipts renewed", receipts) % {"n": receipts}
    return _("%(new)s new, %(changed)s changed, %(gone)s taken off; %(renewed)s.") % {**counts, "renewed": renewed}
