from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "trellis.telling"
    label = "telling"
    default_auto_field = "django.db.models.BigAutoField"
