"""Mail from outside: the raw copy until it is dealt with, the files that hung on it, addresses that bounce."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models

from leads.choices import IncomingState, ScanState
from leads.models.lead import Lead, Mail


class PrivateFiles(FileSystemStorage):
    """Outside the folder of uploads: no address leads there but the desk's own."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address of its own.")


def private_files() -> PrivateFiles:
    return PrivateFiles()


class Incoming(models.Model):
    """A mail that was delivered to us. `raw` is kept until the mail is filed, then let go; the words stay.

    `fingerprint` is the same for every delivery of one mail, so that delivered twice it is one row.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=IncomingState.choices, default=IncomingState.WAITING)
    raw = models.FileField(storage=private_files, upload_to="incoming/%Y/%m", blank=True, max_length=200)
    recipients = models.JSONField(default=list)
    message_id = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    why = models.CharField(max_length=40, blank=True)  # code: why it went where it went
    error = models.CharField(max_length=300, blank=True)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="incoming")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "incoming"
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="incoming_for_the_duty_head",
                condition=models.Q(state=IncomingState.DUTY),
            )
        ]

    def __str__(self) -> str:
        return f"incoming {self.pk} {self.state}"


class LeadFile(models.Model):
    """A file that came with a mail, with a message on the investor's page, or that the desk sent with a reply: kept
    where its content is one of the kinds we take, else only named, with why.
    """

    incoming = models.ForeignKey(Incoming, models.CASCADE, null=True, blank=True, related_name="files")
    message = models.ForeignKey("leads.LeadMessage", models.CASCADE, null=True, blank=True, related_name="files")
    reply = models.ForeignKey(Mail, models.CASCADE, null=True, blank=True, related_name="files")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(storage=private_files, upload_to="files/%Y/%m", blank=True, max_length=200)
    refused = models.CharField(max_length=20, blank=True)
    scan = models.CharField(max_length=8, choices=ScanState.choices, default=ScanState.NONE, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(refused="", kind__gt="") | models.Q(refused__gt="", content=""),
                name="file_is_kept_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=models.Q(incoming__isnull=False, message__isnull=True, reply__isnull=True)
                | models.Q(incoming__isnull=True, message__isnull=False, reply__isnull=True)
                | models.Q(incoming__isnull=True, message__isnull=True, reply__isnull=False),
                name="file_came_by_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BadAddress(models.Model):
    """An address that a mail server refused for good: nothing is sent there until it is changed in the file."""

    address = models.EmailField(unique=True)
    since = models.DateTimeField()
    reason = models.CharField(max_length=200)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "bad addresses"

    def __str__(self) -> str:
        return f"bad address {self.pk}"
