"""What the mails of a lead say: values for templates/emails, gathered once per mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation

from leads.choices import Clock, ReferralState, ReplyLanguage, Role
from leads.countries import country_name
from leads.models import Incoming, Lead, LeadLink, Mail, Officer, Referral, Task
from leads.services import routing_words
from leads.services.asked import asked_lines
from leads.services.calendar import working_calendar
from leads.services.levels import Reached
from leads.services.links import live_link, token_for
from leads.services.mail import mail_language, queue_mail
from leads.services.names import NameBook
from sitepages import figures
from sitepages.models import ParkSettings

OPTIONS_SHOWN = 3
OVERLOAD = "overload"  # kind of mail
LATER_LANGUAGES = {ReplyLanguage.KO: "Korean", ReplyLanguage.JA: "Japanese", ReplyLanguage.ZH: "Chinese"}


@dataclass(frozen=True)
class OptionLine:
    """One option of the stored match, as a mail shows it."""

    plots: str
    area: str
    lease: str


def status_address(link: LeadLink, lang: str, page: str = "lead-status") -> str:
    """The investor's page behind the signed link, in the mail's language."""
    with translation.override(lang):
        return settings.SITE_URL + reverse(page, args=[token_for(link)])


def pack_address(link: LeadLink, lang: str) -> str:
    """The answer pack behind the signed link, in the mail's language."""
    with translation.override(lang):
        return settings.SITE_URL + reverse("lead-pack", args=[token_for(link)])


def best_options(answer: Mapping[str, Any], lang: str) -> list[OptionLine]:
    """The first options of a stored answer; whatever does not look like an option is left out."""
    found = (answer.get("match") or {}).get("options") or []
    lines = (_option_line(option, lang) for option in found if isinstance(option, Mapping))
    return [line for line in lines if line][:OPTIONS_SHOWN]


def _option_line(option: Mapping[str, Any], lang: str) -> OptionLine | None:
    codes = [str(code) for code in option.get("plots") or ()]
    if not codes:
        return None
    area, lease = option.get("area_m2"), option.get("lease_usd")
    return OptionLine(
        plots=" + ".join(codes),
        area=figures.area_both(area, lang) if area is not None else "",
        lease=figures.usd_short(lease, lang) if lease is not None else "",
    )


def confirm(
    *,
    lead: Lead,
    link: LeadLink,
    reason: Mapping[str, Any],
    now: datetime,
    agreed: bool = True,
    names: NameBook | None = None,
) -> Mail:
    """Tell the investor at once what was received, what fits, who answers and by when; not `agreed`: ask for it."""
    lang, names = mail_language(lead.language), names or NameBook()
    with translation.override(lang):
        why = routing_words.public_reason(reason, names)
    words = common_words(lead, reason, lang, names) | {
        "why": why,
        "address": status_address(link, lang),
        "pack": pack_address(link, lang) if lead.packs.exists() else "",
        "open_until": figures.day(link.expires_at.astimezone(figures.PARK_TIME).date(), lang),
        "later_language": LATER_LANGUAGES.get(ReplyLanguage(lead.language), ""),
        "consent_address": status_address(link, lang, "lead-consent"),
    }
    kind = "confirmation" if agreed else "ask_consent"
    return queue_mail(lead=lead, kind=kind, to=lead.contact_email, language=lang, words=words, now=now)


def notify_officer(
    *, lead: Lead, reason: Mapping[str, Any], now: datetime, names: NameBook | None = None
) -> Mail | None:
    """Tell the new owner, in Vietnamese; None when the owner has no address."""
    if lead.owner is None or not lead.owner.user.email:
        return None
    words = common_words(lead, reason, "vi", names) | {"address": desk_address(lead)}
    return queue_mail(lead=lead, kind="assigned", to=lead.owner.user.email, language="vi", words=words, now=now)


def notify_hand_over(*, officer: Officer, leads: Sequence[Lead], why: str, now: datetime) -> Mail | None:
    """One mail, in Vietnamese, with every lead that came to the officer; None without an address."""
    return _list_mail(officer, "handed_over", leads, {"why": why}, now)


def _list_mail(
    officer: Officer, kind: str, leads: Sequence[Lead], words: Mapping[str, Any], now: datetime
) -> Mail | None:
    if not officer.user.email:
        return None
    rows = [lead_line(lead) for lead in leads]
    given = {"officer": officer.name, "rows": rows, "address": settings.SITE_URL + reverse("desk"), **words}
    return queue_mail(lead=None, kind=kind, to=officer.user.email, language="vi", words=given, now=now)


def lead_line(lead: Lead) -> dict[str, str]:
    """A lead in one line of a list mail, in Vietnamese."""
    with translation.override("vi"):
        return {
            "reference": lead.reference,
            "name": lead.title,
            "due": figures.moment(lead.due_at, "vi") if lead.due_at else "",
            "clock": lead.get_due_clock_display() if lead.due_clock else "",
            "address": desk_address(lead),
        }


