"""The form of what is known of a project."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.countries import countries
from leads.desk.forms import DeskForm
from leads.desk.people_forms import sector_choices
from leads.models import Lead
from leads.portal.fields import NumberField
from leads.services.house import sectors
from leads.services.project import HECTARE, ProjectFacts
from leads.services.questions import questions
from sitepages import figures
from sitepages.language import site_language

NOTHING = [("", "---------")]


class ProjectForm(DeskForm):
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    question = forms.ChoiceField(label=_("Asks about"), required=False)

    def __init__(self, data: Any = None, *, lead: Lead | None = None, **options: Any) -> None:
        lang = site_language()
        if lead:
            options["initial"] = {
                "sector": lead.sector_id or "",
                "country": lead.country,
                "question": lead.question,
                "area_min_ha": _hectares(lead.area_min_m2, lang),
                "area_max_ha": _hectares(lead.area_max_m2, lang),
            }
        super().__init__(data, **options)
        retired = ((row.key, row.name) for row in sectors().values() if row.retired_on is not None)
        self.fields["sector"].choices = [*NOTHING, *sector_choices(), *retired]
        self.fields["country"].choices = [*NOTHING, *countries(lang).items()]
        self.fields["question"].choices = [*NOTHING, *((key, row.name) for key, row in questions().items())]
        self.fields["area_min_ha"] = NumberField(lang=lang, label=_("Land from (ha)"))
        self.fields["area_max_ha"] = NumberField(lang=lang, label=_("Land up to (ha)"))

    def project(self) -> ProjectFacts:
        given = {name: self.cleaned_data[name] for name in ProjectFacts.__dataclass_fields__}
        return ProjectFacts(**given)


def _hectares(area: int | None, lang: str) -> str:
    return figures.number(Decimal(area) / HECTARE, None, lang) if area else ""
