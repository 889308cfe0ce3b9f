"""Levels to begin with, in two ways of naming them, each with a few steps: a place's own once begun."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from trellis.support.serving import Tier


@dataclass(frozen=True)
class StarterStep:
    """A step as it comes: what is done, the role that does it, what shows it, and what a family reads."""

    words: Any
    role: str = ""
    evidence: Any = ""
    for_families: Any = ""
    how_to_get: Any = ""


@dataclass(frozen=True)
class StarterLevel:
    """A level as it comes."""

    name: Any
    tier: str
    about: Any
    steps: Sequence[StarterStep]


_ANYBODY = _("You need do nothing: it is for everybody.")
_ASK = _("Ask your child’s teacher or the office.")

_WELCOME = StarterStep(
    _("Every child is greeted by name at the door"),
    "class_teacher",
    _("Seen on a walk each half-term"),
    _("Somebody greets your child by name every morning."),
    _ANYBODY,
)
_ASKED_AFTER = StarterStep(
    _("Every family is asked after on the first morning a child is away without a word"),
    "office",
    _("The call list of the day"),
    _("If your child is away and we have not heard from you, we ring to ask whether all is well."),
    _ANYBODY,
)
_TOLD = StarterStep(
    _("Families are told how attendance stands each half-term, in plain words"),
    "attendance_lead",
    _("The letters of the half-term"),
)
_TALK = StarterStep(
    _("A family whose child begins to miss school is asked what would help"),
    "attendance_lead",
    _("Talks written down"),
    _("Somebody listens and agrees with you what would help, before it grows."),
    _ASK,
)
_PLAN = StarterStep(
    _("A plan is written with the family, and looked at together every half-term"),
    "inclusion_lead",
    _("Plans with a review held on time"),
    _("A plan that you and the school write together, with one person to talk to."),
    _ASK,
)
_GROUP = StarterStep(
    _("Small groups meet for a time agreed beforehand"),
    "inclusion_lead",
    _("Registers of the groups"),
    _("Your child may join a small group for some weeks."),
    _ASK,
)
_AGENCIES = StarterStep(
    _("Several services and the family make one plan, with one lead"),
    "inclusion_lead",
    _("Consent, team and reviews of each case"),
    _("If several services help you, they make one plan with you, and only with your agreement."),
    _("Ask the inclusion lead, or any service you know."),
)
_REFERRED = StarterStep(
    _("A child for whom this is not enough is referred, and somebody asks what came of it"),
    "inclusion_lead",
    _("Referrals with an answer"),
)
_AT_ONCE = StarterStep(
    _("A child in danger is protected the same day"),
    "safeguarding_lead",
    _("The safeguarding log"),
    _("If you or your child are in danger, ring 999. At school, ask for the safeguarding lead at any time."),
    _("Ring the school and say that it is urgent."),
)

_TIERS: Final = (
    StarterLevel(
        _("Universal"), Tier.UNIVERSAL, _("For every child and family"), (_WELCOME, _ASKED_AFTER, _TOLD)
    ),
    StarterLevel(_("Targeted"), Tier.TARGETED, _("For those who need more"), (_TALK, _PLAN, _GROUP)),
    StarterLevel(
        _("Specialist"),
        Tier.SPECIALIST,
        _("With services beyond the school"),
        (_AGENCIES, _REFERRED, _AT_ONCE),
    ),
)
_LEVELS: Final = (
    StarterLevel(
        _("Prevention"), Tier.UNIVERSAL, _("So that need does not arise"), (_WELCOME, _ASKED_AFTER, _TOLD)
    ),
    StarterLevel(_("Early help"), Tier.TARGETED, _("As soon as somebody notices"), (_TALK, _GROUP)),
    StarterLevel(_("Recovery"), Tier.TARGETED, _("When things have gone wrong"), (_PLAN, _AGENCIES)),
    StarterLevel(_("Emergency"), Tier.SPECIALIST, _("When it cannot wait"), (_REFERRED, _AT_ONCE)),
)

STARTERS: Final[Mapping[str, tuple[Any, Sequence[StarterLevel]]]] = MappingProxyType(
    {
        "tiers": (_("Universal, targeted, specialist"), _TIERS),
        "levels": (_("Prevention, early help, recovery, emergency"), _LEVELS),
    }
)
