"""What the figures are asked: a period of whole months, a department, one further value. Read from the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from leads.choices import Priority
from leads.countries import country_name
from leads.desk.log import SOURCES, source_name
from leads.reading.folded import folded
from leads.services.figures import DEPARTMENT, Asked, Scope
from leads.services.names import NameBook
from leads.services.roll_up import ALL, DIMENSIONS
from sitepages import figures
from sitepages.language import site_language

PERIODS = ("12", "3", "month", "range")
LENGTHS = {"month": 1, "3": 3, "12": 12}
BY = (DEPARTMENT, *DIMENSIONS)
EARLIEST = date(2020, 1, 1)
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FigureFilter:
    """`period`: this month, the last 3 or 12, or from month `first` to `last` (2026-11); `only`: dimension:value;
    `by`: what the funnel is broken down by.
    """

    period: str = "12"
    first: str = ""
    last: str = ""
    department: str = ""
    only: str = ""
    by: str = ""

    @classmethod
    def parse(cls, query: QueryDict) -> FigureFilter:
        """What does not fit falls back to the default: a stale bookmark still opens the page."""
        given = {part.name: query.get(part.name, "").replace("\x00", "").strip()[:60] for part in fields(cls)}
        first, last = month_in(given["first"]), month_in(given["last"])
        period = given["period"] if given["period"] in PERIODS else "12"
        if period == "range" and not (first and last and first <= last):
            period = "12"
        ranged = period == "range"
        dimension, colon, _value = given["only"].partition(":")
        return cls(
            period=period,
            first=given["first"] if ranged else "",
            last=given["last"] if ranged else "",
            department=given["department"],
            only=given["only"] if colon and dimension in DIMENSIONS else "",
            by=given["by"] if given["by"] in BY else "",
        )

    def query(self, **changes: str) -> str:
        wanted = replace(self, **changes)
        return urlencode({part.name: value for part in fields(wanted) if (value := getattr(wanted, part.name))})

    def span(self, today: date) -> tuple[date, date]:
        """The first and the last month."""
        if self.period == "range":
            return month_in(self.first) or today, month_in(self.last) or today
        last = today.replace(day=1)
        return months_before(last, LENGTHS[self.period] - 1), last

    def asked(self, scope: Scope, today: date, *, illustrative: bool) -> Asked:
        """As wide as the scope allows: what a filter asks beyond it is left out."""
        first, last = self.span(today)
        if scope.owner:
            return Asked(first, last, illustrative, dimension="owner", value=scope.owner)
        dimension, _colon, value = self.only.partition(":")
        department = scope.department or self.department
        return Asked(first, last, illustrative, department, dimension or ALL, value)


def month_in(text: str) -> date | None:
    """2026-11 as the first of the month; None for what is no month of ours."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if len(text) == 7 and EARLIEST <= month < date(2100, 1, 1) else None


def months_before(month: date, count: int) -> date:
    for _step in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def month_name(month: date) -> str:
    return figures.part_day(f"{month:%Y-%m}", site_language())


def span_name(first: date, last: date) -> str:
    return month_name(first) if first == last else f"{month_name(first)} – {month_name(last)}"


@dataclass(frozen=True)
class Choices:
    """What the filter's form offers. Officers' own figures offer periods only."""

    periods: Options
    departments: Options
    groups: tuple[tuple[str, Options], ...]  # a dimension's name and its values


class Values:
    """The names of departments and of the values of every dimension, in the reader's language."""

    def __init__(self) -> None:
        self.book, self.lang = NameBook(), site_language()

    def name(self, dimension: str, value: str) -> str:
        """In words; what is empty is not known."""
        if not value:
            return _("nobody yet") if dimension == "owner" else _("not known")
        match dimension:
            case "department":
                return self.book.department(value) or value
            case "sector":
                found = self.book.sectors.get(value)
                return found.name if found else value
            case "owner":
                officer = self.book.officers.get(value)
                return officer.name if officer else value
            case "country":
                return country_name(value, self.lang)
            case "priority":
                return str(Priority(value).label) if value in Priority.values else value
        return source_name(value)

    def choices(self, scope: Scope, asked: Asked) -> Choices:
        names = {"12": _("last 12 months"), "3": _("last 3 months"), "month": _("this month"), "range": _("from – to")}
        periods = tuple((key, names[key]) for key in PERIODS)
        if scope.owner:
            return Choices(periods, (), ())
        departments = () if scope.department else self._departments()
        return Choices(periods, departments, tuple(self._groups(scope, asked)))

    def _departments(self) -> Options:
        keys = {officer.department_id for officer in self.book.officers.values()}
        return _sorted((key, row.name) for key, row in self.book.departments.items() if key in keys)

    def _groups(self, scope: Scope, asked: Asked) -> Iterator[tuple[str, Options]]:
        officers = self.book.officers.values()
        mine = (one for one in officers if not scope.department or one.department_id == scope.department)
        rows: dict[str, Iterator[tuple[str, str]]] = {
            "sector": ((row.key, row.name) for row in self.book.sectors.values()),
            "country": ((code, country_name(code, self.lang)) for code in _countries(asked) if code),
            "owner": ((one.key, one.name) for one in mine),
            "source": ((key, source_name(key)) for key in SOURCES),
            "priority": ((key, str(label)) for key, label in Priority.choices),
        }
        for dimension, values in rows.items():
            yield dimension_name(dimension), tuple((f"{dimension}:{key}", name) for key, name in _sorted(values))


def _countries(asked: Asked) -> list[str]:
    """Those of the period, by the counted months."""
    cells = replace(asked, dimension=ALL, value="").cells_by("country", ["received"])
    return list(cells.order_by().values_list("value", flat=True).distinct()[:250])


def _sorted(rows: Iterator[tuple[str, str]]) -> Options:
    return tuple(sorted(rows, key=lambda row: folded(row[1])))


def dimension_name(dimension: str) -> str:
    names = {
        "department": _("Department"),
        "sector": _("Sector"),
        "country": _("Country"),
        "owner": _("Officer in charge"),
        "source": _("Came through"),
        "priority": _("Priority"),
    }
    return names[dimension]
