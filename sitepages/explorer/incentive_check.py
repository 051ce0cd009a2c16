"""Does my project get it? Only the questions that can still change the answer of one rule; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.contacts import Contact, contact_on
from sitepages.explorer.incentive_detail import names_of
from sitepages.explorer.incentive_pages import decider, name_of, slug_of_key
from sitepages.incentives.evaluate import Evaluation, evaluate_one
from sitepages.incentives.limits import FACT_DAYS
from sitepages.incentives.remedy import Wanted
from sitepages.incentives.trace_words import trace_lines
from sitepages.incentives.tree import ZONE_FACT
from sitepages.incentives.ways import Way, ways
from sitepages.incentives.words import Line, Names, except_for
from sitepages.language import site_language
from sitepages.models import FactKey, IncentiveVersion, ParkSettings, Sector
from sitepages.services.law import Shared, law_book


@dataclass(frozen=True)
class WayShown:
    """What would have to be so together; `notes`: what else stands in between, `enough`: it leads to the benefit."""

    lines: tuple[str, ...]
    enough: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """The answer on what was given so far; `ways`: alternatives, each tried on the whole law.

    `nothing`: why no way is told, where the answer is no.
    """

    verdict: str
    cost: bool
    by_law: bool
    waits: bool
    tree: Line
    provided_that: tuple[str, ...]
    failed: tuple[str, ...]
    ways: tuple[WayShown, ...]
    nothing: str
    near: bool


@dataclass(frozen=True)
class CheckPage:
    slug: str
    name: str
    department: str
    authority: str
    on: date
    form: forms.Form
    judged: Judged | None
    left: int
    contact: Contact | None


class CheckForm(forms.Form):
    """One field per fact asked; what is left empty is unknown, never no."""

    def __init__(self, keys: Iterable[str], specs: Mapping[str, Mapping[str, Any]], data: Any = None) -> None:
        super().__init__(data, auto_id="q-%s")
        self.specs = specs
        for key in keys:
            self.fields[key] = field_of(specs[key])

    def facts(self) -> dict[str, Any]:
        """What was answered, as the law reads it."""
        given = {key: as_fact(self.specs[key], value) for key, value in self.cleaned_data.items()}
        return {key: value for key, value in given.items() if value not in (None, "", [])}


def field_of(spec: Mapping[str, Any]) -> forms.Field:
    """A fact as a field, "not known" where nothing is said."""
    field = _bare(spec)
    if not isinstance(field.widget, forms.CheckboxSelectMultiple):
        field.widget.attrs["class"] = "in"
    return field


def _bare(spec: Mapping[str, Any]) -> forms.Field:
    words = {"label": spec["question"][site_language()], "help_text": spec["help"][site_language()], "required": False}
    match spec["type"]:
        case "number" | "map_year_number":
            least, most = spec.get("min"), spec.get("max")
            said = {"min_value": _("Must be %(bound)s or more."), "max_value": _("Must be %(bound)s or less.")}
            field: forms.Field = forms.FloatField(
                **words,
                min_value=least,
                max_value=most,
                error_messages={
                    "invalid": _("Must be a number."),
                    "min_value": said["min_value"] % {"bound": _bound(spec, least)},
                    "max_value": said["max_value"] % {"bound": _bound(spec, most)},
                },
            )
            field.unit, field.short = spec.get("unit", ""), True  # type: ignore[attr-defined]
            return field
        case "date":
            widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            return forms.DateField(**words, validators=[_within_reach], widget=widget)
        case "set":
            choices = [(choice["value"], choice[site_language()]) for choice in spec["choices"]]
            return forms.MultipleChoiceField(**words, choices=choices, widget=forms.CheckboxSelectMultiple)
        case _:
            return forms.ChoiceField(**words, choices=[("", _("not known")), *choices_of(spec)])


def _within_reach(day: date) -> None:
    first, last = FACT_DAYS
    if not first <= day <= last:
        ends = {"first": figures.day(first, site_language()), "last": figures.day(last, site_language())}
        raise forms.ValidationError(_("A day from %(first)s to %(last)s is meant.") % ends)


def _bound(spec: Mapping[str, Any], bound: float | None) -> str:
    """A limit as it is read; a year has no mark of thousands."""
    if bound is None or spec.get("unit") == "year":
        return str(bound)
    return figures.number(bound, None, site_language())


def choices_of(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    if spec["type"] == "bool":
        return [("true", _("yes")), ("false", _("no"))]
    if spec["key"] == "sector":
        return [(sector.key, sector.name) for sector in Sector.objects.filter(retired_on__isnull=True)]
    return [(str(choice["value"]), choice[site_language()]) for choice in spec.get("choices", ())]


def as_fact(spec: Mapping[str, Any], value: Any) -> Any:
    if spec["type"] == "bool":
        return {"true": True, "false": False}.get(value)
    return value.isoformat() if isinstance(value, date) else value


def check_page(
    version: IncentiveVersion,
    law: tuple[list[IncentiveVersion], Shared],
    park: ParkSettings,
    on: date,
    data: Any,
) -> CheckPage:
    """`data`: what was posted, None on the first look. The zone's status is the park's own, never asked."""
    specs: dict[str, Mapping[str, Any]] = dict(FactKey.objects.values_list("key", "spec"))
    book, key = law_book(on), version.incentive.key
    asked = [name for name in data if name in specs and specs[name]["scope"] != "zone"] if data else []
    form = CheckForm(asked, specs, data)
    facts = {**(form.facts() if data and form.is_valid() else {}), ZONE_FACT: park.zone_status}
    found = evaluate_one(book, key, facts, on)
    more = [name for name in open_questions(found, law[1]) if name not in asked and specs[name]["scope"] != "zone"]
    for name in more:
        form.fields[name] = field_of(specs[name])
    contact = contact_on(on)
    return CheckPage(
        slug=slug_of_key(key),
        name=name_of(version),
        department=contact.department(site_language()) if contact else "",
        authority=version.authority_vi if site_language() == "vi" else version.authority_en,
        on=on,
        form=form,
        judged=judged(found, version, law, ways(book, key, facts, on)) if data and not form.errors else None,
        left=len(more),
        contact=contact,
    )


def open_questions(found: Evaluation, shared: Shared) -> list[str]:
    """Facts that can still change the verdict, in the order the rule asks; the sector before what hangs on it."""
    requirements = [shared.requirements[key].record["fact"] for key in found.provided_that]
    wanted = list(dict.fromkeys([*found.missing, *requirements]))
    return ["sector"] if "sector" in wanted else wanted


def judged(
    found: Evaluation, version: IncentiveVersion, law: tuple[list[IncentiveVersion], Shared], tried: tuple[Way, ...]
) -> Judged:
    names = names_of(*law, set())
    text = law[1].texts(site_language())
    return Judged(
        verdict=found.verdict,
        cost=found.kind == "cost",
        by_law=version.decided_by == "law",
        waits=bool(found.conditional_on) and set(found.missing) == set(found.conditional_on),
        tree=trace_lines(found.trace.as_json(), names, site_language()),
        provided_that=tuple(text[key] for key in found.provided_that),
        failed=tuple(text[key] for key in found.failed_requirements),
        ways=tuple(way_shown(way, names, text) for way in tried),
        nothing="" if tried or found.verdict != "ineligible" else nothing_helps(found),
        near=found.near_threshold,
    )


def nothing_helps(found: Evaluation) -> str:
    if found.in_force:
        return _("Nothing that the project could change would bring it about.")
    first = figures.day(date.fromisoformat(found.valid_from), site_language())
    if not found.valid_to:
        return _("The rule is not in force today: it counts from %(first)s.") % {"first": first}
    until = figures.day(date.fromisoformat(found.valid_to), site_language())
    return _("The rule is not in force today: it counts from %(first)s, no longer from %(until)s.") % {
        "first": first,
        "until": until,
    }


def way_shown(way: Way, names: Names, text: Mapping[str, str]) -> WayShown:
    conditions = (words_of(one, names) for one in way.conditions)
    return WayShown(
        lines=(*conditions, *(text[key] for key in way.requirements)),
        enough=way.enough,
        notes=tuple(way_notes(way, names, text)),
    )


def way_notes(way: Way, names: Names, text: Mapping[str, str]) -> Iterator[str]:
    """What the conditions alone do not say."""
    by = "; ".join(names.definitions[key][site_language()] if key in names.definitions else text[key] for key in way.by)
    match way.why:
        case "not_met":
            yield (
                _("Not enough: another condition then fails.") if not by else _("Not enough: %(what)s.") % {"what": by}
            )
        case "replaced":
            yield _("Not enough: then “%(name)s” applies in its place.") % {"name": by}
        case "no_segment":
            yield _("Not enough: the conditions would be met, but nothing of what the rule gives fits such a project.")
    if way.zone:
        yield _("The status of the park is decided by the province, not by the project.")
    if way.enough and way.decided_by != "law":
        who = decider(way.decided_by)
        yield _("It must still be decided by: %(who)s.") % {"who": who} if who else _("It must still be granted.")
    if way.instead_of:
        others = "; ".join(names.definitions[key][site_language()] for key in way.instead_of)
        yield _("The same money as “%(names)s”: the project then chooses one of them.") % {"names": others}
    if way.provided_that:
        yield _("Provided that: %(what)s.") % {"what": "; ".join(text[key] for key in way.provided_that)}


def words_of(wanted: Wanted, names: Names) -> str:
    """A condition as a line; one that must not hold begins with "except"."""
    line = trace_lines(wanted.trace.as_json(), names, site_language())
    return line.text if wanted.holds else except_for(line, site_language()).text
