"""The policy desk: a draft, a jurist's check, another person's approval. The only place that publishes law.

Neither signature is valid from a person who wrote any of the draft, whatever rights they hold; a signature holds for
the content that was signed and falls with the next edit. The database refuses a published row without both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.db.models import Max, Q

from sitepages.accounts import account_name
from sitepages.choices import RuleActKind, RuleOrigin, RuleState
from sitepages.figures import PARK_TIME
from sitepages.models import Incentive, IncentiveVersion, RuleAct
from sitepages.refusal import Refused
from sitepages.services.law_rows import fill
from sitepages.services.policy_checks import Findings, findings_on
from sitepages.services.policy_together import companions_of, digest_of, leader_of

UNDO_DAYS = 30
WROTE = (RuleActKind.BEGUN, RuleActKind.UNDOING, RuleActKind.EDITED)
RIGHTS = {"draft": "draft_rule", "check": "check_rule", "approve": "approve_rule"}


class NoRight(Refused):
    """Facts: `right` draft | check | approve."""

    code = "rule_no_right"
    status = 403


class OwnWork(Refused):
    """The signer wrote part of this version. Facts: `who`."""

    code = "rule_own_work"


class SamePerson(Refused):
    """The check and the approval would be one person's. Facts: `who`."""

    code = "rule_same_person"


class StaleRule(Refused):
    """Somebody did something since the page was opened. Facts: `who`, `what`, `at`."""

    code = "rule_stale"


class NotThisContent(Refused):
    """What is to be signed is not what was on the screen, or not what the jurist checked."""

    code = "rule_not_this_content"


class NotOpen(Refused):
    """The version is published or discarded. Facts: `state`."""

    code = "rule_not_open"


class NotChecked(Refused):
    """Approval before the jurist's check."""

    code = "rule_not_checked"


class DraftExists(Refused):
    """There is an open draft of the rule. Facts: `number`."""

    code = "rule_draft_exists"


class SignedTogether(Refused):
    """This draft goes with another, and is signed there. Facts: `key`."""

    code = "rule_signed_together"


class NotReady(Refused):
    """Something stands against it; `found` has all of it. Facts: `count`."""

    code = "rule_not_ready"

    def __init__(self, found: Findings) -> None:
        super().__init__(count=found.count)
        self.found = found


class TooLateToUndo(Refused):
    """Published more than 30 days ago. Facts: `days`."""

    code = "rule_too_late_to_undo"


class NothingBefore(Refused):
    """The rule had no published version before this one, or a later one replaced it already."""

    code = "rule_nothing_before"


# --- verbs ---


def begin_draft(*, incentive: Incentive, by: User, now: datetime) -> IncentiveVersion:
    """A draft with the content of the newest published version. Raises NoRight, DraftExists."""
    return _new_draft(incentive, newest(incentive), by, now, RuleActKind.BEGUN)


