"""What the investor's pages say when they will not act; `leads.refusals.sentence` reads it with all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    # links
    "link_unknown": _("This link does not open a file. Copy it whole from the mail."),
    "link_expired": _(
        "This link expired at %(expired_at)s. Ask below for a new one; it goes to the e-mail address of the file."
    ),
    "link_revoked": _(
        "This link was withdrawn at %(revoked_at)s. Ask below for one link to all your files; it goes to your e-mail "
        "address."
    ),
    "link_erased": _(
        "The personal data of this file were erased at %(erased_at)s; nothing of it can be opened any more."
    ),
    "cases_link_unknown": _("This link does not open a list of files. Copy it whole from the mail."),
    "cases_link_over": _("This link is over: it is good for %(hours)s hours, and a newer one closes it."),
    "no_such_case": _("There is no such file among yours, or it is no longer shared with you."),
    # the investor's room
    "reads_only": _("This link was passed on to you to read the file; only the investor's own link changes it."),
    "file_closed": _(
        "This file is closed (%(stage)s): nothing new is made in it. To have it opened again, write to the officer on "
        "the page of the file; the officer opens it, and then this goes again."
    ),
    "too_often_in_an_hour": _(
        "Not more than %(limit)s times in an hour. Nothing was changed. Try again later, or write by mail."
    ),
    "file_refused": _("“%(name)s” was not taken: %(why)s. Nothing was sent."),
    "not_checked_now": _("The virus scanner does not answer just now, and nothing is read unchecked. Try again later."),
    "too_many_files": _("At most %(limit)s files. Nothing was sent."),
    "not_late_yet": _("The answer is promised by %(due)s; you can remind us after that."),
    "nothing_promised": _("Nothing is outstanding on this file at present."),
    "reminded_already": _("You reminded us at %(at)s. You can do so again from %(again_at)s."),
    "not_answered_yet": _("The full answer has not been given yet."),
    "judged_already": _("You told us already, at %(at)s. Thank you."),
    "nothing_changed": _("Nothing was changed: the same was asked before."),
    "too_many_links": _("At most %(limit)s colleagues at a time. Withdraw a link first."),
    "no_such_link": _("There is no such link."),
    # mails that come regularly
    "wish_unknown": _(
        "There is nothing behind this link: it was not copied whole, or the first mail was not answered in time."
    ),
    "wish_ended": _("This ended on %(ended_at)s. It can be asked for again."),
    "wish_not_offered": _("The text to agree to is not loaded, so these mails cannot be asked for at present."),
    "first_mails_over": _(
        "No mail was sent: %(limit)s mails of this kind went to this address within a day. Look for the newest of "
        "them, in the folder for unwanted mail too; or ask again tomorrow, or with scripts allowed for this page."
    ),
    "wish_not_agreed": _("Tick your consent to these mails. Without it nothing is stored and nothing is sent."),
    # the six questions
    "questionnaire_refused": _("This file was not read: %(why)s. Nothing of it was kept."),
    "triage_unknown": _("There are no answers at this address. Copy it whole."),
    "triage_over": _("These answers were kept until %(over_at)s and are not asked further."),
    "result_unknown": _(
        "There is no result at this address. Copy it whole; a result that was not sent is kept %(kept_days)s days."
    ),
    # appointments, here and at the desk
    "slot_gone": _("The time %(at)s is taken or can no longer be had. Choose one of the times below."),
    "too_many_appointments": _(
        "At most %(limit)s appointments at a time for one file. Move or cancel one of those that stand."
    ),
    "appointment_unknown": _("This file has no such appointment."),
    "appointment_over": _("This appointment is over or was cancelled (%(at)s)."),
    "meeting_needs_consent": _(
        "First the consent to the use of the data is needed; it is given on the page of the file."
    ),
    "nobody_in_charge": _("No officer has this file yet. Times are offered as soon as one does."),
    "not_yet_held": _("The appointment begins at %(at)s. What became of it can be said after that."),
}
