"""In which language the page of a family's link speaks: theirs, where somebody at the school has read it."""

from django.conf import settings

from trellis.schools.models import Contact, School
from trellis.schools.settings import settings_of


def language_of(contact: Contact, school: School) -> str:
    """The language an adult reads, where the school has decided that the page may speak it."""
    held = settings_of([school], ["answer_languages"])[school.pk]["answer_languages"].value
    tag = contact.language.strip().lower().partition("-")[0]
    return tag if tag in held.split(", ") else settings.LANGUAGE_CODE
