from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "trellis.attendance"
    label = "attendance"
    default_auto_field = "django.db.models.BigAutoField"
