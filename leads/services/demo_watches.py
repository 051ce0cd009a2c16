"""In the demo some investors watch their result or read the newsletter; their first mails count as answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leads.choices import DueKind, MailState
from leads.models import Due, Lead, Mail, Subscription, Watch
from leads.services.mail import mail_language
from leads.services.mail_wishes import FIRST_MAILS
from leads.services.newsletter import ask_newsletter, confirm_newsletter
from leads.services.watches import ask_watch, confirm_watch


def watched_result(lead: Lead, now: datetime) -> None:
    """The investor watches the result of the file, and reads the newsletter of its sector."""
    run, lang = lead.match_run, mail_language(lead.language)
    if run is None or not lead.contact_email:
        return
    shared: dict[str, Any] = {"agreed": True, "lang": lang, "shown_in": lang, "lead": lead, "now": now}
    ask_watch(run=run, email=lead.contact_email, **shared)
    confirm_watch(watch=Watch.objects.get(lead=lead), now=now)
    ask_newsletter(email=lead.contact_email, sectors=[lead.sector_id] if lead.sector_id else [], **shared)
    confirm_newsletter(reader=Subscription.objects.get(lead=lead), now=now)
    for mail in Mail.objects.filter(kind__in=FIRST_MAILS, state=MailState.QUEUED, to=lead.contact_email):
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=now)
        Due.objects.filter(kind=DueKind.SEND_MAIL, target=str(mail.pk)).update(done_at=now)
