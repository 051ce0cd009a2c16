"""The result of a match in a headline and a few sentences: what fits, or what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.matching.record import Elimination, from_json
from leads.matching.words_around import none_free
from leads.matching.words_relief import wishes
from leads.models import MatchRun
from leads.portal.match_words import nearest_change
from sitepages import figures
from sitepages.land.facts import NOT_VERIFIED


def unverified(run: MatchRun) -> int:
    """How many plots would permit the sector and have a status nobody has verified lately."""
    out = from_json(run.answer["match"]).eliminated
    return sum(len(one.plots) for one in out if one.key == "status" and one.have == NOT_VERIFIED)


def headline_of(answer: Mapping[str, Any], lang: str, unsure: int = 0) -> str:
    """The result in a sentence; `unsure`: how many plots would permit the sector if their status were confirmed."""
    options = answer["options"]
    if options:
        words = ngettext("It fits. One option: %(plots)s.", "It fits. %(n)s options, best is %(plots)s.", len(options))
        return words % {"n": len(options), "plots": joined(options[0]["plots"])}
    changed = [one for one in answer["near_misses"] if one["changes"] and not one["blocked_by"]]
    if not changed:
        return _not_free(answer["near_misses"], unsure) or _far_off(answer["in_the_way"], lang)
    nearest = changed[0]
    changes = _(" and ").join(nearest_change(c["key"], c["to"], lang) for c in nearest["changes"])
    return _("Not yet. Nearest: %(change)s, %(plots)s fits.") % {"change": changes, "plots": joined(nearest["plots"])}


def _far_off(in_the_way: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Which wishes stand in the way, where no small change is enough."""
    if not in_the_way:
        return _("Not yet. No small change is enough.")
    return _("Not yet. In the way: %(wishes)s.") % {"wishes": wishes((one["key"] for one in in_the_way), lang)}


def _not_free(near: Sequence[Mapping[str, Any]], unsure: int) -> str:
    """Land that fits but for its status, where no change of the request is needed; empty where there is none."""
    for one in near:
        if one["blocked_by"] and not one["changes"]:
            open_still = all(held["status"] == NOT_VERIFIED for held in one["blocked_by"])
            words = _("Not certain yet: %(plots)s fits once its status is confirmed.") if open_still else ""
            return (words or _("Not free now: %(plots)s would fit.")) % {"plots": joined(one["plots"])}
    if not unsure:
        return ""
    words = ngettext(
        "Not certain yet: the status of %(n)s plot must be confirmed first.",
        "Not certain yet: the status of %(n)s plots must be confirmed first.",
        unsure,
    )
    return words % {"n": unsure}


def lede_of(answer: Mapping[str, Any], eliminated: Sequence[Elimination], lang: str) -> str:
    moved = any(one["changes"] and not one["blocked_by"] for one in answer["near_misses"])
    parts = [] if answer["options"] or moved else [str(one["reason"]) for one in answer["in_the_way"]]
    if not (parts or answer["options"] or answer["near_misses"]):
        parts = [_nearest(answer["searched"], eliminated, lang)]
    lease = answer["options"][0]["lease_usd"] if answer["options"] else None
    if lease is not None:
        parts.append(_("%(lease)s for the land, once.") % {"lease": figures.usd(lease, lang)})
    verdicts = [one["verdict"] for one in answer["incentives"] if one["kind"] == "benefit"]
    counts = {"sure": verdicts.count("eligible"), "open": verdicts.count("unknown")}
    parts.append(_("Incentives: %(sure)s sure by what you stated, %(open)s not settled yet.") % counts)
    return " ".join(parts)


def joined(plots: Sequence[str]) -> str:
    return " + ".join(plots)


def _nearest(searched: Mapping[str, Any], eliminated: Sequence[Elimination], lang: str) -> str:
    """The nearest single figure, where no small change is enough."""
    area = searched["largest_area_m2"]
    if not area:
        return none_free(eliminated, lang)
    words = _("The largest connected area free for this sector is %(area)s (%(plots)s).")
    return words % {"area": figures.area(area, lang), "plots": joined(searched["largest_plots"])}
