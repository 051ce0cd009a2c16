"""A watch or newsletter as its reader's data: for the copy of a file, and for a copy of its own behind its link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.choices import ConsentPurpose, MailState, ReplyLanguage, WishEnd
from leads.models import Lead, Mail, Subscription, Watch
from leads.services.asked import asked_lines
from leads.services.house import sectors
from leads.services.mail import without_links
from leads.services.mail_wishes import MAILS, of_file
from leads.services.personal_fields import Field, Row, Section, at_field, coded_field, text_field

Wish = Watch | Subscription


def kind_of(wish: Wish) -> ConsentPurpose:
    return ConsentPurpose.WATCH if isinstance(wish, Watch) else ConsentPurpose.NEWSLETTER


def wishes_of(lead: Lead) -> Iterator[Wish]:
    """Watches and newsletters of the file or at its address, those that ended too."""
    mine = of_file(lead)
    yield from Watch.objects.filter(mine).select_related("text", "told").order_by("pk")
    yield from Subscription.objects.filter(mine).select_related("text").order_by("pk")


def agreed_text(wish: Wish) -> str:
    """The wording in the language it was read in."""
    return wish.text.text_vi if wish.shown_in == "vi" else wish.text.text_en


def wish_row(wish: Wish, lang: str) -> Row:
    """Everything held of it but the links."""
    kind = kind_of(wish)
    return (
        coded_field("kind", _("What"), kind.value, kind.label),
        text_field("email", _("E-mail"), wish.email),
        coded_field("language", _("Language of the mails"), wish.language, ReplyLanguage(wish.language).label),
        _about(wish),
        Field("version", _("Version"), wish.text.version, str(wish.text.version)),
        text_field("text", _("Text you agreed to"), agreed_text(wish)),
        coded_field("shown_in", _("Language it was read in"), wish.shown_in, ReplyLanguage(wish.shown_in).label),
        at_field("asked_at", _("Asked on"), wish.asked_at, lang),
        at_field("confirmed_at", _("Confirmed"), wish.confirmed_at, lang),
        at_field("told_at", _("Last mail with something new"), wish.told_at, lang),
        at_field("until", _("Until"), wish.ends_at if isinstance(wish, Watch) else None, lang),
        at_field("ended_at", _("Ended"), wish.ended_at, lang),
        coded_field("ended_how", _("How it ended"), wish.ended_how, _how(wish)),
    )


def _about(wish: Wish) -> Field:
    """The question watched, or the sectors chosen: none chosen is all."""
    if isinstance(wish, Watch):
        lines = "\n".join(f"{label}: {value}" for label, value in asked_lines(wish.told))
        return Field("question", _("The question watched"), wish.told.request if wish.told else {}, lines)
    names = [str(sectors()[key].name) for key in wish.sectors if key in sectors()]
    return Field("sectors", _("Sectors of interest"), wish.sectors, "; ".join(names) or pgettext("sectors", "all"))


def _how(wish: Wish) -> str:
    return str(WishEnd(wish.ended_how).label) if wish.ended_how else ""


def sections_of_wish(wish: Wish, lang: str) -> tuple[Section, ...]:
    """The copy for a reader of whom nothing else is held: the consent with what it is for, and the mails sent."""
    return (
        Section("wish", str(kind_of(wish).label), (wish_row(wish, lang),)),
        Section("mails_sent", _("Mails we sent"), tuple(_mails(wish, lang))),
    )


def _mails(wish: Wish, lang: str) -> Iterator[Row]:
    kinds, to = MAILS[type(wish)], wish.email or "-"
    for one in Mail.objects.filter(lead=None, kind__in=kinds, to__iexact=to).order_by("created_at", "pk"):
        yield mail_row(one, lang)


def mail_row(one: Mail, lang: str) -> Row:
    """A mail as it was sent, without the links that open something."""
    return (
        at_field("at", _("When"), one.sent_at or one.created_at, lang),
        text_field("to", _("To"), one.to),
        coded_field("state", _("State"), one.state, MailState(one.state).label),
        text_field("subject", _("Subject"), one.subject),
        text_field("text", pgettext("mail", "Text"), without_links(one.body)),
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """What was agreed to, for a page: the text with its language, its version, asked and confirmed when."""

    text: str
    language: str
    version: int
    asked: str
    confirmed: str
