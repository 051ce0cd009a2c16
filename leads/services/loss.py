"""What a reason for loss asks besides itself: where the project went, which constraint, which price (stages.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from leads.services.stages import LossReason, pipeline
from leads.services.words import ChoiceUnknown, bounded
from sitepages.refusal import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PLACE = "lost_to_place"
LIMIT = 200
NAMES: Mapping[str, StrOrPromise] = {
    PLACE: _("Lost to"),
    "which_constraint": _("Which condition the land did not meet"),
    "needed_by": _("Land needed by"),
    "power_kva": _("Power needed, kVA"),
    "which_utility": _("Which utility"),
    "their_price": _("The price they would pay"),
    "which_incentive": _("Which incentive"),
    "which_skill": _("Which skill"),
    "which_step": _("Which step of the procedure"),
}


class LossDetailMissing(Refused):
    """The reason asks for more; "not known" is an answer. Facts: `asked` (in words), `field`."""

    code = "loss_detail_missing"
    status = 422


def asked_name(key: str) -> str:
    """What is asked, in the reader's language."""
    return str(NAMES.get(key, key))


ERASED = "data_erased"  # by the person's request; the erasure writes it, nobody picks it


def reasons_to_pick() -> list[LossReason]:
    return [rule for rule in pipeline().loss_reasons.values() if rule.key != ERASED]


def detail_asked(reason: str) -> str:
    """The key of what this reason asks besides the place; empty where it asks nothing."""
    rule = pipeline().loss_reasons.get(reason)
    return next((key for key in rule.asks if key != PLACE), "") if rule else ""


def place_asked(reason: str) -> bool:
    rule = pipeline().loss_reasons.get(reason)
    return rule is not None and PLACE in rule.asks


def loss_facts(reason: str, place: str, detail: str) -> dict[str, str]:
    """The words to keep with a loss. Raises ChoiceUnknown, TextTooLong or LossDetailMissing."""
    if reason not in pipeline().loss_reasons:
        raise ChoiceUnknown(field="loss_reason", value=reason[:40])
    asked = detail_asked(reason)
    given = {
        PLACE: bounded(PLACE, place, LIMIT, needed=False),
        asked or "detail": bounded("loss_detail", detail, LIMIT, needed=False),
    }
    if place_asked(reason) and not given[PLACE]:
        raise LossDetailMissing(asked=asked_name(PLACE), field=PLACE)
    if asked and not given[asked]:
        raise LossDetailMissing(asked=asked_name(asked), field="loss_detail")
    return {key: words for key, words in given.items() if words and key in NAMES}
