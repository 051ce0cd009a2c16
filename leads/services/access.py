"""Who sees and who works on which lead: the row rights of design.md, in one place.

A person's groups are named by `leads.choices.Role`. A seat is read once per user object, as Django
does with permissions: fetch the user again to see changed groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet

from leads.choices import ReferralState, Role
from leads.models import Department, Lead, Officer, Referral
from leads.services.watched import with_watches
from sitepages.reading import once
from sitepages.refusal import Refused

OF_A_LEAD = ("department", "owner__person", "organisation", "sector", "match_run")
DUTY_DESK = "desk"  # the department of leads/seed/departments.yaml where what fits nowhere else waits


class LeadHidden(Refused):
    """The lead is not among those this person may see; said as if it did not exist."""

    code = "lead_hidden"
    status = 404


class ReadOnly(Refused):
    """This person's role reads leads and changes none."""

    code = "read_only"
    status = 403


class OnlyAsked(ReadOnly):
    """The department was asked about the lead: it reads the file and answers, and changes nothing else."""

    code = "only_asked"


class NotAHead(Refused):
    """Only a head may give a lead to somebody else."""

    code = "not_a_head"
    status = 403


class OtherDepartment(Refused):
    """A head gives leads within the own department; between departments the duty head does (design.md)."""

    code = "other_department"
    status = 403


class NotTheOwner(Refused):
    """Only the officer in charge hands a lead back; a head gives it to the department (`check_can_hand_back`)."""

    code = "not_the_owner"
    status = 403


class LeadErased(Refused):
    """The personal data of this lead are gone: it is read, and nothing is done with it. Facts: `at`."""

    code = "lead_erased"
    status = 410


class LeadRestricted(Refused):
    """The person asked that the data are kept and not used (Law 91/2025). Facts: `at`."""

    code = "lead_restricted"
    status = 403


@dataclass(frozen=True)
class Seat:
    """A person's place at the desk: roles, officer record, and how wide they see."""

    roles: frozenset[Role]
    officer: Officer | None

    @property
    def sees_all(self) -> bool:
        return bool(self.roles & {Role.DUTY_HEAD, Role.LEADER})

    @property
    def is_duty_head(self) -> bool:
        return Role.DUTY_HEAD in self.roles

    @property
    def whole_department(self) -> str | None:
        return self.officer.department_id if self.officer and Role.HEAD_OF_DEPARTMENT in self.roles else None

    @property
    def own(self) -> Officer | None:
        return self.officer if Role.OFFICER in self.roles else None

    @property
    def sees_any(self) -> bool:
        """Whether `rows` is a condition at all; without a query."""
        return self.sees_all or self.work() is not None

    def rows(self) -> Q | None:
        """The leads this seat sees, as a condition; None sees nothing."""
        if self.sees_all:
            return Q()
        works, asked = self.work(), self.asked()
        if works is None or asked is None:
            return works
        # As numbers, not as a query within: PostgreSQL joins the indexes of both parts, where a query means a scan.
        open_ones = Referral.objects.filter(asked, state=ReferralState.OPEN).values_list("lead", flat=True).order_by()
        return works | Q(pk__in=once(("open referrals", asked), lambda: list(open_ones)))

    def work(self) -> Q | None:
        """The leads this seat works on, as a condition: `works_on` for many; None works on nothing."""
        if self.is_duty_head:
            return Q()
        parts = []
        if self.whole_department:
            parts.append(Q(department=self.whole_department))
        if self.own:
            parts.append(Q(owner=self.own) | Q(department=self.own.department_id, owner=None))
        return reduce(or_, parts) if parts else None

    def asked(self) -> Q | None:
        """The referrals put to this seat, as a condition: to the department it heads, or to the officer's own."""
        if self.whole_department:
            return Q(department=self.whole_department)
        if self.own:
            return Q(department=self.own.department_id) & (Q(officer=None) | Q(officer=self.own))
        return None

    def sees(self, lead: Lead) -> bool:
        """The same rule as `rows`, for one lead already read (a test compares the two)."""
        return Role.LEADER in self.roles or self.works_on(lead) or self.advises(lead)

    def advises(self, lead: Lead) -> bool:
        """Whether an open question about the lead waits for this seat: it may read the file while it answers."""
        asked = self.asked()
        return (
            asked is not None
            and lead.pk is not None
            and lead.referrals.filter(asked, state=ReferralState.OPEN).exists()
        )

    def works_on(self, lead: Lead) -> bool:
        """Whether this seat may change the lead: all it sees, but for what it sees as a leader only."""
        if self.heads(lead):
            return True
        return self.owns(lead) or self._free_here(lead)

    def owns(self, lead: Lead) -> bool:
        return self.own is not None and lead.owner_id == self.own.pk

    def heads(self, lead: Lead) -> bool:
        """The duty head for every lead, a head for the leads of the own department."""
        return Role.DUTY_HEAD in self.roles or self.whole_department == lead.department_id

    def reaches(self, department: str, *, back: bool = False) -> bool:
        """Where this seat may send a lead: anywhere as duty head, else within the department or `back` to the desk."""
        return self.is_duty_head or department == self.whole_department or (back and department == DUTY_DESK)

    def may_take(self, lead: Lead) -> bool:
        """An officer may take an unassigned lead of the own department."""
        return self.own is not None and self._free_here(lead)

    def _free_here(self, lead: Lead) -> bool:
        return self.own is not None and lead.owner_id is None and lead.department_id == self.own.department_id


