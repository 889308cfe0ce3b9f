"""Whose act it was: a person's name and position as they stand today, kept as text for good."""

from django.db.models import CharField
from django.utils import timezone

from trellis.registers.models import Hand
from trellis.schools.models import Person, School
from trellis.schools.questions import PERSON, Given, Question

By = Person | str


def hand_of(by: By, school: School) -> Hand:
    """The hand of somebody signed in, or of whoever a command says it is ("command line, secretary")."""
    if isinstance(by, str):
        person, name, position = None, by, ""
    else:
        person, name, position = by, by.name, by.position_at(school, timezone.localdate())
    if person is not None:
        held = _HAND_OF.ask(person=person.pk, name=name, position=position)
        if held:
            return held[0]
    found, _made = Hand.objects.get_or_create(person=person, name=name, position=position)
    return found


_HAND_OF = Question(
    lambda: Hand.objects.filter(
        person=PERSON, name=Given("name", CharField()), position=Given("position", CharField())
    )
)
