from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "trellis.telling"
    label = "telling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make known this room's blocks, what it writes to families about, and its part in the rhythm."""
        from trellis.messages import drafts  # noqa: PLC0415 - models are ready only now
        from trellis.rhythm import events  # noqa: PLC0415
        from trellis.rhythm.places import declare_all  # noqa: PLC0415
        from trellis.telling import blocks, own_blocks, schedule, sending  # noqa: PLC0415
        from trellis.telling.places import PLACES  # noqa: PLC0415

        for block in own_blocks.OWN:
            blocks.declare(block)
        declare_all(PLACES)
        events.declare(schedule.CAME_OUT)
        drafts.declare(sending.NEWS)
