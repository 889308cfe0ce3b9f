"""The table of indicators to begin with: sixteen, fourteen and thirteen, of three levels, and what fits each.

It has the indicators of a partnership's printed table, each briefly and in our own words; every word, figure
and line is a place's own once it was begun. Where no figure was printed, the one here is ours: half of
sessions missed for attendance that is very poor, two sessions in six weeks for absence without leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sign:
    """One indicator as it comes: noted by a person, or read from a measure over some weeks or the year."""

    words: Any
    is_protected: bool = False
    measure: str = ""
    operator: str = ""
    figure: Decimal | None = None
    weeks: int | None = None


def _protected(words: Any) -> Sign:
    return Sign(words, is_protected=True)


INDICATORS: Final[Mapping[int, tuple[Sign, ...]]] = MappingProxyType(
    {
        1: (
            Sign(_("A parent or carer is under strain, which may come to tell on the child")),
            Sign(_("Something may come to stand in the way of health or development")),
            Sign(_("Coming to school begins to be a worry")),
            Sign(_("The carer is alone, with nobody to turn to")),
            Sign(_("A large family, or more than two children under five")),
            Sign(_("Thinks little of themselves")),
            Sign(_("A young carer")),
            Sign(_("Hard to guide at home or in school")),
            Sign(_("Cleanliness at home is a worry")),
            Sign(_("Needs more help with learning than the class has")),
            _protected(_("Trying drugs or other substances")),
            _protected(_("The parents are in dispute about where the child lives or whom the child sees")),
            _protected(_("Has come home after being looked after by the authority")),
            Sign(_("Attendance below 90%"), measure="attendance", operator="below", figure=Decimal(90)),
            Sign(
                _("Absence without leave has begun"),
                measure="unauthorised_absence",
                operator="at_least",
                figure=Decimal(3),
                weeks=6,
            ),
            _protected(_("May be drawn into offending")),
        ),
        2: (
            Sign(_("Health or development suffers")),
            Sign(_("What is missed of school tells on learning")),
            Sign(_("May soon be suspended")),
            Sign(_("Social, emotional or behavioural needs")),
            Sign(
                _("Regularly away: a fifth of sessions missed"),
                measure="absence",
                operator="at_least",
                figure=Decimal(20),
            ),
            Sign(_("Beyond what the parents can guide")),
            Sign(_("A long or life-limiting illness")),
            Sign(_("The family is too poor for what a child needs")),
            _protected(_("A parent’s mental health")),
            _protected(_("Was on a protection plan, or a brother or sister is")),
            _protected(_("Violence at home")),
            _protected(_("A parent or carer depends on drink or drugs")),
            _protected(_("Uses drugs or other substances")),
            _protected(_("Has begun to offend")),
        ),
        3: (
            _protected(_("Comes to serious harm, or is likely to")),
            _protected(_("May be taken into care")),
            Sign(_("May be permanently excluded")),
            Sign(
                _("Hardly in school: half of sessions missed"),
                measure="absence",
                operator="at_least",
                figure=Decimal(50),
            ),
            _protected(_("A family court is deciding about the child")),
            _protected(_("On a protection plan")),
            _protected(_("A crisis at home that may end in the child living elsewhere")),
            _protected(_("The parents cannot give the care the child needs")),
            _protected(_("The child’s own mental health")),
            Sign(_("Easily hurt in their feelings")),
            _protected(_("Takes such risks that living at home may end")),
            _protected(_("Goes missing from home and school, often or for long")),
            _protected(_("Mental health, dependency and violence together at home")),
        ),
    }
)

MENUS: Final[Mapping[int, tuple[Any, ...]]] = MappingProxyType(
    {
        1: (
            _("Learning mentor"),
            _("SENCO"),
            _("Nurture group"),
            _("Education welfare service"),
            _("Outreach from special schools"),
            _("Youth inclusion and support project"),
            _("Voluntary organisations"),
            _("Team for children looked after"),
            _("Children’s charity"),
            _("Careers and youth advice"),
        ),
        2: (
            _("Learning mentor"),
            _("SENCO"),
            _("Home–school link worker"),
            _("Outreach from special schools"),
            _("A place apart in school"),
            _("Locality team"),
            _("Behaviour support team"),
            _("Educational psychologist"),
            _("Police, as partners of schools"),
            _("Youth service"),
            _("Careers and youth advice"),
            _("Child and family therapy"),
            _("Youth offending team"),
            _("Voluntary organisations"),
        ),
        3: (
            _("Learning mentor"),
            _("SENCO"),
            _("Home–school link worker"),
            _("Locality team"),
            _("Educational psychologist"),
            _("Police"),
            _("Youth service"),
            _("Careers and youth advice"),
            _("Youth justice board"),
            _("Mental health trust"),
            _("Inclusion team: education other than at school"),
            _("Federation family services"),
        ),
    }
)
