"""Accounts of the house: invitation by mail, the first password by a link, a role; the way out is a hand-over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.users.models import UserProfile

from leads.choices import Role
from leads.models import Lead, Mail, Officer
from leads.services import staff_letters
from leads.services.access import roles_of
from leads.services.hand_over import KEPT, check_duty_head_left
from leads.services.officers import LeadsInHand, OfficerFacts, checked, write_facts
from leads.services.organisation import NameTaken, NotAnOrganiser, check_can_organise, noted
from leads.services.roles import role_group
from leads.services.words import EmailInvalid, bounded
from sitepages.accounts import account_name
from sitepages.models import Person
from sitepages.refusal import Refused

AT_THE_DESK = (Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD, Role.LEADER)
INVITED_BY_DUTY_HEAD = (Role.OFFICER, Role.HEAD_OF_DEPARTMENT)
TAKES_LEADS = (Role.OFFICER, Role.DUTY_HEAD)


class AlreadyInside(Refused):
    """The person has signed in before: a forgotten password is reset from the login page. Facts: `who`."""

    code = "already_inside"


class AccountClosed(Refused):
    """Facts: `who`."""

    code = "account_closed"


@dataclass(frozen=True)
class Invitation:
    """Who is asked in, as what; `facts` for the roles at the desk, `reads` the language of desk and mails."""

    email: str
    role: Role
    name: str
    facts: OfficerFacts | None = None
    illustrative: bool = False
    reads: str = "vi"


def roles_to_invite(by: User) -> tuple[Role, ...]:
    """The administrator asks anybody in, the duty head officers and heads of departments."""
    roles = roles_of(by)
    if Role.ADMIN in roles:
        return tuple(Role)
    return INVITED_BY_DUTY_HEAD if Role.DUTY_HEAD in roles else ()


@transaction.atomic
def invite(*, invitation: Invitation, by: User, now: datetime) -> User:
    """Make the account, the officer's record for a role at the desk, and the mail with the first way in.

    Raises NotAnOrganiser, EmailInvalid, NameTaken, and what is wrong with the officer's record.
    """
    check_can_organise(by)
    if invitation.role not in roles_to_invite(by):
        raise NotAnOrganiser
    email, name = _free_address(invitation.email), bounded("person_name", invitation.name, 120)
    facts = checked(invitation.facts, now) if invitation.facts and invitation.role in AT_THE_DESK else None
    user = User(username=_free_username(email), email=email, first_name=name[:150])
    user.set_unusable_password()
    user.save()
    user.groups.add(role_group(invitation.role))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": invitation.reads})
    if facts:
        person = Person.objects.create(name=facts.name, languages=[], email=email, illustrative=invitation.illustrative)
        officer = Officer(key=user.username, user=user, person=person, is_duty_head=invitation.role == Role.DUTY_HEAD)
        write_facts(officer, facts)
        noted(officer, by, {}, {"role": invitation.role.value, "department": facts.department})
    send_invitation(user=user, by=by, now=now)
    return user


@transaction.atomic
def send_invitation(*, user: User, by: User, now: datetime) -> Mail | None:
    """The mail with a fresh link; an older link stops working once a password is set. Raises AlreadyInside."""
    check_can_organise(by)
    role = next((Role(name) for name in user.groups.values_list("name", flat=True) if name in Role.values), None)
    if role is None or role not in roles_to_invite(by):
        raise NotAnOrganiser
    if not user.is_active:
        raise AccountClosed(who=account_name(user))
    if user.has_usable_password():
        raise AlreadyInside(who=account_name(user))
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    return staff_letters.invite(user=user, role=role, address=way_in(user), days=days, now=now)


def way_in(user: User) -> str:
    """The address that sets a password, good once and for PASSWORD_RESET_TIMEOUT seconds."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("wagtailadmin_password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    return f"{settings.SITE_URL}{path}"


def check_can_close(user: User, now: datetime) -> None:
    """An account whose owner still has leads is closed by the hand-over, never by a tick; nor is the last duty head's.

    The same holds for a role that lets the owner see these leads. Raises LeadsInHand or LastDutyHead.
    """
    officer = Officer.objects.filter(user=user).select_related("person").first()
    count = Lead.objects.filter(owner=officer).exclude(stage__in=KEPT).count() if officer else 0
    if officer and count:
        raise LeadsInHand(officer=officer.name, count=count)
    if officer:
        check_duty_head_left(officer, now)


def plain_record(name: str, department: str, on: date) -> OfficerFacts:
    """The record a new officer starts with: the plain week, Vietnamese and English, eight leads."""
    return OfficerFacts(name, department, ("vi", "en"), (), 8, (1, 2, 3, 4, 5), True, True, "", on)


def _free_address(email: str) -> str:
    tidy = email.strip().lower()
    try:
        validate_email(tidy)
    except ValidationError as error:
        raise EmailInvalid(field="contact_email") from error
    if User.objects.filter(email__iexact=tidy).exists():
        raise NameTaken(field="contact_email", value=tidy)
    return tidy


def _free_username(email: str) -> str:
    stem = re.sub(r"[^a-z0-9._-]", "", email.partition("@")[0])[:30] or "user"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    taken |= set(Officer.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(name for name in (stem, *(f"{stem}{n}" for n in range(2, 10_000))) if name not in taken)