def notify_department(*, lead: Lead, reason: Mapping[str, Any], now: datetime) -> list[Mail]:
    """Tell the department's heads, else the duty heads, in Vietnamese, that a lead waits for an officer there."""
    heads = department_heads(lead.department_id)
    words = common_words(lead, reason, "vi") | {"address": desk_address(lead)}
    return [
        queue_mail(
            lead=lead, kind="waiting", to=head.user.email, language="vi", words=words | {"head": head.name}, now=now
        )
        for head in heads
    ]


def department_heads(department: str) -> list[Officer]:
    """The department's heads with an address, else the duty heads."""
    return _heads(department) or duty_heads()


def headed_departments() -> frozenset[str]:
    """Departments that have a head who can be written to: for the others the duty heads stand in."""
    rows = Officer.objects.filter(user__is_active=True, user__groups__name=Role.HEAD_OF_DEPARTMENT)
    return frozenset(rows.exclude(user__email="").values_list("department_id", flat=True))


def duty_heads() -> list[Officer]:
    return _heads(None)


def notify_escalation(*, lead: Lead, reached: Reached, name: str, to: str, now: datetime) -> Mail:
    """A level of escalation, in Vietnamese; the file's history names it, so the mail itself is none of its mails."""
    with translation.override("vi"):
        words = who(lead, "vi") | {
            "reference": lead.reference,
            "name": name,
            "level": reached.level.name,
            "clock": Clock(reached.due.clock).label,
            "due": figures.moment(reached.due.at, "vi"),
            "late": reached.due.at <= now,
            "stage": lead.get_stage_display(),
            "priority": lead.get_priority_display(),
            "address": desk_address(lead),
        }
    return queue_mail(lead=None, kind="escalation", to=to, language="vi", words=words, now=now)


def notify_overload(*, load: Any, now: datetime) -> list[Mail]:
    """Tell the duty heads, in Vietnamese, that nobody present has room for another lead."""
    pages = {"people": settings.SITE_URL + reverse("desk-people"), "due": settings.SITE_URL + reverse("desk-due")}
    return [
        queue_mail(
            lead=None,
            kind=OVERLOAD,
            to=head.user.email,
            language="vi",
            words={"name": head.name, "load": load, **pages},
            now=now,
        )
        for head in duty_heads()
    ]


def notify_taken_back(*, officer: Officer, lead: Lead, reason: Mapping[str, Any], now: datetime) -> Mail | None:
    """Tell who was silent, in Vietnamese, that the lead is with somebody else; None without an address."""
    if not officer.user.email:
        return None
    words = common_words(lead, reason, "vi") | {"name": officer.name}
    return queue_mail(lead=lead, kind="taken_back", to=officer.user.email, language="vi", words=words, now=now)


def tell_of_referral(*, referral: Referral, asked_by: str, late: bool, now: datetime) -> None:
    """A question to a department, or that its answer is late: to the officer named, else its heads, else duty heads.

    In Vietnamese; the owner hears of a late answer too.
    """
    lead, named = referral.lead, referral.officer
    people = [named] if named else _heads(referral.department_id) or _heads(None)
    for one in [*people, *([lead.owner] if late and lead.owner else [])]:
        _referral_mail("referral", referral, one, {"asked_by": asked_by, "late": late}, now)


def tell_of_answer(*, referral: Referral, answered_by: str, now: datetime) -> None:
    """The owner reads what the other department answered, or why it gave the question back; in Vietnamese."""
    if referral.lead.owner:
        words = {"answered_by": answered_by, "back": referral.state == ReferralState.BACK, "answer": referral.answer}
        _referral_mail("referral_answer", referral, referral.lead.owner, words, now)


def _referral_mail(kind: str, referral: Referral, to: Officer, more: Mapping[str, Any], now: datetime) -> None:
    if not (to.user.is_active and to.user.email):
        return
    with translation.override("vi"):
        words = {
            "name": to.name,
            "department": referral.department.name,
            "question": referral.question,
            "due": figures.moment(referral.due_at, "vi"),
            "address": desk_address(referral.lead),
        }
    queue_mail(lead=referral.lead, kind=kind, to=to.user.email, language="vi", words=words | dict(more), now=now)


def notify_informed(*, lead: Lead, reason: Mapping[str, Any], now: datetime) -> list[Mail]:
    """Tell the heads whom the rule names, in Vietnamese, without the investor's name: the file stays closed to them."""
    told = [head for key in reason.get("informed", ()) if key != lead.department_id for head in _heads(key)]
    if not told:
        return []
    words = common_words(lead, reason, "vi") | {"sector": _sector_of(lead), "country": _country_of(lead)}
    return [
        queue_mail(
            lead=lead, kind="informed", to=head.user.email, language="vi", words=words | {"head": head.name}, now=now
        )
        for head in told
    ]


def _sector_of(lead: Lead) -> str:
    return lead.sector.name_vi if lead.sector else ""


def _country_of(lead: Lead) -> str:
    country = lead.country or (lead.organisation.country if lead.organisation else "")
    return country_name(country, "vi") if country else ""


def _heads(department: str | None) -> list[Officer]:
    """Heads of one department with an address; without a department, the duty heads."""
    rows = Officer.objects.filter(user__is_active=True).exclude(user__email="").select_related("user", "person")
    if department is None:
        return list(rows.filter(is_duty_head=True))
    return list(rows.filter(department=department, user__groups__name=Role.HEAD_OF_DEPARTMENT))


