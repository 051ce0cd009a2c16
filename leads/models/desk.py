"""The organisation of the desk: departments, officers, leave, routing rules, working calendar."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from leads.choices import MailStyle, RuleSetState


def dated(on: date) -> Q:
    """Rows whose validity [valid_from, valid_to) covers the day."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class Department(models.Model):
    """A public body an investor meets, or the virtual desk. Names and roles as in data, with source."""

    key = models.CharField(max_length=24, primary_key=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    role_vi = models.TextField()
    role_en = models.TextField()
    answers = models.JSONField(default=dict)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=12)
    role_certainty = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_vi if get_language() == "vi" else self.name_en

    def stands_on(self, day: date) -> bool:
        """What `dated` asks, of one department."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)

    @property
    def role(self) -> str:
        return self.role_vi if get_language() == "vi" else self.role_en


class Officer(models.Model):
    """A member of the desk. `person` is what the public sees; the user account is the login."""

    key = models.CharField(max_length=40, unique=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="officer")
    person = models.OneToOneField("sitepages.Person", models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="officers")
    takes_leads = models.BooleanField(default=True)  # heads and leaders read; officers and the duty head own
    is_duty_head = models.BooleanField(default=False)
    sectors = models.JSONField(default=list)
    capacity = models.PositiveSmallIntegerField(default=8)
    weekdays = models.JSONField(default=list)  # ISO weekdays, 1 = Monday
    on_duty = models.BooleanField(default=True)
    deputy = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    mail_style = models.CharField(max_length=8, choices=MailStyle.choices, default=MailStyle.EACH)
    active_from = models.DateField()
    active_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.person.name

    @property
    def name(self) -> str:
        return self.person.shown


class Leave(models.Model):
    """Days an officer is away, first and last day included; the deputy is owner of record meanwhile."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="leaves")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    deputy = models.ForeignKey(Officer, models.SET_NULL, null=True, blank=True, related_name="+")
    handed_over = models.ForeignKey("sitepages.ChangeSet", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.first_day}..{self.last_day}"


class DutyTurn(models.Model):
    """Days an officer is on the duty roster, first and last included.

    On a day for which a department has turns, only their officers are given new leads there; on other
    days all who are on duty as a rule (`Officer.on_duty`).
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="duty_turns")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="turn_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.first_day}..{self.last_day}"


class Pool(models.Model):
    """Officers of several departments who share a kind of lead, e.g. the Korean desk."""

    key = models.SlugField(max_length=40, primary_key=True)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_vi if get_language() == "vi" else self.name_en


class PoolMember(models.Model):
    """An officer in a pool, from a day until another."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="members")
    officer = models.ForeignKey(Officer, models.CASCADE, related_name="pools")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pool", "officer__key"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "officer"], condition=Q(valid_to__isnull=True), name="one_open_membership"
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} in {self.pool_id}"


class RoutingRule(models.Model):
    """Ordered, dated data: the first rule whose condition holds names the department."""

    key = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    when = models.JSONField()
    to = models.ForeignKey(Department, models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, null=True, blank=True, related_name="rules")  # asked before `to`
    also = models.JSONField(default=list)  # department keys, tried in order when `to` has nobody present
    inform = models.JSONField(default=list)  # department keys whose heads are told of each such lead
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                # a rule changed twice in a day leaves a row that never held: [day, day)
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="one_rule_per_key_and_start",
            )
        ]

    def __str__(self) -> str:
        return self.key


class RuleSet(models.Model):
    """A change of the routing rules: one draft at a time; published, it stays as the record of who changed what.

    `rows` are all the rules as they shall stand (leads.services.rules.RuleRow); `changes` is what publishing
    did, in the form of a ChangeSet. `version` counts the saves of a draft: an older form is refused.
    """

    state = models.CharField(max_length=9, choices=RuleSetState.choices, default=RuleSetState.DRAFT)
    rows = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="draft"), name="one_draft_of_rules"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None, published_by=None, valid_from=None)
                | Q(
                    state="published", published_at__isnull=False, published_by__isnull=False, valid_from__isnull=False
                ),
                name="published_rules_say_by_whom_and_from_when",
            ),
        ]

    def __str__(self) -> str:
        return f"rules {self.state} {self.valid_from or ''}"


class OfficeHours(models.Model):
    """Opening periods of a working day for a season (MM-DD to MM-DD, both included), valid [valid_from, valid_to).

    Changed hours are a new row from a day to come; the row before ends that day, and what is past stays as it was.
    """

    key = models.CharField(max_length=24, primary_key=True)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    from_day = models.CharField(max_length=5)
    to_day = models.CharField(max_length=5)
    periods = models.JSONField()  # [["07:30", "11:30"], ["13:00", "17:00"]]
    source = models.TextField()
    certainty = models.CharField(max_length=12)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "office hours"

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        return self.name_vi if get_language() == "vi" else self.name_en


class CalendarYear(models.Model):
    """The plan of a year's days off: decided by the Government, or the law's default until then.

    Its days are `CalendarDay` rows, derived from it by leads.calendar.year or imported from the decision.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    decided = models.BooleanField(default=False)
    tet_first = models.DateField()
    national_second = models.DateField()
    swaps = models.JSONField(default=list)  # [["2026-01-02" off, "2026-01-10" worked], ...]
    source = models.TextField()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday off, or a weekend day worked.

    `certainty` is "ours" while its year is not decided.
    """

    day = models.DateField(primary_key=True)
    works = models.BooleanField()
    reason = models.CharField(max_length=40)
    source = models.TextField(blank=True)
    certainty = models.CharField(max_length=12)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'works' if self.works else 'off'}"


class TargetVersion(models.Model):
    """Promised service from a day on: never changed once made; the seed's targets hold before the first.

    `cells`: "clock/stage" -> {priority: working minutes, or working days for a next step}; `levels`: key of a level
    of escalation -> percent of the target used up.
    """

    valid_from = models.DateField()
    cells = models.JSONField(default=dict)
    levels = models.JSONField(default=dict)
    source = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["valid_from", "pk"]

    def __str__(self) -> str:
        return f"targets from {self.valid_from}"


class HouseVersion(models.Model):
    """The state of what the house sets, one row: the database renews its token (services.house_version)."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
