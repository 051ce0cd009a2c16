from django.apps import AppConfig


class SitepagesConfig(AppConfig):
    name = "sitepages"
    verbose_name = "Supply: land, incentives, pages"
