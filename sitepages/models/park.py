"""What holds for the whole park: entered once, with its receipt, and read on every plot."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sitepages.choices import ParkFactCertainty


class ParkFact(models.Model):
    """The answer to one question of seed/questionnaire.csv (`key`) that is the same for every plot, as the province
    or a published text gives it: in words, in both languages. Past `valid_until` it is not known.
    """

    key = models.CharField(max_length=24, unique=True)
    words_vi = models.CharField(max_length=300)
    words_en = models.CharField(max_length=300)
    certainty = models.CharField(max_length=12, choices=ParkFactCertainty.choices)
    source = models.CharField(max_length=300)
    verified_on = models.DateField()
    verified_by = models.CharField(max_length=120)
    valid_until = models.DateField(null=True, blank=True)
    illustrative = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("verified_on")),
                name="park_fact_valid_until_after_verified",
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(verified_by="") & ~Q(words_vi="") & ~Q(words_en=""),
                name="park_fact_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.key
