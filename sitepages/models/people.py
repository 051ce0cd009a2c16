"""People shown to the public. An officer of the desk points at one of these, never the reverse."""

from __future__ import annotations

from django.db import models

from sitepages import invented


class Person(models.Model):
    """A named person with languages and a role; `illustrative` marks the invented ones of the demo."""

    name = models.CharField(max_length=120)
    role_vi = models.CharField(max_length=160, blank=True)
    role_en = models.CharField(max_length=160, blank=True)
    languages = models.JSONField(default=list)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    illustrative = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """The name in the reader's language: an invented one is marked so, once."""
        return invented.shown(self.name)
