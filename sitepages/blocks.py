"""Blocks of page bodies. A figure never stands without its source, date and certainty."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from sitepages.choices import ParkFactCertainty
from sitepages.service_figures import service_figures

RICH_TEXT = ["bold", "italic", "link", "ol", "ul", "document-link"]
# How many sources each certainty needs; a conflict shows both sides.
SOURCES_NEEDED = {
    ParkFactCertainty.VERIFIED: 1,
    ParkFactCertainty.SECOND_HAND: 1,
    ParkFactCertainty.COMPUTED: 1,
    ParkFactCertainty.CONFLICT: 2,
    ParkFactCertainty.UNKNOWN: 0,
}


class SourceBlock(blocks.StructBlock):
    """Where something was read: title, date as far as it is known, address if there is one."""

    title = blocks.CharBlock(label=_("Source"), max_length=200)
    date = blocks.CharBlock(
        label=_("Date of the source"), max_length=60, help_text=_("As the source gives it: 24/08/2021, 09/2021, 2017.")
    )
    url = blocks.URLBlock(label=_("Address"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")
        label_format = "{title}, {date}"


class FactValue(blocks.StructValue):
    """A fact as pages read it."""

    @cached_property
    def problems(self) -> dict[str, str]:
        """What forbids publishing, by field; empty when the fact may be shown."""
        return fact_problems(self)

    @property
    def known(self) -> bool:
        return self.get("certainty") != ParkFactCertainty.UNKNOWN and not self.problems

    @property
    def open(self) -> bool:
        """Drawn dashed: not known, withheld, or sources that differ."""
        return not self.known or self["certainty"] == ParkFactCertainty.CONFLICT

    @property
    def certainty_label(self) -> Any:
        return ParkFactCertainty(self["certainty"]).label if self.known else ParkFactCertainty.UNKNOWN.label

    @property
    def certainty_icon(self) -> str:
        """Symbol of the page's sprite: full for what was read in the source, half for the rest, dashed for unknown."""
        if not self.known:
            return "c-none"
        return "c-full" if self["certainty"] == ParkFactCertainty.VERIFIED else "c-half"


def fact_problems(fact: Any) -> dict[str, str]:
    """The rule of every published figure, over a mapping with the fields of FactBlock."""
    certainty = fact.get("certainty") or ""
    value = (fact.get("value") or "").strip()
    sources = [one for one in fact.get("sources") or [] if (one.get("title") or "").strip()]
    problems: dict[str, Any] = {}
    if certainty == ParkFactCertainty.UNKNOWN:
        if value:
            problems["value"] = _("Leave the figure empty when it is not known.")
        if not (fact.get("note") or "").strip():
            problems["note"] = _("Say what was looked for or asked, and when.")
        return problems
    if certainty not in SOURCES_NEEDED:
        return {"certainty": _("Say how far the figure was verified.")}
    if not value:
        problems["value"] = _("Enter the figure, or choose “not known”.")
    if len(sources) < SOURCES_NEEDED[certainty]:
        problems["sources"] = (
            _("Name the sources that differ: two at least.")
            if certainty == ParkFactCertainty.CONFLICT
            else _("A figure needs its source and the date of the source.")
        )
    elif not all((one.get("date") or "").strip() for one in sources):
        problems["sources"] = _("Each source needs its date.")
    return problems


class FactBlock(blocks.StructBlock):
    """One fact with its receipt. "Not known" is a legal value: then the note says what was asked."""

    label = blocks.CharBlock(label=_("What"), max_length=160)
    value = blocks.CharBlock(label=_("Figure or answer"), max_length=240, required=False)
    note = blocks.TextBlock(label=_("Note"), max_length=400, rows=2, required=False)
    certainty = blocks.ChoiceBlock(label=_("Certainty"), choices=ParkFactCertainty.choices)
    sources = blocks.ListBlock(SourceBlock(), label=_("Sources"), default=[], collapsed=True)

    class Meta:
        icon = "tick-inverse"
        label = _("Fact")
        label_format = "{label}: {value}"
        template = "sitepages/blocks/fact.html"
        value_class = FactValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft may be incomplete; nothing incomplete is published
            return cleaned
        problems = fact_problems(cleaned)
        if problems:
            raise blocks.StructBlockValidationError(
                block_errors={field: ValidationError(words) for field, words in problems.items()}
            )
        return cleaned


