"""Whose act it was: a person's name and position as they stand today, kept as text for good."""

from django.utils import timezone

from trellis.registers.models import Hand
from trellis.schools.models import Person, School

By = Person | str


def hand_of(by: By, school: School) -> Hand:
    """The hand of somebody signed in, or of whoever a command says it is ("command line, secretary")."""
    if isinstance(by, str):
        person, name, position = None, by, ""
    else:
        person, name, position = by, by.name, by.position_at(school, timezone.localdate())
    found, _made = Hand.objects.get_or_create(person=person, name=name, position=position)
    return found
