"""What the fields of a plot are called in the admin."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sitepages.explorer.plot_lines import field_name

DAYS = frozenset({"available_from", "lease_until"})  # facts that are a date


def field_words(field: str) -> str:
    """A field of a plot by its name on the plot's page."""
    own = {
        "zone": _("Functional zone"),
        "status": _("Status"),
        "ring": _("Boundary"),
        "area_computed_m2": _("Area from the boundary"),
        "land_use_vi": _("Land use, Vietnamese"),
        "land_use_en": _("Land use, English"),
    }
    return own[field] if field in own else field_name(field)


def who_words(name: str) -> str:
    """Who verified: a person by name, what ran by itself in words."""
    return {
        "import_plots": _("the command line"),
        "load_seeds": _("first loading"),
        "demo": _("the demo's loading"),
    }.get(name, name)


def proof_words(receipt: str) -> str:
    """What would prove an answer of the questionnaire, as its table names it."""
    return {
        "Power company letter": pgettext("proof", "Power company letter"),
        "Tariff decision": pgettext("proof", "Tariff decision"),
        "Letter": pgettext("proof", "Letter"),
        "Route measured": pgettext("proof", "Route measured"),
        "Supplier letter": pgettext("proof", "Supplier letter"),
        "Map": pgettext("proof", "Map"),
        "University figures": pgettext("proof", "University figures"),
        "Wage survey": pgettext("proof", "Wage survey"),
        "Decision": pgettext("proof", "Decision"),
        "Decision naming the park": pgettext("proof", "Decision naming the park"),
        "Resolution 1683/NQ-UBTVQH15": pgettext("proof", "Resolution 1683/NQ-UBTVQH15"),
        "Lease or decision": pgettext("proof", "Lease or decision"),
        "Draft contract": pgettext("proof", "Draft contract"),
        "Flood study": pgettext("proof", "Flood study"),
        "Geotechnical report": pgettext("proof", "Geotechnical report"),
        "Standard cited": pgettext("proof", "Standard cited"),
        "SAIDI/SAIFI report": pgettext("proof", "SAIDI/SAIFI report"),
        "Laboratory report": pgettext("proof", "Laboratory report"),
        "Operating permit": pgettext("proof", "Operating permit"),
        "Operator letter": pgettext("proof", "Operator letter"),
        "Contracted operator": pgettext("proof", "Contracted operator"),
        "Carrier letters": pgettext("proof", "Carrier letters"),
        "Route plan": pgettext("proof", "Route plan"),
        "Measurement": pgettext("proof", "Measurement"),
        "Statistics": pgettext("proof", "Statistics"),
        "Resolution": pgettext("proof", "Resolution"),
        "Phase I report": pgettext("proof", "Phase I report"),
    }.get(receipt, receipt)
