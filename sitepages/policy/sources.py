"""Sources of law in the admin: the list, entering one, amending one. Thin doors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from sitepages import figures
from sitepages.choices import SourceKind
from sitepages.incentives.limits import LAW_DAYS
from sitepages.language import site_language
from sitepages.models import Citation, SourceChange
from sitepages.policy.access import drafters, readers, rights_of
from sitepages.policy.pages import source_rows
from sitepages.policy.refusals import sentence
from sitepages.refusal import Refused
from sitepages.services import sources as service

TYPED = (
    re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<d>\d{1,2})/)?(?P<m>\d{1,2})/)?(?P<y>\d{4})"),
)


class PartDateField(forms.CharField):
    """A day as far as it is known: 2025, 12/2025, 31/12/2025, 2025-12-31; kept as 2025-12-31."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return _part_date(text) if text else ""


def _part_date(text: str) -> str:
    found = next(filter(None, (pattern.fullmatch(text) for pattern in TYPED)), None)
    if found is None:
        raise forms.ValidationError(_("Write a year, a month as 12/2025 or a day as 31/12/2025; empty if not known."))
    year, month, of_month = (int(found[name]) if found[name] else None for name in "ymd")
    try:
        first = date(year or 0, month or 1, of_month or 1)
    except ValueError:
        raise forms.ValidationError(_("There is no such day.")) from None
    if not LAW_DAYS[0] <= first <= timezone.localdate():
        words = _("A source is dated from %(first)s to today.")
        raise forms.ValidationError(words % {"first": figures.day(LAW_DAYS[0], site_language())})
    return first.isoformat()[: 10 if of_month else 7 if month else 4]


class SourceForm(forms.Form):
    """What is said of a source."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    title = forms.CharField(label=gettext_lazy("Title, with number and year of the act"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("What was read"), choices=SourceKind.choices)
    where = forms.CharField(
        label=gettext_lazy("Where it was read: publisher, file, version"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    link = forms.URLField(
        label=gettext_lazy("Link to the text that was read"), max_length=500, required=False, assume_scheme="https"
    )
    official = forms.URLField(
        label=gettext_lazy("Link to the official text"), max_length=500, required=False, assume_scheme="https"
    )
    source_date = PartDateField(
        label=gettext_lazy("Date of the source"),
        required=False,
        max_length=10,
        help_text=gettext_lazy(
            "The day the act or the page bears, as far as it is known: 2025, 12/2025 or 31/12/2025. "
            "Empty: shown as not known."
        ),
    )


class NewSourceForm(SourceForm):
    key = forms.RegexField(
        label=gettext_lazy("Short name, as rules refer to it"),
        regex=r"^[A-Z][A-Z0-9]{1,23}$",
        error_messages={"invalid": gettext_lazy("2 to 24 capital letters and digits, a letter first: ND96.")},
        help_text=gettext_lazy("Stays for good: rules refer to it."),
    )
    field_order = ("key",)


@dataclass(frozen=True)
class ChangeRow:
    """One change of a source; `lines`: (name, before, after) of what changed."""

    change: SourceChange
    lines: tuple[tuple[str, str, str], ...]


@require_GET
@readers
def sources(request: HttpRequest) -> HttpResponse:
    context = {"sources": source_rows(), "rights": rights_of(request.user)}
    return render(request, "sitepages/policy/sources.html", context)


@readers
@drafters
def new_source(request: HttpRequest) -> HttpResponse:
    form = NewSourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            service.enter_source(key=data["key"], said=_said(data), by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("key", sentence(refused))
        else:
            messages.success(request, _("Done."))
            return redirect("law-sources")
    return _page(request, form, None)


@readers
@drafters
def edit_source(request: HttpRequest, key: str) -> HttpResponse:
    citation = get_object_or_404(Citation, key=key)
    initial = {**service.said_of(citation), "seen": service.last_change(citation)}
    initial["source_date"] = figures.part_day(citation.source_date, "vi") if citation.source_date else ""
    form = SourceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            service.amend_source(
                citation=citation, said=_said(data), seen=data["seen"], by=request.user, now=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, sentence(refused))
        else:
            messages.success(request, _("Done."))
            return redirect("law-sources")
    return _page(request, form, citation)


def _said(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: data[name] for name in service.SAID}


def _page(request: HttpRequest, form: forms.Form, citation: Citation | None) -> HttpResponse:
    changes = tuple(_change(row, form) for row in citation.changes.select_related("by")) if citation else ()
    context = {"form": form, "citation": citation, "changes": changes}
    return render(request, "sitepages/policy/source.html", context, status=422 if form.is_bound else 200)


def _change(change: SourceChange, form: forms.Form) -> ChangeRow:
    names = [name for name in service.SAID if change.before.get(name, "") != change.after[name]]
    return ChangeRow(
        change,
        tuple(
            (str(form.fields[name].label), _shown(name, change.before.get(name, "")), _shown(name, change.after[name]))
            for name in names
        ),
    )


def _shown(name: str, value: str) -> str:
    if name == "kind" and value:
        return str(SourceKind(value).label)
    return figures.part_day(value, site_language()) if name == "source_date" and value else value
