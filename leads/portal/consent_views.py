"""Consent after the arrival: who wrote a mail first is asked here, behind the signed link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leads.choices import ConsentPurpose
from leads.models import ConsentText
from leads.portal.http import ORIGIN_ONLY, private, reader_language, refused
from leads.portal.lead_views import link_refused, refused_page
from leads.portal.send_form import CONSENT
from leads.refusals import sentence
from leads.services.consent import agreed, consent_texts, give_consent
from leads.services.intake import ConsentMissing
from leads.services.link_desk import ReadsOnly, check_own
from leads.services.links import LinkRefused, link_for_token

CHANNEL = "link"


class ConsentForm(forms.Form):
    """One tick box per purpose not agreed to yet, never ticked beforehand."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, texts: Iterable[ConsentText], lang: str) -> None:
        super().__init__(data, auto_id="f-%s")
        for text in texts:
            label = text.text_vi if lang == "vi" else text.text_en
            self.fields[f"{CONSENT}{text.purpose}"] = forms.BooleanField(label=label, required=False)

    def ticked(self) -> frozenset[str]:
        return frozenset(name.removeprefix(CONSENT) for name, given in self.cleaned_data.items() if given)


@dataclass(frozen=True, slots=True)
class ConsentPage:
    token: str
    reference: str
    consents: tuple[BoundField, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def lead_consent(request: HttpRequest, token: str) -> HttpResponse:
    now, lang = timezone.now(), reader_language()
    try:
        link = link_for_token(token, now)
        check_own(link)
    except LinkRefused as refusal:
        return link_refused(request, refusal)
    except ReadsOnly as refusal:
        return refused(request, refused_page(_("This was not done"), sentence(refusal), token), refusal.status)
    lead = link.lead
    known = agreed(lead)
    texts = [text for text in consent_texts(now) if text.purpose not in known]
    form = ConsentForm(request.POST if request.method == "POST" else None, texts=texts, lang=lang)
    status = 200
    if request.method == "POST" and form.is_valid():
        given = {"purposes": form.ticked(), "shown_in": lang, "channel": CHANNEL}
        try:
            give_consent(lead=lead, by=None, now=now, **given)
        except ConsentMissing as missing:
            needed = f"{CONSENT}{ConsentPurpose.ANSWER_REQUEST}"
            form.add_error(needed if needed in form.fields else None, sentence(missing))
            status = 422
        else:
            return redirect("lead-status", token=token)
    page = ConsentPage(token, lead.reference, tuple(form[name] for name in form.fields))
    return render(request, "leads/lead_consent.html", {"page": page}, status=status)
