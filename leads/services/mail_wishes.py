"""What watches and the newsletter share: the mark of an address, signed links, the pace of first mails, and the end.

A link is one watch, or one newsletter, wide. Opening it changes nothing, because scanners of mail follow links.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from leads.choices import ConsentPurpose, DueKind, MailState, WishEnd
from leads.models import ConsentText, Due, Lead, Mail, Subscription, Watch
from leads.services.bad_addresses import is_bad, mark_good, may_try_again
from leads.services.words import EmailInvalid, bounded
from leads.throttle import seconds_to_wait
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

UNCONFIRMED = timedelta(days=7)  # ours; leads/seed/retention.yaml names it as the rule "unconfirmed"
FIRST_MAILS = ("watch_confirm", "newsletter_confirm")
FIRST_A_DAY = 5  # first mails to one address: whoever asks in another's name cannot fill that box
Wish = TypeVar("Wish", Watch, Subscription)
MAILS: Mapping[type[Any], tuple[str, ...]] = {
    Watch: ("watch_confirm", "watch_news", "watch_ends"),
    Subscription: ("newsletter_confirm", "newsletter"),
}
BOTH: tuple[type[Watch], type[Subscription]] = (Watch, Subscription)


class WishUnknown(Refused):
    """No watch or newsletter of ours stands behind this link, or its first mail was not answered in time."""

    code = "wish_unknown"
    status = 404


class WishEnded(Refused):
    """Facts: `ended_at`."""

    code = "wish_ended"
    status = 410


class WishNotOffered(Refused):
    """The wording of the consent is not loaded, so nobody can agree to it."""

    code = "wish_not_offered"
    status = 404


class FirstMailsOver(Refused):
    """So many first mails went to this address today that none goes. Facts: `limit`."""

    code = "first_mails_over"
    status = 429


class WishNotAgreed(Refused):
    """Without consent to these mails nothing is stored."""

    code = "wish_not_agreed"
    status = 422


def address_of(text: str) -> str:
    """An address as it was typed, in small letters. Raises FieldMissing, TextTooLong or EmailInvalid."""
    address = bounded("contact_email", text, 254).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise EmailInvalid(field="contact_email") from error
    return address


def mark_of(address: str) -> str:
    """A keyed digest of an address: proves who agreed, names nobody."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"wish " + address.lower().encode(), hashlib.sha256).hexdigest()[:40]


def wording(purpose: ConsentPurpose, now: datetime) -> ConsentText:
    """The text that is agreed to today. Raises WishNotOffered."""
    on = now.astimezone(PARK_TIME).date()
    text = ConsentText.objects.filter(purpose=purpose, valid_from__lte=on).order_by("-version").first()
    if text is None:
        raise WishNotOffered
    return text


def proof(*, address: str, purpose: ConsentPurpose, lang: str, shown_in: str, lead: Lead | None, now: datetime) -> Any:
    """The columns of a new row that say who agreed to what, when and in which language."""
    return {
        "email": address,
        "mark": mark_of(address),
        "language": lang,
        "nonce": secrets.token_urlsafe(16),
        "lead": lead,
        "text": wording(purpose, now),
        "shown_in": shown_in,
        "asked_at": now,
    }


# --- Steps ---


def keep_asked(same: QuerySet[Wish], new: Mapping[str, Any]) -> Wish:
    """The one open row of what is asked; one not confirmed yet is asked anew with what is said now.

    `same`: the open rows it may be. Its nonce stays, so that the link of an earlier first mail opens it, too.
    """
    known = same.select_for_update(of=("self",)).first()
    if known is None:
        try:
            with transaction.atomic():
                return same.model.objects.create(**new)
        except IntegrityError:  # asked twice at one moment
            return same.get()
    if known.confirmed_at is None:
        again = {name: value for name, value in new.items() if name != "nonce"}
        same.model.objects.filter(pk=known.pk).update(**again)
        known.refresh_from_db()
    return known


def opened(wish: Wish, *, confirmed: bool = False) -> Wish:
    """The row locked for a change. Raises WishEnded, or WishUnknown where it is gone or has to be confirmed first."""
    model: type[Wish] = type(wish)
    found = model.objects.select_for_update(of=("self",)).filter(pk=wish.pk).first()
    if found is None:
        raise WishUnknown
    check_open(found)
    if confirmed and found.confirmed_at is None:
        raise WishUnknown
    return found


def confirm(wish: Wish, now: datetime, **begun: Any) -> Wish:
    """From now on its mails come; `begun`: what counts from then. Pressed again nothing changes.

    Raises WishEnded or WishUnknown.
    """
    found = opened(wish)
    if found.confirmed_at is None:
        if found.asked_at < now - UNCONFIRMED:
            raise WishUnknown
        mark_good(address=found.email)
        for name, at in (begun | {"confirmed_at": now}).items():
            setattr(found, name, at)
        found.save(update_fields=[*begun, "confirmed_at"])
    return found


# --- Links ---


def signer(model: type[Watch] | type[Subscription], everything: bool = False) -> Signer:
    return Signer(salt=f"leads.{model.__name__.lower()}{'.all' if everything else ''}", sep=".")


def token_for(wish: Watch | Subscription, *, everything: bool = False) -> str:
    """The signed text of its links. `everything`: of the one that ends all watches of its address (RFC 8058)."""
    return signer(type(wish), everything).sign(f"{wish.pk}-{wish.nonce}")


