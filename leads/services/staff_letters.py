"""Mails to colleagues: each in the language its reader has chosen for the desk, Vietnamese where none is chosen.

Times stand without a zone: whoever works at the desk lives by the province's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation

from leads.choices import Clock, ConsentPurpose, ReferralState, Role
from leads.countries import country_name
from leads.models import Incoming, Lead, Leave, Mail, Officer, Referral, Task
from leads.services.agreed import agreed
from leads.services.desk_lock import name_of
from leads.services.house import officers
from leads.services.letters import common_words, who
from leads.services.levels import Reached
from leads.services.mail import queue_mail
from leads.services.names import NameBook
from leads.services.outside import outside_keys
from leads.services.presence import INSIDE, inside, leave_on
from sitepages import figures, invented
from sitepages.accounts import account_name

OVERLOAD = "overload"  # kind of mail
Words = Callable[[str], Mapping[str, Any]]


def staff_language(user: User) -> str:
    """The language of the account's profile; Vietnamese where it names none."""
    profile = getattr(user, "wagtail_userprofile", None)
    chosen = profile.preferred_language if profile else ""
    return chosen if chosen in dict(settings.LANGUAGES) else "vi"


def write_to(reader: Officer | User, kind: str, lead: Lead | None, now: datetime, words: Words) -> Mail | None:
    """Write to a colleague; `words` is asked in the reader's language. None for who is gone or has no address."""
    user = reader.user if isinstance(reader, Officer) else reader
    if not (user.is_active and user.email):
        return None
    lang = staff_language(user)
    with translation.override(lang):
        given = {"reader": shown(reader), **words(lang)}
        return queue_mail(lead=lead, kind=kind, to=user.email, language=lang, words=given, now=now)


def shown(reader: Officer | User) -> str:
    """How a colleague is called, in the active language."""
    return reader.name if isinstance(reader, Officer) else invented.shown(account_name(reader))


# --- Whose lead it is ---


def notify_officer(
    *, lead: Lead, reason: Mapping[str, Any], now: datetime, names: NameBook | None = None
) -> Mail | None:
    """Tell the new owner; None when the owner has no address."""
    if lead.owner is None:
        return None
    return write_to(lead.owner, "assigned", lead, now, lambda lang: _arrival(lead, reason, lang, names))


def notify_department(*, lead: Lead, reason: Mapping[str, Any], now: datetime) -> list[Mail]:
    """Tell the department's heads, else the duty heads, that a lead waits for an officer there."""
    heads = department_heads(lead.department_id, now)
    return _all(write_to(head, "waiting", lead, now, lambda lang: _arrival(lead, reason, lang)) for head in heads)


def notify_informed(*, lead: Lead, reason: Mapping[str, Any], now: datetime) -> list[Mail]:
    """Tell the heads whom the rule names, without the investor's name: the file stays closed to them.

    The park's developer hears of it with the consent to share alone.
    """
    closed = frozenset() if ConsentPurpose.SHARE_WITH_DEVELOPER in agreed(lead) else outside_keys()
    keys = [key for key in reason.get("informed", ()) if key != lead.department_id and key not in closed]
    told = [head for key in keys for head in _heads(key, now)]
    country = lead.country or (lead.organisation.country if lead.organisation else "")

    def words(lang: str) -> Mapping[str, Any]:
        sector = lead.sector.name if lead.sector else ""
        more = {"sector": sector, "country": country_name(country, lang) if country else ""}
        return _arrival(lead, reason, lang) | more

    return _all(write_to(head, "informed", lead, now, words) for head in told)


def notify_hand_over(*, officer: Officer, leads: Sequence[Lead], why: Callable[[], str], now: datetime) -> Mail | None:
    """One mail with every lead that came to the officer; `why` is asked in the reader's language."""
    return write_to(officer, "handed_over", None, now, lambda _lang: _list_of(leads) | {"why": why()})


def notify_digest(*, officer: Officer, leads: Sequence[Lead], now: datetime) -> Mail | None:
    """The new leads of one officer in one mail; None without an address."""
    return write_to(officer, "digest", None, now, lambda _lang: _list_of(leads))


def notify_taken_back(*, officer: Officer, lead: Lead, reason: Mapping[str, Any], now: datetime) -> Mail | None:
    """Tell who was silent that the lead is with somebody else; None without an address."""
    return write_to(officer, "taken_back", lead, now, lambda lang: _arrival(lead, reason, lang))


