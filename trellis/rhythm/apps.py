from django.apps import AppConfig


class RhythmConfig(AppConfig):
    name = "trellis.rhythm"
    label = "rhythm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make known where duties of the rooms below are done, and what happens there that duties follow."""
        from trellis.rhythm import events, places  # noqa: PLC0415 - models are ready only now

        places.declare_all(places.BELOW)
        for event in events.BELOW:
            events.declare(event)
