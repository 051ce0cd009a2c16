"""What the desk and the investor's pages say when consent or a right stands in the way; read by `leads.refusals`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "consent_withdrawn": _(
        "The investor took back the consent to an answer: the data are used and passed on no more. "
        "Close the file, or wait until the investor agrees again."
    ),
    "phone_needed": _("The file has no telephone number: give the one to be called on, or choose another kind."),
    "developer_consent_missing": _(
        "%(department)s is a body outside the province: it reads the file only if the investor agreed to share it "
        "with the developer. Ask the investor to tick that consent behind the link of the file."
    ),
}
