from django.apps import AppConfig


class YenbinhConfig(AppConfig):
    name = "yenbinh"
