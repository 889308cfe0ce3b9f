from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "trellis.telling"
    label = "telling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make known the blocks this room draws itself, and where its duties are done."""
        from trellis.rhythm.places import declare_all  # noqa: PLC0415
        from trellis.telling.blocks import declare  # noqa: PLC0415 - models are ready only now
        from trellis.telling.own_blocks import OWN  # noqa: PLC0415
        from trellis.telling.places import PLACES  # noqa: PLC0415

        for block in OWN:
            declare(block)
        declare_all(PLACES)