def notify_escalation(*, lead: Lead, reached: Reached, to: Officer | User, now: datetime) -> Mail | None:
    """A level of escalation; the file's history names it, so the mail itself is none of its mails."""

    def words(lang: str) -> Mapping[str, Any]:
        return who(lead, lang) | {
            "reference": lead.reference,
            "level": reached.level.name,
            "clock": Clock(reached.due.clock).label,
            "due": figures.local_moment(reached.due.at, lang),
            "late": reached.due.at <= now,
            "stage": lead.get_stage_display(),
            "priority": lead.get_priority_display(),
            "address": desk_address(lead),
        }

    return write_to(to, "escalation", None, now, words)


def notify_overload(*, load: Any, now: datetime) -> list[Mail]:
    """Tell the duty heads that nobody present has room for another lead."""
    pages = {"people": settings.SITE_URL + reverse("desk-people"), "due": settings.SITE_URL + reverse("desk-due")}
    heads = duty_heads(now)
    return _all(write_to(head, OVERLOAD, None, now, lambda _lang: {"load": load, **pages}) for head in heads)


def _arrival(lead: Lead, reason: Mapping[str, Any], lang: str, names: NameBook | None = None) -> dict[str, Any]:
    return common_words(lead, reason, lang, names, moment=figures.local_moment) | {"address": desk_address(lead)}


def _list_of(leads: Sequence[Lead]) -> dict[str, Any]:
    return {"rows": [lead_line(lead) for lead in leads], "address": settings.SITE_URL + reverse("desk")}


def lead_line(lead: Lead) -> dict[str, str]:
    """A lead in one line of a mail, in the active language."""
    lang = translation.get_language() or "vi"
    return {
        "reference": lead.reference,
        "name": lead.title,
        "due": figures.local_moment(lead.due_at, lang) if lead.due_at else "",
        "clock": str(lead.get_due_clock_display()) if lead.due_clock else "",
        "address": desk_address(lead),
    }


# --- Questions to another department ---


def tell_of_referral(*, referral: Referral, asked_by: User | None, late: bool, now: datetime) -> None:
    """A question to a department, or that its answer is late: to the officer named, else its heads, else duty heads.

    Named but gone or on leave counts as nobody named.

    The owner hears of a late answer too.
    """
    lead, named = referral.lead, referral.officer

    def words() -> Mapping[str, Any]:
        return {"asked_by": name_of(asked_by) if asked_by else "", "late": late}

    able = named is not None and can_act(named, now)
    people = [named] if named and able else department_heads(referral.department_id, now)
    for one in [*people, *([lead.owner] if late and lead.owner else [])]:
        _referral_mail("referral", referral, one, words, now)


def tell_of_answer(*, referral: Referral, answered_by: User, now: datetime) -> None:
    """The owner reads what the other department answered, or why it gave the question back."""
    if referral.lead.owner:
        words = {"back": referral.state == ReferralState.BACK, "answer": referral.answer}
        _referral_mail(
            "referral_answer",
            referral,
            referral.lead.owner,
            lambda: words | {"answered_by": name_of(answered_by)},
            now,
        )


def _referral_mail(
    kind: str, referral: Referral, to: Officer, more: Callable[[], Mapping[str, Any]], now: datetime
) -> None:
    def words(lang: str) -> Mapping[str, Any]:
        return {
            "department": referral.department.name,
            "question": referral.question,
            "due": figures.local_moment(referral.due_at, lang),
            "address": desk_address(referral.lead),
            **more(),
        }

    write_to(to, kind, referral.lead, now, words)


# --- Work in the file ---


def tell_of_task(*, task: Task, given_by: User | None, now: datetime) -> None:
    """A task given by a colleague, or (without `given_by`) due now.

    A task that nobody has, or somebody who is away, goes to the lead's owner, else to the heads where it waits.
    """
    lead = task.lead

    def words(lang: str) -> Mapping[str, Any]:
        return {
            "title": task.title or str(task.get_kind_display()),
            "given_by": name_of(given_by) if given_by else "",
            "due": figures.local_moment(task.due_at, lang),
            "waits": task.officer is None,
            "line": lead_line(lead),
            "address": desk_address(lead),
        }

    given = task.officer if task.officer and can_act(task.officer, now) else None
    for officer in [given] if given else takers(lead, now):
        write_to(officer, "task", lead, now, words)