def wish_for_token(model: type[Wish], token: str, *, everything: bool = False) -> Wish:
    """What a token names, ended or not; raises WishUnknown."""
    try:
        number, _, nonce = signer(model, everything).unsign(token).partition("-")
        wish: Wish = model.objects.select_related("text").get(pk=int(number))
    except (BadSignature, ValueError, OverflowError, model.DoesNotExist) as error:
        raise WishUnknown from error
    if not constant_time_compare(wish.nonce, nonce):
        raise WishUnknown
    return wish


def check_open(wish: Watch | Subscription) -> None:
    """Raises WishEnded."""
    if wish.ended_at is not None:
        raise WishEnded(ended_at=wish.ended_at)


def page_address(name: str, token: str, lang: str) -> str:
    """A page of a wish, whole, in the mail's language."""
    with translation.override(lang):
        return settings.SITE_URL + reverse(name, args=[token])


# --- First mails ---


def may_write_first(address: str, now: datetime, *, proven: bool = False) -> bool:
    """Whether a first mail may still go there today: a bad address is tried once a day.

    What a proof of work was given for counts apart: strangers use up nothing of the person's own. Raises
    FirstMailsOver.
    """
    sent = Mail.objects.filter(lead=None, to=address, kind__in=FIRST_MAILS, created_at__gt=now - timedelta(days=1))
    if proven:
        over = seconds_to_wait(scope="first-mails", who=address, limit=FIRST_A_DAY, period=86_400, now=now) > 0
    else:
        over = sent.count() >= FIRST_A_DAY
    if over:
        raise FirstMailsOver(limit=FIRST_A_DAY)
    return not is_bad(address) or may_try_again(address=address, now=now)


# --- The end ---


def still_open(model: type[Wish]) -> QuerySet[Wish]:
    return model.objects.filter(ended_at=None)


def confirmed(model: type[Wish]) -> QuerySet[Wish]:
    """Those their reader confirmed, still open."""
    return still_open(model).exclude(confirmed_at=None)


def end(wishes: QuerySet[Any], how: WishEnd, now: datetime) -> int:
    """No mail any more: the address goes, from its mails too; the proof stays; what nobody confirmed goes whole.

    How many ended.
    """
    _blank_mails(list(wishes.filter(ended_at=None).exclude(email="")), now)
    kept: dict[str, Any] = {"email": "", "ended_at": now, "ended_how": how.value}
    if wishes.model is Watch:
        kept |= {"told": None}
    wishes.filter(ended_at=None, confirmed_at=None).delete()
    return wishes.filter(ended_at=None).update(**kept)


def _blank_mails(ending: Sequence[Watch | Subscription], now: datetime) -> None:
    """Those that carry a link of one of them; of those not sent yet none leaves, but one that tells of others, too."""
    for address in {one.email for one in ending}:
        mine = [one for one in ending if one.email == address]
        gone = [f"/{token_for(one)}/" for one in mine]
        model: type[Any] = type(mine[0])
        stay = model.objects.filter(ended_at=None, mark=mine[0].mark).exclude(pk__in=[one.pk for one in mine])
        links = [f"/{token_for(one)}/" for one in stay]
        kinds = MAILS[model]
        for mail in Mail.objects.filter(lead=None, to__iexact=address, kind__in=kinds).exclude(body=""):
            queued = mail.state == MailState.QUEUED
            ours, others = (any(link in mail.body for link in some) for some in (gone, links))
            if not ours or (queued and others):
                continue
            if queued:
                unsent = Due.objects.filter(kind=DueKind.SEND_MAIL, target=str(mail.pk), done_at=None)
                unsent.update(done_at=now, leased_until=None)
            state = MailState.FAILED if queued else mail.state
            Mail.objects.filter(pk=mail.pk).update(to="", subject="", body="", failure="", stop="", state=state)


@transaction.atomic
def end_of_addresses(*, addresses: Iterable[str], how: WishEnd, now: datetime) -> int:
    """Everything these addresses read: they bounced, or their person is erased."""
    marks = [mark_of(address) for address in addresses if address]
    return sum(end(model.objects.filter(mark__in=marks), how, now) for model in BOTH)


def of_file(lead: Lead) -> Q:
    """Watches and newsletters asked for with this file, or read at its address."""
    mine = Q(lead=lead)
    return mine | Q(mark=mark_of(lead.contact_email)) if lead.contact_email else mine


@transaction.atomic
def end_watches_of(*, lead: Lead, how: WishEnd, now: datetime) -> int:
    """The watches asked for with this file."""
    return end(Watch.objects.filter(lead=lead), how, now)


@transaction.atomic
def end_newsletter_of(*, lead: Lead, how: WishEnd, now: datetime) -> int:
    """The newsletter asked for with this file, or read at its address."""
    return end(Subscription.objects.filter(of_file(lead)), how, now)


# --- Never confirmed ---


def unconfirmed(before: datetime) -> tuple[QuerySet[Any], ...]:
    return tuple(model.objects.filter(confirmed_at=None, ended_at=None, asked_at__lt=before) for model in BOTH)


@transaction.atomic
def forget_unanswered(*, before: datetime) -> int:
    """Those nobody confirmed go, with the mails that asked; how many."""
    gone = 0
    for rows in unconfirmed(before):
        addresses = list(rows.values_list("email", flat=True))
        mails = Mail.objects.filter(lead=None, kind__in=FIRST_MAILS, to__in=addresses, created_at__lt=before)
        mails.exclude(state=MailState.QUEUED).update(to="", subject="", body="", failure="", stop="")
        gone += rows.delete()[0]
    return gone
