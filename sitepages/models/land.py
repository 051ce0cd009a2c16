"""The park's land: one record per plot, one receipt per (plot, field)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sitepages.choices import Certainty, ChangeState, LayerKind, Permission, PlotStatus

STATUS = "status"  # a fact with a receipt too, beside its history
# The other fields of a plot that carry a receipt, with the unit each is stored in ("" = none).
RECEIPTED = {
    "area_m2": "m2",
    "land_use": "",
    "phase": "",
    "available_from": "",
    "max_coverage_pct": "%",
    "floor_area_ratio": "",
    "max_floors": "",
    "power_kva": "kVA",
    "power_redundancy": "",
    "water_m3_day": "m3/day",
    "wastewater_m3_day": "m3/day",
    "fibre_gbps": "Gbps",
    "road_width_m": "m",
    "frontage_m": "m",
    "soil_bearing_kpa": "kPa",
    "elevation_m": "m",
    "lease_usd_m2": "USD/m2",
    "service_fee_usd_m2_year": "USD/m2/year",
    "lease_until": "",
}
FACTS = (STATUS, *RECEIPTED)


class Zoning(models.Model):
    """Where a line of the zoning comes from. Source and day come together, or nobody has said yet."""

    source = models.CharField(_("source"), max_length=300, blank=True)
    certainty = models.CharField(
        _("certainty"), max_length=12, choices=Certainty.choices, default=Certainty.UNCONFIRMED
    )
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)
    illustrative = models.BooleanField(_("illustrative, not the real plan"), default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(source="", verified_on__isnull=True) | (~Q(source="") & Q(verified_on__isnull=False)),
                name="%(class)s_source_with_day",
            )
        ]


class FunctionalZone(Zoning):
    """A functional subdivision of the park (phân khu chức năng), e.g. SX production."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    name_vi = models.CharField(_("Vietnamese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Zoning.Meta):
        ordering = ["order", "code"]
        verbose_name = _("functional zone")
        verbose_name_plural = _("functional zones")

    def __str__(self) -> str:
        return f"{self.code} {self.name_vi}"


class ChangeSet(models.Model):
    """A before/after record: shown as the preview, applied by one service, undone by its opposite.

    `changes`: list of {"model", "key", "field", "before", "after"}, symmetrical, as `services.changes`
    reads them; `findings`: list of {"code", "plot", "error", "facts"}. A change set with an error finding
    is never applied. `details` tell how it came about: forms, what was stated, outlines for the picture.
    """

    OF_THE_DESK = "desk_"  # kinds that begin so name leads: no page of the land shows or touches them

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    surveyed_on = models.DateField(null=True, blank=True)
    changes = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    details = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=ChangeState.choices, default=ChangeState.PREVIEWED)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Plot(models.Model):
    """A plot of land (lô đất): facts stored once, shown in each language.

    Typed columns hold the last value given; whether it may still be used is the receipt's business
    (`sitepages.services.facts.facts_on`). `status` is the editors' own; what the public reads is
    `services.holding.public_status`, which a hold of the desk turns to reserved. Boundary: `ring` is the
    surveyed outline in VN-2000 / TM-3 106-30 (EPSG:9213) as [easting, northing] in metres, open; `boundary`
    the same in WGS 84 as a GeoJSON polygon (counter-clockwise).
    """

    code = models.CharField(_("code"), max_length=12, unique=True)
    zone = models.ForeignKey(FunctionalZone, models.PROTECT, related_name="plots", verbose_name=_("functional zone"))
    status = models.CharField(_("status"), max_length=16, choices=PlotStatus.choices, blank=True)  # "": never told
    ring = models.JSONField()
    boundary = models.JSONField()
    area_computed_m2 = models.DecimalField(max_digits=12, decimal_places=1)
    held_since = models.DateTimeField(null=True, blank=True, editable=False)  # services.holding: a hold of the desk

    area_m2 = models.DecimalField(_("area"), max_digits=12, decimal_places=1, null=True, blank=True)
    land_use_vi = models.CharField(max_length=160, blank=True)
    land_use_en = models.CharField(max_length=160, blank=True)
    phase = models.PositiveSmallIntegerField(_("phase"), null=True, blank=True)
    available_from = models.DateField(_("ready from"), null=True, blank=True)
    max_coverage_pct = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    floor_area_ratio = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    max_floors = models.PositiveSmallIntegerField(null=True, blank=True)
    power_kva = models.PositiveIntegerField(_("power"), null=True, blank=True)
    power_redundancy = models.CharField(max_length=8, blank=True)
    water_m3_day = models.PositiveIntegerField(null=True, blank=True)
    wastewater_m3_day = models.PositiveIntegerField(null=True, blank=True)
    fibre_gbps = models.PositiveIntegerField(null=True, blank=True)
    road_width_m = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    frontage_m = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    soil_bearing_kpa = models.PositiveIntegerField(null=True, blank=True)
    elevation_m = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    lease_usd_m2 = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    service_fee_usd_m2_year = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    lease_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("plot")
        verbose_name_plural = _("plots")

    def __str__(self) -> str:
        return self.code


