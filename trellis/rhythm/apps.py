from django.apps import AppConfig


class RhythmConfig(AppConfig):
    name = "trellis.rhythm"
    label = "rhythm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make known where duties of the rooms below are done, and what happens there that duties follow."""
        from trellis.rhythm import events, places  # noqa: PLC0415 - models are ready only now

        for place in places.BELOW:
            places.declare(place)
        for event in events.BELOW:
            events.declare(event)
