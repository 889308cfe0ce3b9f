from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "trellis.conduct"
    label = "conduct"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Cases read these measures by name: in a command too, which opens none of this room's pages.
        from trellis.conduct import measures  # noqa: F401, PLC0415 - they make themselves known
