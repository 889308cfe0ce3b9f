from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "trellis.messages"
    label = "correspondence"  # Django's own notices already bear the label "messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what tells of several children, what a timeline is made of, and where duties are done."""
        from trellis.messages import sources  # noqa: PLC0415 - models are ready only now
        from trellis.messages.conversations import forget_children  # noqa: PLC0415
        from trellis.messages.models import Conversation  # noqa: PLC0415
        from trellis.messages.places import PLACES  # noqa: PLC0415
        from trellis.messages.timeline import declare  # noqa: PLC0415
        from trellis.registers import erasure  # noqa: PLC0415
        from trellis.rhythm.places import declare_all  # noqa: PLC0415

        erasure.declare(erasure.Shared(Conversation, "pupils", forget_children))
        for source in sources.OFFERED:
            declare(source)
        declare_all(PLACES)
