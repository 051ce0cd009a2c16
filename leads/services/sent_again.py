"""The same match sent once more from the same address: no second file, and no word lost."""

from __future__ import annotations

from datetime import datetime

from leads.models import Lead, LeadMessage
from leads.services.intake import Submission, checked
from leads.services.messages import write_message


def add_words(*, lead: Lead, submission: Submission, now: datetime) -> bool:
    """What stands in the later form and not in the file becomes a message; whether something was added.

    Raises LeadClosed, FileClosed or TooOften, and adds nothing then.
    """
    words = checked(submission).message
    if not words or words == lead.message or LeadMessage.objects.filter(lead=lead, text=words).exists():
        return False
    write_message(lead=lead, link=None, text=words, by=None, now=now)
    return True
