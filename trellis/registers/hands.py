"""Whose act it was: a person's name and position as they stand today, kept as text for good."""

from django.db.models import CharField
from django.utils import timezone

from trellis.registers.models import Hand
from trellis.schools.models import Person, School
from trellis.schools.questions import PERSON, Asking, Given, Question

By = Person | str


def hand_of(by: By, school: School) -> Hand:
    """The hand of somebody signed in, or of whoever a command says it is ("command line, secretary")."""
    if isinstance(by, str):
        found, _made = Hand.objects.get_or_create(person=None, name=by, position="")
        return found
    asked = asking_hand(by, school)
    held = asked.answer()
    if held:
        return held[0]
    found, _made = Hand.objects.get_or_create(person=by, name=by.name, position=asked.given["position"])
    return found


def asking_hand(by: Person, school: School) -> Asking:
    """The question whose answer is the hand of somebody signed in, where they have had one."""
    position = by.position_at(school, timezone.localdate())
    return _HAND_OF.of(person=by.pk, name=by.name, position=position)


_HAND_OF = Question(
    lambda: Hand.objects.filter(
        person=PERSON, name=Given("name", CharField()), position=Given("position", CharField())
    )
)
