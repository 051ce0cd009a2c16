"""What is said about appointments that were not made, on the investor's page and at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
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
