from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "trellis.messages"
    label = "correspondence"  # Django's own notices already bear the label "messages"
    default_auto_field = "django.db.models.BigAutoField"
