from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "trellis.messages"
    label = "correspondence"  # Django's own notices already bear the label "messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what tells of several children, and what a family's timeline is made of."""
        from trellis.messages import sources  # noqa: PLC0415 - models are ready only now
        from trellis.messages.conversations import forget_children  # noqa: PLC0415
        from trellis.messages.models import Conversation  # noqa: PLC0415
        from trellis.messages.timeline import declare  # noqa: PLC0415
        from trellis.registers import erasure  # noqa: PLC0415

        erasure.declare(erasure.Shared(Conversation, "pupils", forget_children))
        for source in sources.OFFERED:
            declare(source)