def tell_owner_of_mail(
    *, lead: Lead, incoming: Incoming, now: datetime, bounced: bool = False, known: bool = True
) -> None:
    """A mail came in (or came back): the owner is told, without its words; nobody's, the heads are. Not `known`: of an
    address that is not the file's.
    """
    words = {"bounced": bounced, "known": known, "files": incoming.files.filter(refused="").count()}
    for officer in takers(lead, now):
        write_to(officer, "mail_in", lead, now, lambda _lang: words | {"line": lead_line(lead)})


def tell_duty_of_mail(*, incoming: Incoming, now: datetime) -> None:
    """A mail that nobody could place waits in the duty head's inbox."""
    for head in duty_heads(now):
        write_to(head, "mail_duty", None, now, lambda _lang: {"address": settings.SITE_URL + reverse("desk-inbox")})


def tell_of_mention(*, lead: Lead, officer: Officer, by: User, text: str, now: datetime) -> None:
    """Somebody named the officer in a note of the file: mailed with the note's words."""
    write_to(officer, "mention", lead, now, lambda _lang: {"by": name_of(by), "text": text, "line": lead_line(lead)})


def invite(*, user: User, role: Role, address: str, days: int, now: datetime) -> Mail | None:
    """The way in for a new account: the name to sign in with, and a link that sets the first password, once."""
    words = {"username": user.get_username(), "address": address, "days": days}
    return write_to(user, "invitation", None, now, lambda _lang: words | {"role": str(role.label)})


# --- Who is told ---


def department_heads(department: str, now: datetime) -> list[Officer]:
    """The department's heads with an address, else the duty heads; of who is on leave, the deputy too."""
    return _heads(department, now) or duty_heads(now)


def heads_of(lead: Lead, now: datetime) -> list[Officer]:
    """The heads of the lead's department with an address, else the duty heads."""
    return department_heads(lead.department_id, now)


def takers(lead: Lead, now: datetime) -> list[Officer]:
    """The owner; while the lead is nobody's, its heads."""
    return [lead.owner] if lead.owner else heads_of(lead, now)


def can_act(officer: Officer, now: datetime) -> bool:
    """Whether mail to the officer is read today: the account is open and no leave covers the day."""
    return inside(officer.user) and leave_on(officer, now.astimezone(figures.PARK_TIME).date()) is None


def headed_departments() -> frozenset[str]:
    """Departments that have a head who can be written to: for the others the duty heads stand in."""
    return frozenset(
        one.department_id
        for one in officers()
        if inside(one.user)
        and one.user.email
        and any(group.name == Role.HEAD_OF_DEPARTMENT for group in one.user.groups.all())
    )


def duty_heads(now: datetime) -> list[Officer]:
    return _heads(None, now)


def _heads(department: str | None, now: datetime) -> list[Officer]:
    """Heads of one department with an address, signed in before; without a department, the duty heads.

    While one of them is on leave the deputy hears it too.
    """
    rows = Officer.objects.filter(INSIDE).exclude(user__email="")
    rows = rows.select_related("user__wagtail_userprofile", "person")
    day = now.astimezone(figures.PARK_TIME).date()
    leaves = Leave.objects.filter(officer=OuterRef("pk"), first_day__lte=day, last_day__gte=day)
    who = leaves.annotate(who=Coalesce("deputy", "officer__deputy")).values("who")[:1]
    heads = rows.annotate(stands_in=Subquery(who))
    if department is None:
        heads = heads.filter(is_duty_head=True)
    else:
        heads = heads.filter(department=department, user__groups__name=Role.HEAD_OF_DEPARTMENT)
    who_stands_in = {one.pk: one.stands_in for one in heads}
    found: list[Officer] = list(heads)
    deputies = {pk for pk in who_stands_in.values() if pk} - who_stands_in.keys()
    return [*found, *(one for one in rows.filter(pk__in=deputies) if can_act(one, now))] if deputies else found


def _all(mails: Any) -> list[Mail]:
    return [mail for mail in mails if mail is not None]


def desk_address(lead: Lead) -> str:
    return settings.SITE_URL + reverse("desk-lead", args=[lead.pk])
