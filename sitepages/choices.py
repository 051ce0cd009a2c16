"""Closed sets the supply side branches on, named as the question they answer."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sitepages.land.facts import NOT_VERIFIED


class PlotStatus(TextChoices):
    AVAILABLE = "available", _("Available")
    RESERVED = "reserved", _("Reserved")
    LEASED = "leased", _("Leased")
    CLEARANCE = "clearance", _("Land not cleared")
    NOT_FOR_LEASE = "not_for_lease", _("Not for lease")


def status_words() -> dict[str, str]:
    """Whatever the status of a plot may read as, in words; last the one past its day."""
    return {status.value: str(status.label) for status in PlotStatus} | {NOT_VERIFIED: str(_("Status not verified"))}


def told_words(status: str) -> str:
    """What was told of a plot's status, in words; of one that nobody ever told, that it is not verified."""
    return status_words()[status or NOT_VERIFIED]


class ZoneStatus(TextChoices):
    """Legal status of the park; zone-based incentives hang on it (Law 71/2025 Art. 22-24)."""

    PLANNED = "planned", _("Planned")
    ESTABLISHED = "established", _("Established")
    RECOGNISED = "recognised", _("Recognised")


class Permission(TextChoices):
    ENCOURAGED = "encouraged", _("encouraged")
    PERMITTED = "permitted", _("permitted")
    NOT_PERMITTED = "not_permitted", _("not permitted")


class Certainty(TextChoices):
    """How far a legal text was verified; never hidden."""

    CONFIRMED = "confirmed", _("clause read")
    PARTLY = "partly", _("partly verified")
    UNCONFIRMED = "unconfirmed", _("not confirmed")


class ParkFactCertainty(TextChoices):
    """How far a published figure about park or province was verified (domain facts)."""

    VERIFIED = "verified", _("read in the source")
    SECOND_HAND = "second_hand", _("read second-hand")
    COMPUTED = "computed", _("computed by us")
    CONFLICT = "conflict", _("sources differ")
    UNKNOWN = "unknown", _("not known")


class SourceKind(TextChoices):
    """In what form a text of law was read."""

    FULL_TEXT_COPY = "full_text_copy", _("copy of the full text")
    OCR_COPY = "ocr_copy", _("scanned copy")
    EDITED_COPY = "edited_copy", _("edited copy")
    SECONDARY = "secondary", _("second-hand")


class IncentiveKind(TextChoices):
    """The last three are no rules of their own: rules read them."""

    BENEFIT = "benefit", _("Benefit")
    COST = "cost", _("Cost")
    DEFINITION = "definition", _("Definition")
    STATUS = "status", _("Status")
    ZONE = "zone", _("Zone rule")
    CONDITION = "condition", _("Named condition")
    REQUIREMENT = "requirement", _("Standing requirement")
    FIGURE = "figure", _("Figure of the law")


SHARED_KINDS = (IncentiveKind.CONDITION, IncentiveKind.REQUIREMENT, IncentiveKind.FIGURE)  # what rules share


class LayerKind(TextChoices):
    BOUNDARY = "boundary", _("Park boundary")
    ROAD = "road", _("Roads")
    GREEN = "green", _("Green buffer")
    WATER = "water", _("Water")
    CENTRELINE = "centreline", _("Street centre lines")
    POWER_LINE = "power_line", _("Power line")
    FIBRE = "fibre", _("Fibre backbone")
    SUBSTATION = "substation", _("Substation")
    WASTEWATER_PLANT = "wastewater_plant", _("Wastewater treatment plant")
    WATER_PLANT = "water_plant", _("Water supply station")
    GATE = "gate", _("Main gate")


class ChangeState(TextChoices):
    PREVIEWED = "previewed", _("Previewed")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


class RatePair(TextChoices):
    """What one unit of the first costs in the second."""

    USD_VND = "USD_VND", "USD/VND"
    EUR_VND = "EUR_VND", "EUR/VND"
    EUR_USD = "EUR_USD", "EUR/USD"


class RuleOrigin(TextChoices):
    """Where a version of a rule comes from: what the product starts with, or the policy desk."""

    SEED = "seed", _("starting data")
    DESK = "desk", _("policy desk")


class RuleState(TextChoices):
    """Where a version stands; read from its row, never stored."""

    DRAFT = "draft", _("draft")
    CHECKED = "checked", _("checked, awaits approval")
    PUBLISHED = "published", _("published")
    DISCARDED = "discarded", _("discarded")


class RuleActKind(TextChoices):
    BEGUN = "begun", _("draft begun")
    UNDOING = "undoing", _("draft begun to undo a version")
    EDITED = "edited", _("edited")
    CHECKED = "checked", _("checked")
    SENT_BACK = "sent_back", _("sent back")
    APPROVED = "approved", _("approved and published")
    DISCARDED = "discarded", _("discarded")


class Stake(TextChoices):
    """How much money hangs on an open question of law."""

    LARGE = "large", _("large")
    MEDIUM = "medium", _("medium")
    SMALL = "small", _("small")


class StaleReason(TextChoices):
    """Why a rule wants a second look."""

    ENDS_SOON = "ends_soon", _("ends soon")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    CASE_FAILS = "case_fails", _("a golden case comes out otherwise by now")
    READ_LONG_AGO = "read_long_ago", _("read long ago")
    SOURCE_DEAD = "source_dead", _("source is dead")
    SOURCE_NOT_LOOKED_AT = "source_unseen", _("source not looked at for half a year")


class ReportState(TextChoices):
    """What became of a report that a fact is wrong."""

    NEW = "new", _("Received")
    CHECKING = "checking", _("Being checked")
    CORRECTED = "corrected", _("Corrected")
    WAS_RIGHT = "was_right", _("The fact was right")
    SET_ASIDE = "set_aside", _("Not about a fact")


class PriceKind(TextChoices):
    """Priced lines of the cost of the location, with the unit each is multiplied by in UNITS_OF_PRICE."""

    SERVICE_FEE = "service_fee", _("Infrastructure service fee (per m² and year)")
    POWER = "power", _("Power (per kWh)")
    WATER = "water", _("Water (per m³)")
    WASTEWATER = "wastewater", _("Waste water (per m³)")


UNITS_OF_PRICE = {
    PriceKind.SERVICE_FEE: "m2_year",
    PriceKind.POWER: "kwh",
    PriceKind.WATER: "m3",
    PriceKind.WASTEWATER: "m3",
}


class PriceCurrency(TextChoices):
    VND = "VND", "VND"
    USD = "USD", "USD"


class DayUnit(TextChoices):
    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


class DayBasis(TextChoices):
    """Where a number of days comes from."""

    STATUTORY = "statutory", _("by the act")
    PLANNING = "planning", _("our planning value")
    NONE = "none", _("not found")


class StepTurn(TextChoices):
    """Who moves a step of the procedure on."""

    INVESTOR = "investor", _("the investor does it")
    FILED = "filed", _("the investor hands in, the body decides")
    BODY = "body", _("the body does it")


class StepCertainty(TextChoices):
    """How far a step of the procedure was verified."""

    CONFIRMED = "confirmed", _("clause read")
    PARTLY = "partly", _("partly verified")
    UNCONFIRMED = "unconfirmed", _("not confirmed")
    OURS = "ours", _("our own planning")
