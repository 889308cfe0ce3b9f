"""The questions audits begin with, in our own words: a place's own once an audit was begun."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from trellis.support.auditing.models import Subject

_SAFEGUARDING: Final = (
    (
        _("Who leads"),
        (
            _("A senior member of staff leads, with the time and the training that takes."),
            _("Somebody stands in whenever the lead is away, and everybody knows who."),
            _("One governor asks after it, and the governors talk of it at least once a year."),
        ),
    ),
    (
        _("What everybody knows"),
        (
            _("Everybody who works here has read this year’s guidance and confirmed it."),
            _("Everybody was trained when they began, and has been told what is new since."),
            _("Everybody knows what to do with a worry about a child, or about a colleague."),
        ),
    ),
    (
        _("What is done with a worry"),
        (
            _("A worry is written down the same day, and the lead decides what follows."),
            _("Other services are told when they must be, and asked again when they do not answer."),
            _("Records go with a child who leaves, and somebody says that they came."),
            _("A child who is away without a reason is asked after the same morning."),
        ),
    ),
    (
        _("Safe people and places"),
        (
            _("Whoever works or helps here is checked before they begin, and one list shows it."),
            _("Visitors are known, and leave when they should."),
            _("What children meet on our screens is filtered and watched, and they learn to be safe there."),
        ),
    ),
    (
        _("What children say"),
        (
            _("Children know whom they can tell, and say that it helps."),
            _("What is taught of staying safe fits their age and this place."),
        ),
    ),
)

_NURTURE: Final = (
    (
        _("What it is for"),
        (
            _("It helps early, and children go back to their class full time within two to four terms."),
            _("Six to twelve children are there with the same two adults, one of whom answers to a teacher."),
            _("A profile decides who has a place, and is made again before the way back."),
            _("Each child’s class teacher plans with the group, and the child stays one of the class."),
        ),
    ),
    (
        _("The six principles"),
        (
            _("Learning begins where each child is, whatever their age."),
            _("The room is a place where a child feels safe."),
            _("What happens there lets a child think well of themselves."),
            _("Adults and children put things into words together."),
            _("Behaviour is read as something a child says."),
            _("Changes, great and small, are prepared for and talked about."),
        ),
    ),
    (
        _("How we know"),
        (
            _("Families have seen the room, and are told how it goes."),
            _("Attendance of sessions, profiles and what class teachers say are looked at each term."),
        ),
    ),
)

QUESTIONS: Final[Mapping[str, Sequence[tuple[Any, Sequence[Any]]]]] = MappingProxyType(
    {Subject.SAFEGUARDING.value: _SAFEGUARDING, Subject.NURTURE.value: _NURTURE}
)
