"""Every kind of mail in words, for the history of a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leads.services import appointment_words


def mail_name(kind: str) -> str:
    """What a mail is, by the kind of its template."""
    return {
        "confirmation": _("confirmation to the investor"),
        "ask_consent": _("acknowledgement that asks for consent"),
        "assigned": _("notice to the officer"),
        "referral": _("question to another department"),
        "referral_answer": _("answer of another department"),
        "escalation": _("escalation"),
        "taken_back": _("notice to the officer from whom it was taken back"),
        "informed": _("notice to the head of another department"),
        "waiting": _("notice to the head: waits for an officer"),
        "reply": _("reply to the investor"),
        "hold_started": _("land held, to the investor"),
        "hold_ended": _("land no longer held, to the investor"),
        "hold_turn": _("turn in the queue, to the officer"),
        "hold_over": _("end of a hold, to the officer"),
        "hold_approval": _("large hold, to the head"),
        "task": _("notice of a task"),
        "mail_in": _("notice of a mail"),
        "mail_duty": _("notice of a mail without a file"),
        "mention": _("notice of a mention"),
        "link_again": _("a new link, to the investor"),
        "files_refused": _("files of a mail that were not taken, to the investor"),
        "link_passed": _("link to read the file, to a colleague of the investor"),
        "room_news": _("news from the investor's page, to the officer"),
        "reminder": _("reminder by the investor, to the officer"),
        "privacy": _("personal data, to the investor"),
        "privacy_desk": _("request about personal data, to the desk"),
        "privacy_erased": _("erasure, to the person"),
        "breach": _("breach of personal data, to the duty head"),
        "overload": _("notice of too many files"),
        "digest": _("digest of new files"),
        "handed_over": _("notice of a hand-over"),
        "invitation": _("invitation to the desk"),
        "fact_report": _("report of a wrong fact"),
        "confirm_form": _("confirmation of a form"),
        "my_cases": _("link to all files of an address"),
        "newsletter": _("newsletter"),
        "newsletter_confirm": _("confirmation of the newsletter"),
        "watch_confirm": _("confirmation of a watch"),
        "watch_ends": _("end of a watch"),
        "watch_news": _("news of a watched result"),
        **appointment_words.mail_names(),
    }.get(kind, kind)
