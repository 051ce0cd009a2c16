"""Talks and site visits an investor and an officer have agreed on. Rows are what folding the leads' events gives."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leads.choices import AppointmentEnd, AppointmentKind, AppointmentReply, AppointmentState
from leads.models.desk import Officer
from leads.models.lead import Lead


class Appointment(models.Model):
    """A time of an officer for an investor, [starts_at, ends_at).

    `booked_by` is empty where the investor did it; `time_zone` (IANA) is that of the investor's clock. `uid` and
    `sequence` are those of the calendar entry in mails: a move raises the sequence. `reply` is what the investor's
    calendar answered to that sequence.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="appointments")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="appointments")
    kind = models.CharField(max_length=8, choices=AppointmentKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    words = models.TextField(blank=True)  # what the investor, or the officer who proposed it, wrote about it
    place = models.CharField(max_length=300, blank=True)  # where to meet, or the address of the video talk
    time_zone = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=AppointmentEnd.choices, blank=True)
    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    reply = models.CharField(max_length=10, choices=AppointmentReply.choices, blank=True)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(
                fields=["officer", "starts_at"], name="booked_by_officer_and_time", condition=Q(state="booked")
            ),
            models.Index(fields=["starts_at"], name="booked_by_time", condition=Q(state="booked")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state="booked", ended_at__isnull=True, ended_how="")
                | ~Q(state="booked") & Q(ended_at__isnull=False) & ~Q(ended_how=""),
                name="an_ended_appointment_says_when_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk} of {self.lead_id} {self.state}"


class TakenQuarter(models.Model):
    """A quarter of an hour of an officer that a booked appointment takes, its way with it: nobody else gets it."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="quarters")

    class Meta:
        ordering = ["officer", "at"]
        constraints = [models.UniqueConstraint(fields=["officer", "at"], name="an_officer_is_taken_once")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.at:%Y-%m-%d %H:%M}"
