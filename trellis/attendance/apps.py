from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "trellis.attendance"
    label = "attendance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the letters of this room known to the room that keeps letters."""
        from trellis.attendance.letters import TRAFFIC_LIGHTS  # noqa: PLC0415 - models are ready only now
        from trellis.messages.drafts import declare  # noqa: PLC0415

        declare(TRAFFIC_LIGHTS)
