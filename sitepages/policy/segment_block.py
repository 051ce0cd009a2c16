"""One segment of what a rule gives, as blocks: how much, which years, counted from when, if what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks

from sitepages.incentives.benefit_words import AMOUNTS, STARTS, TAXES, THINGS
from sitepages.incentives.limits import segment_faults
from sitepages.language import site_language
from sitepages.policy.blocks import certainties, condition_block, rows, worded
from sitepages.policy.choices import Choice, Offered
from sitepages.policy.fault_words import errors_of
from sitepages.policy.record import segment_figures
from sitepages.policy.typed_numbers import PlainFloatBlock


def benefits_block(offer: Offered) -> blocks.StreamBlock:
    return rows(SegmentBlock(offer), required=False)


class SegmentBlock(blocks.StructBlock):
    """The rules of what it may say are those of limits.py, told at the field they are about."""

    def __init__(self, offer: Offered) -> None:
        super().__init__(
            [
                ("tax", blocks.ChoiceBlock(worded(TAXES), label=_("Tax or field"))),
                ("amount", blocks.ChoiceBlock(amounts(), label=_("What it gives"))),
                ("value", PlainFloatBlock(required=False, label=_("figure (empty: not known)"))),
                ("from_year", blocks.IntegerBlock(min_value=1, label=_("from year"))),
                ("to_year", blocks.IntegerBlock(min_value=1, required=False, label=_("to year (empty: to the end)"))),
                ("start_event", blocks.ChoiceBlock(worded(STARTS), label=_("years are counted"))),
                ("fallback_after", blocks.IntegerBlock(min_value=1, required=False, label=_("no profit within years"))),
                ("fallback_year", blocks.IntegerBlock(min_value=1, required=False, label=_("then counted from year"))),
                ("when", condition_block(offer, required=False, label=_("only where"))),
                ("up_to", blocks.BooleanBlock(required=False, label=_("a ceiling: the decision may give less"))),
                ("group", blocks.ChoiceBlock(offer.groups, required=False, label=_("exclusion group of this segment"))),
                ("of", blocks.ChoiceBlock(things(), required=False, label=_("of what"))),
                ("length_fact", blocks.ChoiceBlock(offer.numbers, required=False, label=_("length given by the fact"))),
                ("counted_in", blocks.ChoiceBlock((("months", _("months")),), required=False, label=_("counted in"))),
                ("certainty", blocks.ChoiceBlock(certainties(), required=False, label=_("certainty, if another"))),
                (
                    "basis",
                    blocks.RegexBlock(
                        regex=r"^\s*[1-9]\d?(\s*[,;]\s*[1-9]\d?)*\s*$",
                        label=_("clauses it rests on: rows of the legal basis, as 1, 3"),
                        error_messages={"invalid": _("Write the numbers of rows, as 1, 3.")},
                    ),
                ),
            ],
            label=_("Segment"),
            label_format="{tax} {amount} {value} {from_year} {to_year}",
            collapsed=True,
        )

    def clean(self, value: Any) -> Any:
        cleaned: Mapping[str, Any] = super().clean(value)
        if wrong := errors_of(segment_faults(segment_figures(cleaned))):
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return cleaned


def amounts() -> tuple[Choice, ...]:
    """Kinds of benefit with their unit as one choice, worded as the pages word them."""
    return tuple(
        (f"{kind}|{unit}", words[0 if site_language() == "vi" else 1].format(v="…"))
        for (kind, unit), words in AMOUNTS.items()
    )


def things() -> tuple[Choice, ...]:
    words = {
        "initial": _("initial cost"),
        "production": _("production"),
        "rd": _("research and development"),
        "social_infrastructure": _("social infrastructure"),
        "training": _("training"),
    }
    return *worded(THINGS), *words.items()
