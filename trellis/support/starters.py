"""Programmes to begin with. Each is a place's own once it was begun: every word and number can be changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from trellis.support.models import Tier

_LEADS = ("head", "inclusion_lead", "safeguarding_lead")
_WITH_ATTENDANCE = (*_LEADS, "attendance_lead")
_OFFICERS = ("head", "attendance_lead", "safeguarding_lead", "ewo", "authority_officer")

_READ: Final = (
    ("attendance", "at_least", Decimal(95)),
    ("unauthorised_absence", "", None),
    ("late", "", None),
)
_READ_ONLY: Final = (("attendance", "", None), ("late", "", None))


@dataclass(frozen=True)
class StarterScale:
    """A scale of the learning room that a programme reads: named by whoever begins with it."""

    instrument: Any
    name: Any
    most: int
    wanted: str
    about: Any = ""

    def values(self) -> dict[str, Any]:
        """As it is named."""
        return {
            "instrument": str(self.instrument),
            "name": str(self.name),
            "least": Decimal(0),
            "most": Decimal(self.most),
            "wanted": self.wanted,
            "about": str(self.about),
        }


@dataclass(frozen=True)
class Starter:
    """A programme as it comes."""

    name: Any
    about: Any
    tier: str
    led_by: str
    review_weeks: int
    scope: tuple[str, ...]
    figures: tuple[tuple[str, str, Decimal | None], ...] = _READ
    scales: tuple[StarterScale, ...] = ()
    exit_words: Any = ""
    lasts_weeks: int | None = None
    read_weeks: int = 6
    reasons: tuple[Any, ...] = ()
    checklist: tuple[Any, ...] = ()
    places: tuple[int, int] | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """As it is written down."""
        fewest, most = self.places or (None, None)
        return {
            "name": str(self.name),
            "about": str(self.about),
            "tier": self.tier,
            "led_by": self.led_by,
            "review_weeks": self.review_weeks,
            "lasts_weeks": self.lasts_weeks,
            "read_weeks": self.read_weeks,
            "exit_words": str(self.exit_words),
            "reasons": [str(one) for one in self.reasons],
            "checklist": [str(one) for one in self.checklist],
            "fewest_places": fewest,
            "most_places": most,
            **self.parts,
            "ratings": [str(one) for one in self.parts.get("ratings", ())],
        }


_PARENT_PLAN = Starter(
    name=_("Parent plan"),
    about=_(
        "What a family and the school agree to do, so that the family is part of it and needs us less and "
        "less."
    ),
    tier=Tier.TARGETED,
    led_by="inclusion_lead",
    review_weeks=6,
    scope=_WITH_ATTENDANCE,
    figures=_READ_ONLY,
    exit_words=_("The family and the school agree that the plan is no longer needed."),
    parts={
        "ratings": [
            _("How far the family takes part in what was agreed"),
            _("How far the family manages without us"),
        ]
    },
)

_ATTENDANCE_PLAN = Starter(
    name=_("Attendance plan"),
    about=_("Why a child misses school, what would help, and a target with its reviews."),
    tier=Tier.TARGETED,
    led_by="attendance_lead",
    review_weeks=4,
    lasts_weeks=12,
    scope=_WITH_ATTENDANCE,
    exit_words=_("Attendance is at its target over the weeks since the plan began, and the family agrees."),
    reasons=(
        _("Illness"),
        _("Worry about school"),
        _("Friendships or bullying"),
        _("Learning or special needs"),
        _("Sleep and mornings"),
        _("Getting to school"),
        _("Caring for somebody at home"),
        _("Change or loss at home"),
        _("Money, clothes or food"),
        _("Something else"),
    ),
)

_ILLNESS = Starter(
    name=_("Away through illness"),
    about=_(
        "A child who is often or long unwell: how they stay part of school, what they learn meanwhile, and "
        "how they come back."
    ),
    tier=Tier.TARGETED,
    led_by="attendance_lead",
    review_weeks=3,
    scope=_WITH_ATTENDANCE,
    figures=_READ_ONLY,
    exit_words=_("The child is back, or education is arranged for as long as they are away."),
    reasons=(_("A long illness"), _("Many short illnesses"), _("Treatment or appointments"), _("Recovering")),
    checklist=(
        _("Asked after, with the child’s own class"),
        _("A healthcare plan is written or looked at again"),
        _("Work goes home at the child’s pace"),
        _("Home or hospital teaching was talked about"),
        _("With an education, health and care plan: an early review was asked for"),
        _("With a social worker or in care: they or the virtual school were told the same day"),
        _("A way back is agreed with the family"),
    ),
    parts={"talk_days": 15, "evidence_on_doubt": True},
)

_ANXIETY = Starter(
    name=_("Finding school hard to come to"),
    about=_(
        "A child whom worry keeps away: small steps agreed with the child and the family, and nobody blamed."
    ),
    tier=Tier.TARGETED,
    led_by="inclusion_lead",
    review_weeks=2,
    scope=_WITH_ATTENDANCE,
    figures=_READ_ONLY,
    exit_words=_("The child comes as agreed, and says that it goes better."),
    reasons=(
        _("A place or time in school"),
        _("Being apart from home"),
        _("Friendships or bullying"),
        _("Noise and crowds"),
        _("Learning"),
        _("Not known yet"),
    ),
    checklist=(
        _("The child said what helps and what does not"),
        _("One adult at school whom the child can go to"),
        _("How a morning begins is agreed"),
        _("Education while away was talked about"),
        _("Special needs and health were thought of"),
        _("A part-time timetable, if there is one, has an end and a review"),
    ),
    parts={"talk_days": 15, "evidence_on_doubt": True},
)

_MENTORING = Starter(
    name=_("Mentoring"),
    about=_(
        "A mentor and a child who take what stands in the way of learning out of it, one thing after another."
    ),
    tier=Tier.TARGETED,
    led_by="inclusion_lead",
    review_weeks=6,
    lasts_weeks=12,
    scope=_LEADS,
    figures=_READ_ONLY,
    exit_words=_("The goals are met, or what stood in the way is out of it."),
    reasons=(
        _("Attendance"),
        _("Behaviour"),
        _("Moving to another class or school"),
        _("Loss"),
        _("Confidence and feelings"),
        _("Friendships"),
    ),
)

_BOXALL: Final = (
    StarterScale(
        instrument=_("Boxall profile"),
        name=_("Developmental strands"),
        most=136,
        wanted="higher",
        about=_("Made by two adults who know the child, each term."),
    ),
    StarterScale(
        instrument=_("Boxall profile"),
        name=_("Diagnostic profile"),
        most=136,
        wanted="lower",
        about=_("Made by two adults who know the child, each term."),
    ),
)

_BEHAVIOUR = Starter(
    name=_("Behaviour plan"),
    about=_("What sets a child off, what helps, what every adult does alike, and whether it happens less."),
    tier=Tier.TARGETED,
    led_by="inclusion_lead",
    review_weeks=6,
    scope=_LEADS,
    figures=(("incidents", "at_most", Decimal(2)), ("attendance", "", None)),
    exit_words=_("Incidents are as few as agreed over the weeks since it began, and class and family agree."),
    reasons=(
        _("Work that is too hard or too easy"),
        _("Noise, crowds and moving about"),
        _("Friendships"),
        _("Speech and being understood"),
        _("Change or loss at home"),
        _("Tired or hungry"),
        _("Not known yet"),
    ),
    checklist=(
        _("The child said what sets them off and what helps"),
        _("What every adult says and does is written down"),
        _("A calm place and an adult are agreed"),
        _("Special needs, speech and hearing were thought of"),
        _("Set beside the parent plan, where there is one"),
    ),
)

_NURTURE = Starter(
    name=_("Nurture place"),
    about=_(
        "A small group with two adults for part of the week. The child stays on the roll of their class and "
        "goes back to it full time within two to four terms."
    ),
    tier=Tier.TARGETED,
    led_by="inclusion_lead",
    review_weeks=6,
    scope=_LEADS,
    figures=_READ_ONLY,
    exit_words=_("The profile and the class teacher say that the child is ready for their class full time."),
    checklist=(
        _("A profile was made before the place was given"),
        _("The class teacher takes part in what is planned"),
        _("Sessions in the week are agreed, and the rest is spent in class"),
        _("The family has seen the room and met both adults"),
        _("The profile was made again"),
        _("The way back to class is planned"),
    ),
    places=(6, 12),
    scales=_BOXALL,
    parts={"adults": 2, "lasts_terms": 4},
)

_WELFARE = Starter(
    name=_("Education welfare service"),
    about=_("A family an education welfare officer works with, after what the school has tried."),
    tier=Tier.SPECIALIST,
    led_by="ewo",
    review_weeks=4,
    scope=_OFFICERS,
    exit_words=_("Attendance is at its target, or another service leads."),
    parts={"asks_tried": True},
)

_EARLY_HELP = Starter(
    name=_("Early Help (CAF)"),
    about=_(
        "Several agencies and the family around one plan, where more is needed than one of them can do alone."
    ),
    tier=Tier.SPECIALIST,
    led_by="inclusion_lead",
    review_weeks=6,
    scope=_LEADS,
    figures=_READ_ONLY,
    exit_words=_("What the family and the team set out to do is done, or another service leads."),
    checklist=(
        _("The child’s needs were talked about with the family"),
        _("Parenting and home were talked about with the family"),
        _("Family, friends and neighbourhood were talked about"),
        _("The first meeting agreed who leads"),
    ),
    parts={"asks_consent": True, "has_team": True, "asks_tried": True},
)

_THERAPY = Starter(
    name=_("Art or talking therapy"),
    about=_("Time with a therapist or a trained adult, for a number of sessions agreed beforehand."),
    tier=Tier.SPECIALIST,
    led_by="inclusion_lead",
    review_weeks=6,
    lasts_weeks=18,
    scope=_LEADS,
    figures=_READ_ONLY,
    scales=(
        StarterScale(
            instrument=_("Well-being"),
            name=_("How I feel at school"),
            most=40,
            wanted="higher",
            about=_("Ten questions, answered by the child with an adult they know."),
        ),
    ),
    exit_words=_("The sessions agreed are over, and the child and the therapist say that it is enough."),
    reasons=(_("Loss"), _("Worry"), _("Something that happened"), _("Change at home"), _("Not known yet")),
    checklist=(
        _("The child and the family know what it is and agreed"),
        _("Where and when it takes place is agreed with the class teacher"),
        _("The child was asked how they feel, before and after"),
    ),
    parts={"asks_consent": True},
)

_COACHING = Starter(
    name=_("Coaching"),
    about=_(
        "An adult who knows the child well works with them on one thing at a time; their family is told how "
        "it goes at least once each half-term."
    ),
    tier=Tier.TARGETED,
    led_by="inclusion_lead",
    review_weeks=6,
    lasts_weeks=12,
    scope=_LEADS,
    figures=_READ_ONLY,
    exit_words=_("What was worked on has become a habit, and the child says so."),
    reasons=(
        _("Coming on time"),
        _("Settling to work"),
        _("Getting on with others"),
        _("Believing in oneself"),
    ),
    checklist=(
        _("The child chose what to work on"),
        _("When and where they meet is agreed with the class teacher"),
        _("The family was told what it is and how it goes"),
    ),
)

_LINK_WORK = Starter(
    name=_("Home and school together"),
    about=_("Somebody from school whom a family can turn to: visits, talks, and the way to other help."),
    tier=Tier.TARGETED,
    led_by="inclusion_lead",
    review_weeks=6,
    scope=_WITH_ATTENDANCE,
    figures=_READ_ONLY,
    exit_words=_("The family knows where to turn by itself, and says that it is enough."),
    reasons=(
        _("Mornings and getting to school"),
        _("Routines at home"),
        _("Money, clothes or food"),
        _("Illness or loss in the family"),
        _("Understanding letters and school"),
        _("Feeling alone"),
    ),
    parts={"ratings": [_("How far the family takes part"), _("How far the family manages without us")]},
)

_ELSEWHERE = Starter(
    name=_("Learning elsewhere for a time"),
    about=_(
        "A forum of schools agrees with the family that a child learns somewhere else for a time, so that "
        "nobody is excluded. The school stays responsible: it asks each session whether the child came."
    ),
    tier=Tier.SPECIALIST,
    led_by="inclusion_lead",
    review_weeks=4,
    scope=_OFFICERS,
    figures=_READ_ONLY,
    exit_words=_("The child is back at school, or the forum and the family agreed what comes next."),
    reasons=(_("At risk of exclusion"), _("Unsafe where they are"), _("Unwell for long"), _("A fresh start")),
    checklist=(
        _("The forum’s decision and its date are written down"),
        _("The family and the child were heard"),
        _("The provider was visited and says the same session when the child does not come"),
        _("Who codes the sessions, and how, is agreed"),
        _("A named adult at school sees the child every week"),
        _("The way back is planned, with its day"),
    ),
    parts={"asks_consent": True, "has_team": True, "asks_tried": True, "lasts_terms": 2},
)

STARTERS: Final[Mapping[str, Starter]] = MappingProxyType(
    {
        "parent-plan": _PARENT_PLAN,
        "attendance-plan": _ATTENDANCE_PLAN,
        "illness": _ILLNESS,
        "anxiety": _ANXIETY,
        "mentoring": _MENTORING,
        "coaching": _COACHING,
        "link-work": _LINK_WORK,
        "elsewhere": _ELSEWHERE,
        "behaviour": _BEHAVIOUR,
        "nurture": _NURTURE,
        "therapy": _THERAPY,
        "welfare": _WELFARE,
        "early-help": _EARLY_HELP,
    }
)