def send_reply(*, lead: Lead, text: str, author: str, now: datetime) -> Mail:
    """The officer's own words, signed by `author`, with the way back to the status page."""
    lang = mail_language(lead.language)
    link = live_link(lead=lead, now=now)
    words = {**who(lead, lang), "officer": author, "text": text, "address": status_address(link, lang)}
    return queue_mail(lead=lead, kind="reply", to=lead.contact_email, language=lang, words=words, now=now)


def tell_of_task(*, task: Task, given_by: str, now: datetime) -> None:
    """Mail a task in Vietnamese: given by a colleague, or (without `given_by`) due now.

    A task that nobody has goes to the heads of the department where the lead waits, else to the duty heads.
    """
    lead = task.lead
    takers = [task.officer] if task.officer else _heads(lead.department_id) or _heads(None)
    with translation.override("vi"):
        title = task.title or str(task.get_kind_display())
    for officer in (one for one in takers if one.user.is_active and one.user.email):
        words = {
            "officer": officer.name,
            "title": title,
            "given_by": given_by,
            "due": figures.moment(task.due_at, "vi"),
            "waits": task.officer is None,
            "line": lead_line(lead),
            "address": desk_address(lead),
        }
        queue_mail(lead=lead, kind="task", to=officer.user.email, language="vi", words=words, now=now)


def tell_owner_of_mail(*, lead: Lead, incoming: Incoming, now: datetime, bounced: bool = False) -> None:
    """A mail came in (or came back): the owner is told in Vietnamese, without its words; nobody's, the heads are."""
    takers = [lead.owner] if lead.owner else _heads(lead.department_id) or _heads(None)
    for officer in (one for one in takers if one.user.is_active and one.user.email):
        words = {
            "officer": officer.name,
            "line": lead_line(lead),
            "bounced": bounced,
            "files": incoming.files.filter(refused="").count(),
        }
        queue_mail(lead=lead, kind="mail_in", to=officer.user.email, language="vi", words=words, now=now)


def tell_duty_of_mail(*, incoming: Incoming, now: datetime) -> None:
    """A mail that nobody could place waits in the duty head's inbox."""
    for head in _heads(None):
        words = {"officer": head.name, "address": settings.SITE_URL + reverse("desk-inbox")}
        queue_mail(lead=None, kind="mail_duty", to=head.user.email, language="vi", words=words, now=now)


def tell_of_mention(*, lead: Lead, officer: Officer, by: str, text: str, now: datetime) -> None:
    """Somebody named the officer in a note of the file: mailed in Vietnamese with the note's words."""
    if not officer.user.email:
        return
    words = {"officer": officer.name, "by": by, "text": text, "line": lead_line(lead)}
    queue_mail(lead=lead, kind="mention", to=officer.user.email, language="vi", words=words, now=now)


def heads_of(lead: Lead) -> list[Officer]:
    """The heads of the lead's department with an address, else the duty heads."""
    return _heads(lead.department_id) or _heads(None)


def desk_address(lead: Lead) -> str:
    return settings.SITE_URL + reverse("desk-lead", args=[lead.pk])


def reason_in_words(reason: Mapping[str, Any], lang: str, names: NameBook | None = None) -> str:
    """Why this department and officer, for the desk, in the language asked."""
    with translation.override(lang):
        return routing_words.reason_in_words(reason, names)


def who(lead: Lead, lang: str) -> dict[str, str]:
    with translation.override(lang):
        return {"officer": lead.owner.name if lead.owner else "", "department": lead.department.name}


def common_words(lead: Lead, reason: Mapping[str, Any], lang: str, names: NameBook | None = None) -> dict[str, Any]:
    """What both mails of an arrival say, in the mail's language."""
    with translation.override(lang):
        return {
            **who(lead, lang),
            "asked": asked_lines(lead.match_run),
            "options": best_options(lead.match_run.answer, lang) if lead.match_run else [],
            "why": reason_in_words(reason, lang, names),
            "due": figures.moment(lead.due_at, lang) if lead.due_at else "",
            "unsure_year": working_calendar().unsure_year(lead.due_at) if lead.due_at else None,
            "received": figures.moment(lead.received_at, lang),
            "language_name": ReplyLanguage(lead.language).label,
            "priority": lead.get_priority_display(),
            "clock": lead.get_due_clock_display(),
            "illustrative": ParkSettings.load().land_illustrative,
        }


def notify_digest(*, officer: Officer, leads: Sequence[Lead], now: datetime) -> Mail | None:
    """The new leads of one officer in one mail, in Vietnamese; None without an address."""
    return _list_mail(officer, "digest", leads, {}, now)


def invite(*, user: User, name: str, role: str, address: str, days: int, now: datetime) -> Mail:
    """The way in for a new account: the name to sign in with, and a link that sets the first password, once."""
    words = {"name": name, "role": role, "username": user.get_username(), "address": address, "days": days}
    return queue_mail(lead=None, kind="invitation", to=user.email, language="vi", words=words, now=now)