@transaction.atomic
def begin_rule(*, key: str, kind: str, like: Incentive, by: User, now: datetime) -> IncentiveVersion:
    """A draft of a rule that was not there, written from another's content. Raises NoRight."""
    require(by, "draft")
    order = (Incentive.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    incentive = Incentive.objects.create(key=key, kind=kind, order=order)
    source = newest(like)
    source.record = source.record | {"id": key, "kind": kind}
    return _new_draft(incentive, source, by, now, RuleActKind.BEGUN)


@transaction.atomic
def begin_companion(*, version: IncentiveVersion, incentive: Incentive, by: User, now: datetime) -> IncentiveVersion:
    """A draft of another rule, signed and published with this one; an open draft of the rule joins as it is.

    Raises NoRight, NotOpen, DraftExists.
    """
    require(by, "draft")
    leader = _open(leader_of(version))
    draft = incentive.versions.filter(published_at=None, discarded_at=None).first()
    if draft is None:
        draft = _new_draft(incentive, newest(incentive), by, now, RuleActKind.BEGUN, note=leader.incentive.key)
    elif draft.pk == leader.pk or draft.goes_with_id not in {None, leader.pk} or companions_of(draft):
        raise DraftExists(number=draft.number)
    _join(draft, leader, by, now)
    return draft


@transaction.atomic
def undo_version(*, version: IncentiveVersion, by: User, now: datetime) -> IncentiveVersion:
    """A draft with what stood before this version, and of what went with it; signed twice like any other.

    Raises NoRight, TooLateToUndo, NothingBefore, DraftExists.
    """
    before = version_before(version)
    if before is None or newest(version.incentive).pk != version.pk:
        raise NothingBefore
    if not may_undo_until(version) or now > may_undo_until(version):
        raise TooLateToUndo(days=UNDO_DAYS)
    draft = _new_draft(version.incentive, before, by, now, RuleActKind.UNDOING, note=f"v{version.number}")
    for other in companions_of(version):
        earlier = version_before(other)
        if earlier and newest(other.incentive).pk == other.pk:
            note = f"v{other.number}"
            _join(_new_draft(other.incentive, earlier, by, now, RuleActKind.UNDOING, note), draft, by, now)
    return draft


@transaction.atomic
def save_draft(
    *, version: IncentiveVersion, record: Mapping[str, Any], reason: str, seen: int, by: User, now: datetime
) -> IncentiveVersion:
    """Write the draft's content; whatever was checked is unchecked. Raises NoRight, NotOpen, StaleRule."""
    require(by, "draft")
    draft = _open(version, seen)
    fill(draft, {**record, "id": draft.incentive.key, "kind": draft.incentive.kind})
    draft.reason, draft.checked_by = reason, None
    draft.save()
    _act(draft, RuleActKind.EDITED, by, now)
    _uncheck(draft)
    if draft.goes_with:
        _act(draft.goes_with, RuleActKind.EDITED, by, now, draft.incentive.key)
    return draft


@transaction.atomic
def check_rule(*, version: IncentiveVersion, seen: int, digest: str, note: str, by: User, now: datetime) -> None:
    """The jurist's signature, under all that goes together.

    Raises NoRight, NotOpen, StaleRule, SignedTogether, NotThisContent, OwnWork, NotReady.
    """
    require(by, "check")
    draft = _leader(version, seen)
    _refuse_own_work(draft, by)
    if digest != digest_of(draft):
        raise NotThisContent
    _refuse_unready(draft, now)
    for one in (draft, *companions_of(draft)):
        one.checked_by = by
        one.save(update_fields=["checked_by"])
        _act(one, RuleActKind.CHECKED, by, now, note)


@transaction.atomic
def publish_rule(*, version: IncentiveVersion, seen: int, digest: str, note: str, by: User, now: datetime) -> None:
    """The approver's signature: the version and all that goes with it are published, each in force by its own dates.

    Raises NoRight, NotOpen, StaleRule, SignedTogether, OwnWork, NotChecked, SamePerson, NotThisContent, NotReady.
    """
    require(by, "approve")
    draft = _leader(version, seen)
    _refuse_own_work(draft, by)
    if draft.checked_by is None:
        raise NotChecked
    if draft.checked_by_id == by.pk:
        raise SamePerson(who=who(by))
    _refuse_own_work(draft, draft.checked_by)
    if not digest == digest_of(draft) == _digest_checked(draft):
        raise NotThisContent
    _refuse_unready(draft, now)
    for one in (draft, *companions_of(draft)):
        one.checked_by, one.approved_by, one.published_at = draft.checked_by, by, now
        one.save(update_fields=["checked_by", "approved_by", "published_at"])
        _act(one, RuleActKind.APPROVED, by, now, note)


@transaction.atomic
def send_back(*, version: IncentiveVersion, seen: int, note: str, by: User, now: datetime) -> None:
    """A jurist or an approver returns the draft with a reason. Raises NoRight, NotOpen, StaleRule, SignedTogether."""
    if not may(by, "check") and not may(by, "approve"):
        raise NoRight(right="check")
    draft = _leader(version, seen)
    _uncheck(draft)
    _act(draft, RuleActKind.SENT_BACK, by, now, note)


@transaction.atomic
def discard_draft(*, version: IncentiveVersion, seen: int, by: User, now: datetime) -> None:
    """Put the draft and what goes with it aside for good; rows and acts stay. Raises NoRight, NotOpen, StaleRule."""
    require(by, "draft")
    draft = _open(version, seen)
    _uncheck(draft)
    for one in (*companions_of(draft), draft):
        one.discarded_at, one.checked_by = now, None
        one.save(update_fields=["discarded_at", "checked_by"])
        _act(one, RuleActKind.DISCARDED, by, now)
    if draft.goes_with:
        _act(draft.goes_with, RuleActKind.EDITED, by, now, draft.incentive.key)


# --- questions ---


def may(user: Any, right: str) -> bool:
    """Whether a right was given to the person or their group. Being a superuser gives none: signing law is no
    technical right."""
    if not user.is_authenticated or not user.is_active:
        return False
    given = Q(user=user) | Q(group__user=user)
    codename = RIGHTS[right]
    return Permission.objects.filter(given, content_type__app_label="sitepages", codename=codename).exists()


def require(user: User, right: str) -> None:
    if not may(user, right):
        raise NoRight(right=right)


def newest(incentive: Incentive) -> IncentiveVersion:
    """The published version with the highest number, which rules wherever two are in force."""
    return incentive.versions.filter(published_at__isnull=False).latest("number")


def version_before(version: IncentiveVersion) -> IncentiveVersion | None:
    """The published version this one came after."""
    earlier = version.incentive.versions.filter(published_at__isnull=False, number__lt=version.number)
    return earlier.order_by("-number").first()


def may_undo_until(version: IncentiveVersion) -> Any:
    """The moment after which a published version is no longer undone by a button; None for what never was published."""
    return version.published_at and version.published_at + timedelta(days=UNDO_DAYS)


def last_seq(version: IncentiveVersion) -> int:
    return version.acts.aggregate(last=Max("seq"))["last"] or 0


def writers(version: IncentiveVersion) -> set[int]:
    """Everybody who wrote any of it, or of what goes with it."""
    whole = Q(version=version) | Q(version__goes_with=version)
    return set(RuleAct.objects.filter(whole, kind__in=WROTE).values_list("by_id", flat=True))


def who(user: User) -> str:
    return account_name(user)


# --- inside ---


@transaction.atomic
def _new_draft(
    incentive: Incentive, source: IncentiveVersion, by: User, now: datetime, kind: RuleActKind, note: str = ""
) -> IncentiveVersion:
    require(by, "draft")
    Incentive.objects.select_for_update().get(pk=incentive.pk)
    open_draft = incentive.versions.filter(published_at=None, discarded_at=None).first()
    if open_draft:
        raise DraftExists(number=open_draft.number)
    last = incentive.versions.aggregate(last=Max("number"))["last"] or 0
    draft = IncentiveVersion(
        incentive=incentive, number=last + 1, origin=RuleOrigin.DESK, schema_version=source.schema_version
    )
    fill(draft, source.record)
    draft.save()
    _act(draft, kind, by, now, note)
    return draft


def _join(draft: IncentiveVersion, leader: IncentiveVersion, by: User, now: datetime) -> None:
    """Let a draft go with another, whose content is another one by that."""
    draft.goes_with = leader
    draft.save(update_fields=["goes_with"])
    _uncheck(draft)
    _act(leader, RuleActKind.EDITED, by, now, draft.incentive.key)


def _uncheck(draft: IncentiveVersion) -> None:
    """No signature stands any more under what is signed as one with this draft."""
    leader = leader_of(draft)
    IncentiveVersion.objects.filter(Q(pk=leader.pk) | Q(goes_with=leader), published_at=None).update(checked_by=None)


def _leader(version: IncentiveVersion, seen: int) -> IncentiveVersion:
    draft = _open(version, seen)
    if draft.goes_with:
        raise SignedTogether(key=draft.goes_with.incentive.key)
    return draft


def _open(version: IncentiveVersion, seen: int | None = None) -> IncentiveVersion:
    """The row locked, if it is still a draft and nothing happened to it since `seen`; what it goes with before it."""
    if version.goes_with_id:
        IncentiveVersion.objects.select_for_update().get(pk=version.goes_with_id)
    locked = IncentiveVersion.objects.select_for_update(of=("self",)).select_related("incentive").get(pk=version.pk)
    if locked.state not in {RuleState.DRAFT, RuleState.CHECKED}:
        raise NotOpen(state=locked.state)
    last = locked.acts.select_related("by").last()
    if last and seen is not None and last.seq != seen:
        raise StaleRule(who=who(last.by), what=last.kind, at=last.at)
    return locked


def _refuse_own_work(version: IncentiveVersion, by: User) -> None:
    if by.pk in writers(version):
        raise OwnWork(who=who(by))


def _refuse_unready(version: IncentiveVersion, now: datetime) -> None:
    found = findings_on(version, now.astimezone(PARK_TIME).date())
    if not found.clear:
        raise NotReady(found)


def _digest_checked(version: IncentiveVersion) -> str:
    return version.acts.filter(kind=RuleActKind.CHECKED).latest("seq").digest


def _act(version: IncentiveVersion, kind: RuleActKind, by: User, now: datetime, note: str = "") -> None:
    RuleAct.objects.create(
        version=version, seq=last_seq(version) + 1, kind=kind, by=by, at=now, note=note, digest=digest_of(version)
    )
