from django.apps import AppConfig


class YenbinhConfig(AppConfig):
    name = "yenbinh"

    def ready(self) -> None:
        from yenbinh.editor_uploads import take_the_doors

        take_the_doors()
