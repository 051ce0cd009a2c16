"""A public form whose only effect is a mail to the address typed: watch, newsletter, my cases."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leads.portal.http import too_often
from leads.portal.room_forms import RoomForm
from leads.refusals import sentence
from leads.services.mail_wishes import FirstMailsOver
from sitepages.guarding.guard import GO_ON, Guarded, Verdict, ask_proof, given_back, look
from sitepages.refusal import Refused
from sitepages.stale import is_stale

UNFIT = Verdict(status=422)


def answered(
    request: HttpRequest,
    form: RoomForm,
    guarded: Guarded,
    *,
    draw: Callable[[Verdict], HttpResponse],
    act: Callable[[bool], None],
    done: Callable[[], HttpResponse],
    about: str = "",
) -> HttpResponse:
    """The form drawn, drawn again with what is wrong, or what comes after it.

    `act` is called once the guard lets it pass, with whether the browser proved its work; what it refuses stands
    beside the field. Where it says that an address had its mails of the day, a proof is asked for first.
    """
    now = timezone.now()
    if not form.is_bound:
        return draw(GO_ON)
    if is_stale(request):
        return draw(given_back(guarded, request, now))
    if not form.is_valid():
        return draw(UNFIT)
    verdict = look(guarded, request, now=now, mail=form.cleaned_data["contact_email"], about=about)
    if verdict.wait and not verdict.again:
        return too_often(request, verdict.wait)
    if verdict.again:
        return draw(verdict)
    try:
        act(verdict.proven)
    except FirstMailsOver as refusal:
        if asking := ask_proof(guarded, verdict, now):
            return draw(asking)
        form.add_refusal(refusal, sentence(refusal))
        return draw(Verdict(status=refusal.status))
    except Refused as refusal:
        form.add_refusal(refusal, sentence(refusal))
        return draw(UNFIT)
    return done()