KEPT_AS = "_desk_seat"  # on the user object, as Django keeps its _perm_cache
READ_WITH_OFFICER = "_read_with_officer"  # on an account just read with its officer, person and department


def seat_of(user: User | AnonymousUser) -> Seat:
    """The person's seat, read once per user object."""
    seat: Seat | None = getattr(user, KEPT_AS, None)
    if seat is None:
        seat = Seat(_roles(user), _officer(user))
        setattr(user, KEPT_AS, seat)
    return seat


def seat_behind(officer: Officer) -> Seat:
    """An officer's seat from rows read beforehand (`user__groups` prefetched): for lists of colleagues."""
    names = {group.name for group in officer.user.groups.all()} & set(Role.values)
    return Seat(frozenset({Role.ADMIN} if officer.user.is_superuser else map(Role, names)), officer)


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The person's roles; a superuser is an administrator and nothing else, an inactive account has none."""
    return seat_of(user).roles


def officer_of(user: User | AnonymousUser) -> Officer | None:
    """The officer record behind an account, if it has one."""
    return seat_of(user).officer


def leads_visible_to(user: User | AnonymousUser) -> QuerySet[Lead]:
    """Every lead this person may see: the one door for lists, pages, counts and exports."""
    rows = seat_of(user).rows()
    return Lead.objects.none() if rows is None else Lead.objects.filter(rows)


def visible_lead(user: User | AnonymousUser, pk: int) -> Lead:
    """One lead by number; raises LeadHidden whether it is hidden or does not exist."""
    lead = with_watches(leads_visible_to(user).select_related(*OF_A_LEAD)).filter(pk=pk).first()
    if lead is None:
        raise LeadHidden
    return lead


def check_kept(lead: Lead) -> None:
    """Raises LeadErased."""
    if lead.erased_at is not None:
        raise LeadErased(at=lead.erased_at)


def check_can_see(user: User | AnonymousUser, lead: Lead) -> None:
    """Raises LeadHidden."""
    if not seat_of(user).sees(lead):
        raise LeadHidden


def check_can_look_after(user: User | AnonymousUser, lead: Lead) -> None:
    """What is done whether or not the person restricted the use: who has the file, letting land go, the person's
    own requests. Raises LeadHidden, ReadOnly or LeadErased.
    """
    check_can_see(user, lead)
    seat = seat_of(user)
    if not seat.works_on(lead):
        raise OnlyAsked if seat.advises(lead) else ReadOnly
    check_kept(lead)


def check_can_work_on(user: User | AnonymousUser, lead: Lead) -> None:
    """Notes, replies, stages, steps and pauses: raises LeadHidden, ReadOnly, LeadErased or LeadRestricted."""
    check_can_look_after(user, lead)
    if lead.restricted_at is not None:
        raise LeadRestricted(at=lead.restricted_at)


def check_can_assign(user: User | AnonymousUser, lead: Lead, to: Officer | None = None) -> None:
    """The duty head gives a lead to anybody, a head within the department; an officer takes a free one there.

    Raises LeadHidden, ReadOnly, NotAHead or OtherDepartment.
    """
    check_can_look_after(user, lead)
    seat = seat_of(user)
    takes_it = to is not None and to == seat.own and seat.may_take(lead)
    if takes_it:
        return
    if not seat.heads(lead):
        raise NotAHead
    if to is not None and not seat.reaches(to.department_id):
        raise OtherDepartment


def check_can_hand_back(user: User | AnonymousUser, lead: Lead, to: Department | None = None) -> None:
    """The duty head leaves a lead to any department, a head to the own one or to the duty desk.

    An officer hands the own lead back to its department. Raises LeadHidden, ReadOnly, NotAHead or OtherDepartment.
    """
    check_can_look_after(user, lead)
    seat = seat_of(user)
    returns_it = seat.owns(lead) and to in (None, lead.department)
    if returns_it:
        return
    if not seat.heads(lead):
        raise NotAHead
    if to is not None and not seat.reaches(to.key, back=True):
        raise OtherDepartment


def check_can_return(user: User | AnonymousUser, lead: Lead) -> None:
    """An officer hands the own lead back to its department. Raises LeadHidden, ReadOnly or NotTheOwner."""
    check_can_look_after(user, lead)
    if not seat_of(user).owns(lead):
        raise NotTheOwner


def sees_leads(user: User | AnonymousUser) -> bool:
    """Whether the desk stands in this person's menu at all."""
    return seat_of(user).sees_any


def _roles(user: User | AnonymousUser) -> frozenset[Role]:
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset({Role.ADMIN})
    return frozenset(Role(name) for name in user.groups.values_list("name", flat=True) if name in Role.values)


def _officer(user: User | AnonymousUser) -> Officer | None:
    if not user.is_authenticated:
        return None
    if getattr(user, READ_WITH_OFFICER, False):
        return getattr(user, "officer", None)
    return Officer.objects.select_related("person", "department").filter(user_id=user.pk).first()
