"""Exchange rates by date in the admin: the list, entering one, withdrawing one. Thin doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from sitepages import figures
from sitepages.choices import RatePair
from sitepages.language import site_language
from sitepages.models import ExchangeRate
from sitepages.policy.access import readers, rights_of
from sitepages.policy.reasons import Reason, case_of_rule
from sitepages.policy.refusals import sentence
from sitepages.policy.typed_days import within_law
from sitepages.policy.typed_numbers import PlainDecimalField
from sitepages.refusal import Refused
from sitepages.services import rates as service


class RateForm(forms.Form):
    """One rate of one day; `sure` is asked only of a rate far from the one before."""

    pair = forms.ChoiceField(label=gettext_lazy("Pair"), choices=RatePair.choices)
    day = forms.DateField(
        label=gettext_lazy("Day of the rate"),
        validators=[within_law],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    value = PlainDecimalField(label=pgettext_lazy("exchange", "Rate"), max_digits=14, decimal_places=4, min_value=0)
    low = PlainDecimalField(label=gettext_lazy("Low end"), max_digits=14, decimal_places=4, min_value=0, required=False)
    high = PlainDecimalField(
        label=gettext_lazy("High end"), max_digits=14, decimal_places=4, min_value=0, required=False
    )
    source = forms.CharField(label=gettext_lazy("Source, as the bank names it"), max_length=300)
    turns = forms.BooleanField(label=gettext_lazy("I have seen which golden cases come out otherwise"), required=False)
    sure = forms.BooleanField(label=gettext_lazy("The rate is right, however far from the one before"), required=False)

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if not value:
            raise forms.ValidationError(_("A rate is more than 0."))
        return value


@dataclass(frozen=True)
class RateRow:
    """`counts`: of its pair the rate of today."""

    rate: ExchangeRate
    value: str
    ends: str
    note: str
    counts: bool


@dataclass(frozen=True)
class Unsure:
    """A withdrawal that turns golden cases and was not made yet; `pk` of the rate, `why` as typed."""

    pk: int
    why: str
    text: str
    turned: tuple[Reason, ...]


def rate_rows(on: date) -> Iterator[RateRow]:
    """Every rate, withdrawn ones too, newest first; one query."""
    seen: set[str] = set()
    for rate in ExchangeRate.objects.select_related("entered_by", "withdrawn_by"):
        counts = rate.withdrawn_at is None and rate.date <= on and rate.pair not in seen
        if counts:
            seen.add(rate.pair)
        ends = (rate.low, rate.high)
        shown = " – ".join("" if end is None else figures.number(end, None, site_language()) for end in ends)
        yield RateRow(
            rate=rate,
            value=figures.number(rate.value, None, site_language()),
            ends=shown if any(end is not None for end in ends) else "",
            note=rate.note_vi if site_language() == "vi" else rate.note_en,
            counts=counts,
        )


@readers
def rates(request: HttpRequest) -> HttpResponse:
    form = RateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service.enter_rate(**form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error(None, sentence(refused))
            return _page(request, form, refused.status, turned=turned_words(refused))
        messages.success(request, _("Done."))
        return redirect("law-rates")
    return _page(request, form, 422 if form.is_bound else 200)


@require_POST
@readers
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    rate, why = get_object_or_404(ExchangeRate, pk=pk), request.POST.get("why", "").strip()[:300]
    if not why:
        messages.error(request, _("Say why the rate is withdrawn."))
        return redirect("law-rates")
    try:
        seen = "turns" in request.POST
        service.withdraw_rate(rate=rate, why=why, by=request.user, now=timezone.now(), turns=seen)
    except service.RateTurns as refused:
        unsure = Unsure(rate.pk, why, sentence(refused), turned_words(refused))
        return _page(request, RateForm(), refused.status, unsure=unsure)
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("Done."))
    return redirect("law-rates")


def turned_words(refused: Refused) -> tuple[Reason, ...]:
    """The golden cases a rate turns, each with its rule; none for another refusal."""
    turned = refused.turned if isinstance(refused, service.RateTurns) else ()
    return tuple(case_of_rule(key, miss) for key, miss in turned)


def _page(
    request: HttpRequest,
    form: RateForm,
    status: int,
    *,
    turned: tuple[Reason, ...] = (),
    unsure: Unsure | None = None,
) -> HttpResponse:
    context = {
        "rows": tuple(rate_rows(timezone.localdate())),
        "form": form,
        "rights": rights_of(request.user),
        "turned": turned,
        "unsure": unsure,
    }
    return render(request, "sitepages/policy/rates.html", context, status=status)