class PlotReceipt(models.Model):
    """Where one field of one plot comes from, who verified it when, and until when it may be used."""

    plot = models.ForeignKey(Plot, models.CASCADE, related_name="receipts")
    field = models.CharField(max_length=32)
    source = models.CharField(max_length=300)
    verified_on = models.DateField()
    verified_by = models.CharField(max_length=120)
    valid_until = models.DateField(null=True, blank=True)
    illustrative = models.BooleanField(default=False)
    disputed_on = models.DateField(null=True, blank=True)
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plot", "field"], name="one_receipt_per_plot_field"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("verified_on")),
                name="receipt_valid_until_after_verified",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="receipt_has_source"),
            models.CheckConstraint(condition=~Q(verified_by=""), name="receipt_has_verifier"),
        ]

    def __str__(self) -> str:
        return f"{self.plot_id}.{self.field}"


class PlotEvidence(models.Model):
    """A document that proves something for the readiness of a plot, or of the whole park (`plot` empty).

    `key` is one of seed/readiness.yaml; it counts until `valid_until`, and never longer than its rule allows.
    """

    plot = models.ForeignKey(Plot, models.CASCADE, null=True, blank=True, related_name="evidence")
    key = models.CharField(max_length=24)
    source = models.CharField(max_length=300)
    verified_on = models.DateField()
    verified_by = models.CharField(max_length=120)
    valid_until = models.DateField(null=True, blank=True)
    illustrative = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plot", "key"], name="one_evidence_per_plot_key"),
            models.UniqueConstraint(fields=["key"], condition=Q(plot__isnull=True), name="one_park_evidence_per_key"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("verified_on")),
                name="evidence_valid_until_after_verified",
            ),
            models.CheckConstraint(condition=~Q(source="") & ~Q(verified_by=""), name="evidence_has_source_and_person"),
        ]

    def __str__(self) -> str:
        return f"{self.plot_id or 'park'} {self.key}"


class PlotStatusChange(models.Model):
    """Status history: from when, what, why, by whom. Until when the last may be used is its receipt's business."""

    plot = models.ForeignKey(Plot, models.CASCADE, related_name="status_changes")
    status = models.CharField(max_length=16, choices=PlotStatus.choices)
    since = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.plot_id} {self.status} {self.since}"


class PlotNeighbour(models.Model):
    """Two contiguous plots, computed once per import; `first` has the smaller code."""

    first = models.ForeignKey(Plot, models.CASCADE, related_name="+")
    second = models.ForeignKey(Plot, models.CASCADE, related_name="+")
    shared_m = models.DecimalField(max_digits=8, decimal_places=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_row_per_neighbour_pair")]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id}"


class ParkLayer(models.Model):
    """Roads, green, water, boundary and single points of the plan. Geometry as GeoJSON in WGS 84
    (`geometry`) and in EPSG:9213 metres (`local`), both with [x/easting, y/northing] pairs.
    """

    kind = models.CharField(max_length=24, choices=LayerKind.choices)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    properties = models.JSONField(default=dict)
    geometry = models.JSONField()
    local = models.JSONField()
    source = models.CharField(max_length=300)
    verified_on = models.DateField()
    illustrative = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.name_en}"


class SectorPermission(Zoning):
    """Whether a sector may work in a functional zone: data the province edits, never code."""

    sector = models.ForeignKey("sitepages.Sector", models.PROTECT, related_name="permissions")
    zone = models.ForeignKey(FunctionalZone, models.CASCADE, related_name="permissions")
    level = models.CharField(max_length=16, choices=Permission.choices)

    class Meta(Zoning.Meta):
        constraints = [
            *Zoning.Meta.constraints,
            models.UniqueConstraint(fields=["sector", "zone"], name="one_permission_per_sector_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.sector_id} in {self.zone_id}: {self.level}"


class LandVersion(models.Model):
    """The state the land's tables are in, one row: the database renews its token (services.land_version)."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
