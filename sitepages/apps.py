from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.urls import register_converter


class SitepagesConfig(AppConfig):
    name = "sitepages"
    verbose_name = "Supply: land, incentives, pages"

    def ready(self) -> None:
        from sitepages import registry
        from sitepages.explorer.report_confirmed import CONFIRMED_REPORT
        from sitepages.paths import PlotCodeInPath
        from sitepages.services.land_version import watch_the_land
        from sitepages.services.law_guard import guard_the_law

        register_converter(PlotCodeInPath, "plot")
        registry.CONFIRMED.answered_by(CONFIRMED_REPORT)
        post_migrate.connect(watch_the_land, sender=self)
        post_migrate.connect(guard_the_law, sender=self)
