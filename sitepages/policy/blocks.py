"""Blocks an editor builds a rule from: a closed set of operators, units and events; groups at most three deep.

A block that named itself would never end (RecursionError); so each depth has its own groups, and all depths share
the same leaves: Wagtail sends a shared block to the browser once.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail import blocks

from sitepages.choices import Certainty
from sitepages.explorer.incentive_pages import certainty_words
from sitepages.incentives.benefit_words import TAXES
from sitepages.incentives.blocks_json import unpair
from sitepages.incentives.limits import threshold_faults
from sitepages.incentives.tree import MAX_DEPTH
from sitepages.language import site_language
from sitepages.policy.choices import Choice, Offered, operators, units, zone_values
from sitepages.policy.fault_words import errors_of
from sitepages.policy.typed_days import within_law
from sitepages.policy.typed_numbers import GROUPED, PlainFloatBlock

Named = list[tuple[str, blocks.Block]]
ROW = "row"
AMOUNT = rf"^(?!{GROUPED}$)(unknown|-?\d+(\.\d+)?)$"


def condition_block(offer: Offered, *, required: bool = True, **meta: Any) -> blocks.StreamBlock:
    """One condition; several go into a group of it."""
    return _stream(_nodes(_leaves(offer), MAX_DEPTH), required=required, most=1, **meta)


def _nodes(leaves: Named, depth: int, *, negatable: bool = True) -> Named:
    """What may stand in a group with `depth` more groups below; `not` of `not` is not offered."""
    if depth == 0:
        return [*leaves, ("not", _negation(leaves))] if negatable else leaves
    below = _nodes(leaves, depth - 1)
    groups: Named = [
        ("all", _stream(below, label=_("All of"), icon="list-ul")),
        ("any", _stream(below, label=_("One of"), icon="list-ul")),
    ]
    plain = [*leaves, *groups]
    return [*plain, ("not", _negation(plain))] if negatable else plain


def _negation(nodes: Named) -> blocks.StreamBlock:
    return _stream(nodes, most=1, label=_("Except where"), icon="cross")


def _stream(nodes: Named, *, required: bool = True, most: int | None = None, **meta: Any) -> blocks.StreamBlock:
    return blocks.StreamBlock(nodes, required=required, min_num=1 if required else None, max_num=most, **meta)


def _leaves(offer: Offered) -> Named:
    return [
        ("one_of", OneOfBlock(offer)),
        ("compare", CompareBlock(offer)),
        ("within_dates", DatesBlock(offer)),
        ("zone_status", _several(zone_values(), label=_("The park is"), icon="site")),
        ("sector_category", _several(offer.categories, label=_("Legal category of the sector"), icon="tag")),
        ("approval_given", _one(offer.approvals, label=_("Decision granted"), icon="check")),
        ("definition", _one(offer.definitions, label=_("Named definition"), icon="link")),
    ]


def _several(choices: Any, **meta: Any) -> blocks.MultipleChoiceBlock:
    widget = forms.SelectMultiple(
        attrs={"aria-label": str(meta["label"])}
    )  # a child of a stream has no label of its own
    return blocks.MultipleChoiceBlock(choices, widget=widget, **meta)


def _one(choices: Any, **meta: Any) -> blocks.ChoiceBlock:
    widget = forms.Select(attrs={"aria-label": str(meta["label"])})
    return blocks.ChoiceBlock(choices, widget=widget, **meta)


class OneOfBlock(blocks.StructBlock):
    """A fact has one of these values; on others the text may be silent."""

    def __init__(self, offer: Offered) -> None:
        super().__init__(
            [
                ("fact", blocks.ChoiceBlock(offer.chosen, label=pgettext("law", "Fact"))),
                ("values", _several(offer.values, label=_("is one of"))),
                ("unsure", _several(offer.values, required=False, label=_("the text is silent on"))),
            ],
            label=_("A fact has a value"),
            icon="list-ol",
            label_format="{fact}",
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        wrong = {
            name: ValidationError(_("Choose values of this fact only."))
            for name in ("values", "unsure")
            if any(unpair(text)[0] != cleaned["fact"] for text in cleaned[name])
        }
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return cleaned


class CompareBlock(blocks.StructBlock):
    """A number against the law's own figure, in the law's own unit."""

    def __init__(self, offer: Offered) -> None:
        self.specs = offer.specs
        super().__init__(
            [
                ("fact", blocks.ChoiceBlock(offer.numbers, label=pgettext("law", "Fact"))),
                ("op", blocks.ChoiceBlock(operators(), label=_("is"))),
                ("value", PlainFloatBlock(label=_("figure of the law"))),
                ("unit", blocks.ChoiceBlock(units(), label=_("unit of the law"))),
            ],
            label=_("A number against a threshold"),
            icon="order",
            label_format="{fact} {op} {value} {unit}",
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        faults = threshold_faults(cleaned["value"], cleaned["unit"], self.specs[cleaned["fact"]])
        if wrong := errors_of(faults):
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return cleaned


class DatesBlock(blocks.StructBlock):
    """A date from one day up to, not including, another; an end left empty is open."""

    def __init__(self, offer: Offered) -> None:
        super().__init__(
            [
                ("fact", blocks.ChoiceBlock(offer.dates, label=_("Date"))),
                ("from", blocks.DateBlock(required=False, validators=[within_law], label=_("from"))),
                ("to", blocks.DateBlock(required=False, validators=[within_law], label=_("before"))),
            ],
            label=_("A date lies between"),
            icon="date",
            label_format="{fact}",
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        first, last = cleaned["from"], cleaned["to"]
        if first and last and last <= first:
            text = _("The end must lie after the beginning.")
            raise blocks.StructBlockValidationError(block_errors={"to": ValidationError(text)})
        return cleaned


def rows(row: blocks.Block, *, required: bool = True) -> blocks.StreamBlock:
    """A list of one kind of row. Wagtail draws a stream as the root of a field; its ListBlock it does not."""
    return _stream([(ROW, row)], required=required)


# --- where it stands, and what proves it ---


def basis_block(offer: Offered) -> blocks.StreamBlock:
    line = blocks.StructBlock(
        [
            ("law", blocks.CharBlock(max_length=300, label=_("Act, as it is named"))),
            ("article", blocks.CharBlock(max_length=120, required=False, label=_("article"))),
            ("clause", blocks.CharBlock(max_length=120, required=False, label=_("clause and point"))),
            ("citation", blocks.ChoiceBlock(offer.citations, label=_("read in"))),
            ("certainty", blocks.ChoiceBlock(certainties(), label=_("certainty"))),
        ],
        label=_("Clause"),
        label_format="{law} {article} {clause}",
        collapsed=True,
    )
    return rows(line)


def golden_block(offer: Offered, *, money: bool = True) -> blocks.StreamBlock:
    """`money`: with what is payable; a shared condition or requirement only holds or does not."""
    fact = blocks.StructBlock(
        [
            ("fact", blocks.ChoiceBlock(offer.facts, label=pgettext("law", "Fact"))),
            ("value", blocks.CharBlock(max_length=400, label=_("value"))),
        ],
        label_format="{fact}: {value}",
    )
    row = blocks.StructBlock(
        [
            ("tax", blocks.ChoiceBlock(taxes_of_schedule(), label=_("Tax"))),
            ("years", blocks.RegexBlock(regex=r"^\d{4}(-\d{4})?$", label=_("year, or years as 2028-2031"))),
            ("amount", blocks.RegexBlock(regex=AMOUNT, label=_("amount, or unknown"))),
        ],
        label_format="{tax} {years}: {amount}",
    )
    amounts_due: Named = [
        ("with", _several(offer.records, required=False, label=_("together with"))),
        ("schedule", blocks.ListBlock(row, default=[], label=_("Payable by year"))),
        ("currency", blocks.ChoiceBlock((("USD", "USD"), ("VND", "VND")), required=False, label=_("currency"))),
        ("saving_total", PlainFloatBlock(required=False, label=_("total saving"))),
        ("saving_from", blocks.IntegerBlock(required=False, label=_("saved from year"))),
        ("saving_to", blocks.IntegerBlock(required=False, label=_("saved to year"))),
    ]
    case = blocks.StructBlock(
        [
            ("name", blocks.CharBlock(max_length=200, label=_("Name of the case"))),
            ("name_vi", blocks.CharBlock(max_length=200, required=False, label=_("Name of the case in Vietnamese"))),
            ("as_of", blocks.DateBlock(required=False, validators=[within_law], label=_("judged on the day"))),
            ("facts", blocks.ListBlock(fact, default=[], label=pgettext("law", "Facts"))),
            ("verdict", blocks.ChoiceBlock(verdicts() if money else truths(), label=_("Verdict"))),
            ("missing", _several(offer.facts, required=False, label=_("facts that must be missing"))),
            *(amounts_due if money else ()),
            ("why", blocks.TextBlock(label=_("worked by hand"))),
            ("why_vi", blocks.TextBlock(required=False, label=_("worked by hand, in Vietnamese"))),
        ],
        label=_("Golden case"),
        label_format="{name}: {verdict}",
        collapsed=True,
    )
    return rows(case, required=False)


def certainties() -> tuple[Choice, ...]:
    return tuple((value, certainty_words(value)) for value in Certainty.values)


def worded(table: Any) -> tuple[Choice, ...]:
    return tuple((key, words[0 if site_language() == "vi" else 1]) for key, words in table.items())


def taxes_of_schedule() -> tuple[Choice, ...]:
    return *worded(TAXES), ("cit_topup", _("Global minimum tax"))


def verdicts() -> tuple[Choice, ...]:
    return ("eligible", _("eligible (a cost: applies)")), ("ineligible", _("not eligible")), ("unknown", _("unknown"))


def truths() -> tuple[Choice, ...]:
    return ("eligible", _("holds")), ("ineligible", _("does not hold")), ("unknown", _("unknown"))
