"""A lead and its append-only history. stage, owner, department, due are what folding the events gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext_lazy as _

from leads.choices import (
    QUIET,
    Channel,
    Clock,
    ConsentPurpose,
    EventKind,
    LinkRights,
    MailState,
    Priority,
    ReplyLanguage,
    Stage,
)
from leads.records.greeting import greeting_name
from sitepages import invented


class Organisation(models.Model):
    """The investor's organisation; names as given, duplicates are found later (tax code, mail domain, name).

    `folded`, `core` and `tax_key` serve finding and are written by `leads.services.organisations`. One merged into
    another stays as a row: everything points at the other, and an undo gives it back.
    """

    name = models.CharField(_("name"), max_length=200)
    folded = models.CharField(max_length=200, blank=True, db_index=True)
    core = models.CharField(max_length=200, blank=True, db_index=True)
    tax_key = models.CharField(max_length=40, blank=True, db_index=True)
    name_local = models.CharField(max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    domain = models.CharField(max_length=120, blank=True)
    tax_code = models.CharField(max_length=40, blank=True)
    illustrative = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)  # a person looked for duplicates
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["domain"], name="organisations_by_domain")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """The name in its reader's words: an invented one is marked so."""
        return invented.shown(self.name)


class Contact(models.Model):
    """A person who writes for an investor, whatever number of enquiries; each lead keeps what was given with it.

    `folded` and `phone_key` serve finding. One merged into another stays as a row, as organisations do.
    """

    name = models.CharField(_("name"), max_length=120)
    folded = models.CharField(max_length=200, blank=True, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)  # in lower case
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    phone_key = models.CharField(max_length=9, blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=ReplyLanguage.choices, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="contacts")
    illustrative = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """The name in its reader's words: an invented one is marked so."""
        return invented.shown(self.name)


class ReferenceCounter(models.Model):
    """Last number used in a year; taken inside the transaction that makes the lead."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


# The desk's lists at a million leads: what is open by due time, all by newest, whatever they are narrowed by.
OPEN = ~Q(stage__in=QUIET) & Q(erased_at__isnull=True)
OPEN_BY: Mapping[str, tuple[str, ...]] = {
    "any": (),
    "owner": ("owner",),
    "department": ("department",),
    "stage": ("stage",),
}
# Counts of open leads are read from the index alone.
COUNTED = ("owner", "paused_until", "stage", "illustrative")
COUNTED_WITH = {"any": COUNTED, "department": COUNTED}
NEWEST_BY: Mapping[str, tuple[str, ...]] = {
    "any": (),
    "owner": ("owner",),
    "department": ("department",),
    "stage": ("stage",),
    "sector": ("sector",),
    "source": ("source",),
    "priority": ("priority",),
    "language": ("language",),
}


class Lead(models.Model):
    """An investor's enquiry, from arrival to a decision.

    `due_at`/`due_clock` are the earliest running promise (None while paused or done), recomputed by
    `leads.services.clocks` after every event; a test compares all rows with the fold of their events.
    """

    reference = models.CharField(_("reference"), max_length=16, unique=True)
    submission_key = models.CharField(max_length=64, unique=True)
    submission_digest = models.CharField(max_length=64, blank=True)  # of what came with the key
    match_run = models.ForeignKey("leads.MatchRun", models.PROTECT, null=True, blank=True, related_name="leads")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="leads")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="leads")
    contact_name = models.CharField(_("name"), max_length=120)
    contact_email = models.EmailField(_("e-mail"), blank=True)  # a caller may leave a telephone number only
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=ReplyLanguage.choices)
    channel = models.CharField(_("preferred channel"), max_length=12, choices=Channel.choices, default=Channel.MAIL)
    channel_handle = models.CharField(max_length=80, blank=True)  # the name or number on Zalo, KakaoTalk, WeChat
    good_from = models.TimeField(null=True, blank=True)  # good hours on the investor's clock
    good_to = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)  # IANA name of that clock
    message = models.TextField(_("message"), blank=True)
    question = models.CharField(max_length=40, blank=True)
    sector = models.ForeignKey(
        "sitepages.Sector", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    country = models.CharField(_("country"), max_length=2, blank=True)  # the investor comes from
    area_min_m2 = models.PositiveIntegerField(null=True, blank=True)  # as an officer noted; else the match says it
    area_max_m2 = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=40, default="site")
    campaign = models.CharField(max_length=60, blank=True)  # what stood behind ?src= where the visitor came in
    illustrative = models.BooleanField(default=False)
    received_at = models.DateTimeField(_("received"))

    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.NEW)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    department = models.ForeignKey("leads.Department", models.PROTECT, related_name="leads", db_index=False)
    owner = models.ForeignKey(
        "leads.Officer", models.PROTECT, null=True, blank=True, related_name="leads", db_index=False
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    due_clock = models.CharField(max_length=16, choices=Clock.choices, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=40, blank=True)
    escalation = models.PositiveSmallIntegerField(default=0)  # highest level sent about a promise that still runs
    acknowledged = models.BooleanField(default=False)  # that level, by somebody it was sent to
    code_name = models.CharField(max_length=80, blank=True)  # of a confidential project; empty: nothing is hidden
    search_line = models.TextField(blank=True, default="")  # what it is found by (leads.services.lead_search)
    quiet_since = models.DateTimeField(null=True, blank=True)  # last contact or move of the project: retention counts
    kept_until = models.DateField(null=True, blank=True)  # longer than the rules say, by the duty head's word
    restricted_at = models.DateTimeField(null=True, blank=True)  # kept and not used, as the person asked (Law 91/2025)
    erased_at = models.DateTimeField(null=True, blank=True)  # personal data gone (leads.services.erasure)

    class Meta:
        ordering = [models.F("due_at").asc(nulls_last=True), "pk"]
        permissions = [("export_lead", _("Take leads away as a table"))]
        indexes = [
            *(
                models.Index(
                    fields=[*fields, "due_at", "id", *COUNTED_WITH.get(name, ())],
                    name=f"open_leads_by_{name}_due",
                    condition=OPEN,
                )
                for name, fields in OPEN_BY.items()
            ),
            *(
                models.Index(fields=[*fields, "-received_at", "-id"], name=f"leads_by_{name}_newest")
                for name, fields in NEWEST_BY.items()
            ),
            models.Index(fields=["due_at", "id"], name="leads_by_due", condition=Q(due_at__isnull=False)),
            models.Index(
                fields=["campaign", "-received_at", "-id"], name="leads_by_campaign_newest", condition=~Q(campaign="")
            ),
            models.Index(fields=["contact_email"], name="kept_leads_by_address", condition=Q(erased_at__isnull=True)),
            models.Index(fields=["due_at"], name="leads_escalated", condition=Q(escalation__gt=0, acknowledged=False)),
            models.Index(
                fields=["stage", "quiet_since"],
                name="kept_leads_by_quiet",
                condition=Q(erased_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["match_run", "contact_email"],
                condition=Q(match_run__isnull=False, erased_at__isnull=True),
                name="one_lead_per_match_and_contact",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True, due_clock="") | (Q(due_at__isnull=False) & ~Q(due_clock="")),
                name="due_time_names_its_clock",
            ),
            models.CheckConstraint(
                condition=Q(paused_until__isnull=True, pause_reason="")
                | (Q(paused_until__isnull=False) & ~Q(pause_reason="")),
                name="pause_has_reason_and_end",
            ),
            models.CheckConstraint(
                condition=Q(good_from=None, good_to=None, time_zone="")
                | Q(good_from__isnull=False, good_to__gt=models.F("good_from")) & ~Q(time_zone=""),
                name="good_hours_are_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """What lists, mails to colleagues and exports call it: the code name of a confidential project."""
        named = self.organisation.shown if self.organisation else self.contact_shown
        return self.code_name or named or self.reference

    @property
    def contact_shown(self) -> str:
        """Who wrote, in the reader's words: an invented name is marked so."""
        return invented.shown(self.contact_name)

    @property
    def greeted(self) -> str:
        """By what name a mail greets the investor; "" where what was typed reads like anything but a name."""
        return greeting_name(self.contact_name) and self.contact_shown


