"""Templates of replies: dated rows per language, written by heads and editors, taken into a reply by officers.

A change is a new row from a day on; the row before ends there. On one day the later correction replaces the earlier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet

from leads.choices import ReplyLanguage, Role
from leads.models import Lead, ReplyTemplate
from leads.models.desk import dated
from leads.services.access import seat_of
from leads.services.house import reply_templates
from leads.services.mail import mail_language
from leads.services.merge_fields import check_fields
from leads.services.organisation import ChangedMeanwhile, NameTaken, noted
from leads.services.organisations import folded
from leads.services.words import ChoiceUnknown, bounded
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

WRITERS = frozenset({Role.DUTY_HEAD, Role.HEAD_OF_DEPARTMENT, Role.EDITOR})
NAME_LIMIT, BODY_LIMIT = 80, 4000
UNFIT = re.compile(r"[^a-z0-9]+")


class NotAWriter(Refused):
    """Templates belong to the heads and the editors; a head's are those of the own department."""

    code = "not_a_writer"
    status = 403


class TemplatePast(Refused):
    """A change holds from today or later: replies sent before keep their words. Facts: `field`."""

    code = "template_past"
    status = 422


@dataclass(frozen=True)
class TemplateText:
    """What a form gives. `department` empty: for the whole desk."""

    name: str
    language: str
    body: str
    valid_from: date
    department: str = ""
    key: str = ""  # of the template this is another language of


def may_write(user: User | AnonymousUser, template: ReplyTemplate | None = None) -> bool:
    """Editors and the duty head write all; a head of department those of the own department."""
    seat = seat_of(user)
    if seat.roles & {Role.DUTY_HEAD, Role.EDITOR}:
        return True
    own = seat.whole_department
    return own is not None and (template is None or template.department_id == own)


def in_force(on: date) -> QuerySet[ReplyTemplate]:
    """The templates of the day, one row per key and language."""
    return ReplyTemplate.objects.filter(dated(on)).order_by("name", "pk")


def templates_for(lead: Lead, on: date) -> list[ReplyTemplate]:
    """Those of the lead's department and of the whole desk: in the investor's language, then in that of our mails."""
    wish, ours = lead.language, mail_language(lead.language)
    found = [
        row
        for row in reply_templates()
        if row.valid_from <= on
        and (row.valid_to is None or row.valid_to > on)
        and row.department_id in {None, lead.department_id}
        and row.language in {wish, ours}
    ]
    return sorted(found, key=lambda row: (row.language != wish, row.name))


def department_of(user: User, wanted: str) -> str:
    """The department a template of this person is for: a head's own, whatever was asked."""
    seat = seat_of(user)
    return wanted if seat.roles & {Role.DUTY_HEAD, Role.EDITOR} else (seat.whole_department or wanted)


@transaction.atomic
def save_template(*, template: ReplyTemplate | None, text: TemplateText, by: User, now: datetime) -> ReplyTemplate:
    """A new template, or other words for one from a day on; the key stays.

    Raises NotAWriter, FieldMissing, TextTooLong, ChoiceUnknown, MergeFieldUnknown, TemplatePast, NameTaken
    or ChangedMeanwhile.
    """
    if not may_write(by, template):
        raise NotAWriter
    name, body = bounded("name", text.name, NAME_LIMIT), bounded("body", text.body, BODY_LIMIT, lines=True)
    language = template.language if template else text.language
    if language not in ReplyLanguage.values:
        raise ChoiceUnknown(field="language", value=language[:20])
    check_fields(body)
    if text.valid_from < now.astimezone(PARK_TIME).date():
        raise TemplatePast(field="valid_from")
    department = template.department_id if template else department_of(by, text.department) or None
    if template is None:
        key = text.key or key_from(name)
        if ReplyTemplate.objects.filter(key=key, language=language).exists():
            raise NameTaken(field="name", value=name)
    else:
        key = template.key
        _end_before(template, text.valid_from)
    words = {"name": name, "body": body, "department_id": department, "written_by": by, "written_at": now}
    before = ReplyTemplate.objects.filter(key=key, language=language, valid_from=text.valid_from).first()
    row, _made = ReplyTemplate.objects.update_or_create(
        key=key, language=language, valid_from=text.valid_from, defaults={**words, "valid_to": None}
    )
    old = {"name": before.name, "body": before.body} if before else {}
    noted(row, by, old, {"name": name, "body": body})
    return row


@transaction.atomic
def end_template(*, template: ReplyTemplate, by: User, now: datetime) -> None:
    """No longer offered from today on; what it said stays readable. Raises NotAWriter or ChangedMeanwhile."""
    if not may_write(by, template):
        raise NotAWriter
    today = now.astimezone(PARK_TIME).date()
    row = ReplyTemplate.objects.select_for_update().get(pk=template.pk)
    if row.valid_to is not None:
        raise ChangedMeanwhile(record=row.name)
    row.valid_to = max(today, row.valid_from)
    row.save(update_fields=["valid_to"])
    noted(row, by, {"valid_to": None}, {"valid_to": row.valid_to})


def _end_before(template: ReplyTemplate, day: date) -> None:
    """The row whose words are replaced ends on the day; one that begins later, or ended, was changed meanwhile."""
    newest = (
        ReplyTemplate.objects.select_for_update()
        .filter(key=template.key, language=template.language)
        .order_by("-valid_from")
        .first()
    )
    if newest is None or newest.pk != template.pk:
        raise ChangedMeanwhile(record=template.name)
    if newest.valid_from > day:
        raise TemplatePast(field="valid_from")
    if newest.valid_from < day:
        newest.valid_to = day
        newest.save(update_fields=["valid_to"])


def key_from(name: str) -> str:
    """A key from a name, without marks; names of other scripts get one of their code points."""
    key = UNFIT.sub("_", folded(name)).strip("_")[:40]
    return key or "t_" + "".join(f"{ord(sign):x}" for sign in name)[:38]
