"""Unit prices for the cost of the location, as editable rows: whose price, of which year, read where and when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sitepages.choices import Certainty, PriceCurrency, PriceKind


class LocationPrice(models.Model):
    """A unit price between `low` and `high` (a tariff by the hour has both).

    Of one kind the park's own price goes before a neighbour's, then the newer year.
    """

    kind = models.CharField(_("price of"), max_length=12, choices=PriceKind.choices)
    low = models.DecimalField(_("least"), max_digits=14, decimal_places=4)
    high = models.DecimalField(_("most"), max_digits=14, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3, choices=PriceCurrency.choices)
    own = models.BooleanField(_("the park's own price"), default=False)
    place = models.CharField(_("place whose price it is"), max_length=160)
    year = models.PositiveSmallIntegerField(_("prices of the year"))
    source = models.CharField(_("source"), max_length=300)
    certainty = models.CharField(_("certainty"), max_length=12, choices=Certainty.choices)
    verified_on = models.DateField(_("Verified on"))

    class Meta:
        ordering = ["kind", "-own", "-year", "-pk"]
        verbose_name = _("price of the location")
        verbose_name_plural = _("prices of the location")
        constraints = [
            models.CheckConstraint(condition=Q(low__gte=0, high__gte=F("low")), name="location_price_low_to_high")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.place} {self.year}"