class FactTableBlock(blocks.StructBlock):
    """Facts under one heading."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    intro = blocks.TextBlock(label=_("Introduction"), rows=2, required=False)
    facts = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, collapsed=True)

    class Meta:
        icon = "table"
        label = _("Fact table")
        label_format = "{heading}"
        template = "sitepages/blocks/fact_table.html"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody, or what they said in short; never without who and where."""

    words = blocks.TextBlock(label=_("What was said"), rows=3)
    who = blocks.CharBlock(label=_("Who said it"), max_length=160)
    paraphrased = blocks.BooleanBlock(label=_("In our words, not verbatim"), required=False)
    source = SourceBlock(label=_("Source"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        label_format = "{who}"
        template = "sitepages/blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    """A framed remark: plain, or dashed for what is not yet certain."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"), choices=[("note", _("Note")), ("open", _("Not yet certain"))], default="note"
    )
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)

    class Meta:
        icon = "warning"
        label = _("Notice")
        label_format = "{heading}"
        template = "sitepages/blocks/notice.html"


class UnknownBlock(blocks.StructBlock):
    """Something an investor will ask and nobody could answer yet."""

    heading = blocks.CharBlock(label=_("What is not known"), max_length=120)
    text = blocks.TextBlock(label=_("What was found, and when"), rows=2)

    class Meta:
        icon = "help"
        label = _("Not known")
        label_format = "{heading}"


class DistanceBlock(blocks.StructBlock):
    """How far a place is; a straight line is drawn dashed, a published road distance solid."""

    place = blocks.CharBlock(label=_("Place"), max_length=80)
    km = blocks.IntegerBlock(label=_("Kilometres"), min_value=1, max_value=1000)
    straight = blocks.BooleanBlock(label=_("Straight line, computed"), required=False)
    note = blocks.CharBlock(label=_("Note"), max_length=120, help_text=_("Short: by road, press of 2021 ..."))
    sources = blocks.ListBlock(SourceBlock(), label=_("Sources"), min_num=1, collapsed=True)

    class Meta:
        icon = "arrows-up-down"
        label = _("Distance")
        label_format = "{place}: {km} km"


class ServiceFiguresBlock(blocks.StructBlock):
    """How the desk keeps its promises, reckoned from its files; the editor only says that it is shown, and where."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    by_department = blocks.BooleanBlock(label=_("Also per department"), required=False)

    class Meta:
        icon = "time"
        label = _("Figures of service, last 90 days")
        template = "sitepages/blocks/service_figures.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        found = service_figures(timezone.now())
        groups = (found.whole, *(found.departments if value["by_department"] else ())) if found else ()
        return super().get_context(value, parent_context) | {"figures": found, "groups": groups}


class BodyBlock(blocks.StreamBlock):
    """What the body of a page may hold."""

    heading = blocks.CharBlock(
        label=_("Heading"), max_length=160, icon="title", template="sitepages/blocks/heading.html"
    )
    text = blocks.RichTextBlock(
        label=_("Text"), features=["h3", *RICH_TEXT], icon="pilcrow", template="sitepages/blocks/text.html"
    )
    facts = FactTableBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    service = ServiceFiguresBlock()
    image = ImageBlock(label=_("Image"), template="sitepages/blocks/image.html")
    sources = blocks.ListBlock(
        SourceBlock(), label=_("Sources"), icon="list-ul", template="sitepages/blocks/sources.html"
    )