class LeadEvent(models.Model):
    """Something that happened to a lead: appended, never removed; never changed but for words taken out by erasure."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    version = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["lead", "seq"]
        constraints = [models.UniqueConstraint(fields=["lead", "seq"], name="one_event_per_lead_and_number")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="events_by_time"),
            models.Index(
                KT("data__officer"), F("at").desc(), name="leads_given_by_officer", condition=Q(kind=EventKind.ASSIGNED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}#{self.seq} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Lead events are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Lead events are append-only.")


class ConsentText(models.Model):
    """The wording a person agreed to, kept word for word per purpose and version."""

    purpose = models.CharField(max_length=24, choices=ConsentPurpose.choices)
    version = models.PositiveSmallIntegerField()
    text_vi = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateField()

    class Meta:
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_text_per_purpose_version")]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class Consent(models.Model):
    """Proof that a person agreed to one purpose: which text, when, in which language, through which door.

    `mark`: the keyed digest of the address that agreed (`leads.services.mail_wishes.mark_of`), which names nobody;
    `erased_at`: the data it was for were erased, and it ended with them, withdrawn before or not.
    """

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    channel = models.CharField(max_length=40)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mark = models.CharField(max_length=40, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mark"], name="consents_by_mark", condition=~Q(mark=""))]
        constraints = [  # given again after it was withdrawn it is a row of its own: the proof of the first one stays
            models.UniqueConstraint(
                fields=["lead", "text"], condition=Q(withdrawn_at=None), name="one_standing_consent_per_lead_and_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.text_id}"


class LeadLink(models.Model):
    """A signed way in for the investor: one lead wide, expiring, revocable. `nonce` is inside the signature.

    A link passed on to a colleague (`rights` guest) reads only; `name` and `email` say who got it from whom.
    """

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="links")
    nonce = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    rights = models.CharField(max_length=8, choices=LinkRights.choices, default=LinkRights.OWNER)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    passed_on_by = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="passed_on")

    class Meta:
        indexes = [models.Index(fields=["email"], name="links_passed_on_by_address", condition=~Q(email=""))]

    def __str__(self) -> str:
        return f"link {self.pk} to {self.lead_id}"


class Mail(models.Model):
    """An outgoing mail as a row: written with what caused it, sent by the worker."""

    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="mails")
    kind = models.CharField(max_length=32)
    to = models.EmailField()
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    calendar = models.TextField(blank=True)  # the entry for the reader's calendar (RFC 5545), sent beside the body
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.QUEUED)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    stop = models.CharField(max_length=300, blank=True)  # the address that ends such mails at once (RFC 8058)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
