from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "trellis.telling"
    label = "telling"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the blocks this room draws itself known to whoever edits a newsletter."""
        from trellis.telling.blocks import declare  # noqa: PLC0415 - models are ready only now
        from trellis.telling.own_blocks import OWN  # noqa: PLC0415

        for block in OWN:
            declare(block)
