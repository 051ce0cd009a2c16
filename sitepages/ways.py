"""How the investor desk is reached, said only as far as the province has given it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sitepages.models import ParkSettings


def desk_way() -> str:
    """A sentence: the desk's telephone and mail address, or that there are none yet."""
    park = ParkSettings.load()
    given = ", ".join(filter(None, (park.desk_phone, park.desk_email)))
    if not given:
        return _("The province has not given a telephone number or e-mail address of the investor desk yet.")
    return _("The investor desk can be reached too: %(ways)s.") % {"ways": given}
