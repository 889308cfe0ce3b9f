"""The settings there are: each with its words, its sort of value, and what it is until somebody decides."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trellis.rules.bands import bands_from_edges
from trellis.rules.captions import read_captions
from trellis.rules.codes import Category
from trellis.rules.disclosure import FEWEST
from trellis.rules.thresholds import per_cent
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.asked_for import number_of
from trellis.schools.roles import ROLES

Words = str | Promise


class ProblemWithSetting(ProblemWith):
    """A value a setting cannot have."""

    subject = "setting"


def refuse(template: str, **values: object) -> ProblemWithSetting:
    return ProblemWithSetting(Sentence(template, **values))


@dataclass(frozen=True)
class Kind:
    """A sort of value: how it is read from what a person writes, and how it is shown again."""

    read: Callable[[Any], Any]
    shown: Callable[[Any], Words] = str
    choices: Mapping[str, Words] | None = None
    written: Callable[[Any], str] = str  # as a person would write it, to change it


@dataclass(frozen=True)
class Declared:
    """One setting: its name in the database and in code, its words, and what it is until somebody decides."""

    name: str
    heading: Words
    words: Words
    says: Words
    kind: Kind
    default: Any
    default_in_wales: Any = None
    wales_only: bool = False
    beside: tuple[str, ...] = ()  # settings decided on the same page, because they are only right together
    elsewhere: str = ""  # the page on which it is decided, where more than a value is asked

    def default_for(self, nation: str) -> Any:
        return self.default if nation != "wales" or self.default_in_wales is None else self.default_in_wales


# --- Sorts of value -----------------------------------------------------------------------------------------


def _read_time(written: Any) -> str:
    match = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", str(written).strip())
    if not match:
        raise refuse(gettext_noop("“%(value)s” is not a time of day: write it as 08:50."), value=written)
    return f"{int(match[1]):02d}:{match[2]}"


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(written: Any) -> int:
        number = number_of(str(written).strip())
        if number is None or not least <= number <= most:
            template = gettext_noop(
                "“%(value)s” will not do: write a whole number from %(least)s to %(most)s."
            )
            raise refuse(template, value=written, least=least, most=most)
        return number

    return read


def _read_percent(written: Any) -> str:
    """A percentage kept as the exact text of a decimal, never as a binary fraction."""
    text = str(written).strip().removesuffix("%").strip()
    per_cent(text)
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        raise refuse(gettext_noop("“%(value)s” is not a percentage: write 90 or 96.5."), value=written)
    return text


def _one_of(choices: Mapping[str, Words]) -> Kind:
    def read(written: Any) -> str:
        if written not in choices:
            template = gettext_noop("“%(value)s” will not do: write one of %(names)s.")
            raise refuse(template, value=written, names=", ".join(choices))
        return str(written)

    return Kind(read, lambda value: choices[value], choices=choices)


def _words(most: int) -> Callable[[Any], str]:
    """Words of a school's own, kept as written but for the space around them."""

    def read(written: Any) -> str:
        text = "\n".join(line.strip() for line in str(written).strip().splitlines())
        if len(text) > most:
            raise refuse(gettext_noop("That is too long: write at most %(most)s letters."), most=most)
        return text

    return read


def _read_notice_codes(written: Any) -> str:
    """Codes of unauthorised absence, each once."""
    codes = list(dict.fromkeys(str(written).upper().replace(",", " ").split()))
    wrong = [code for code in codes if code not in _UNAUTHORISED]
    if wrong or not codes:
        template = gettext_noop("Write some of %(codes)s: codes of unauthorised absence.")
        raise refuse(template, codes=", ".join(_UNAUTHORISED))
    return " ".join(codes)


_UNAUTHORISED: Final = ("G", "N", "O", "U")

DRAFTED: Final = ("cy", "pl")
"""The languages the page families answer on and what is said on the telephone are drafted in."""


def _read_languages(written: Any) -> str:
    """The languages somebody has read and lets the page speak, each once."""
    tags = [tag.lower() for tag in re.split(r"[\s,]+", str(written)) if tag]
    for tag in tags:
        if tag not in DRAFTED:
            template = gettext_noop("There is no draft in “%(tag)s”: write some of %(names)s, or nothing.")
            raise refuse(template, tag=tag, names=", ".join(DRAFTED))
    return ", ".join(dict.fromkeys(tags))


MOST_OF_A_STEP: Final = 120
"""How long the words of a step may be."""

COLOURS: Final = ("gold", "green", "amber", "red", "severe")


def _read_bands(written: Any) -> list[list[str]]:
    """A school's own bands, one a line from the highest down: name, colour, lowest attendance in it.

    Nothing written means the usual three: red is persistently absent, green meets the target, amber between.
    """
    lines = written.splitlines() if isinstance(written, str) else [", ".join(band) for band in written]
    bands = [[part.strip() for part in line.split(",")] for line in lines if line.strip()]
    for band in bands:
        if len(band) != 3 or not band[0] or band[1] not in COLOURS:
            template = gettext_noop(
                "“%(line)s” is not a band: write its name, %(colours)s, and a percentage."
            )
            raise refuse(template, line=", ".join(band), colours=_(" or ").join(COLOURS))
        band[2] = _read_percent(band[2])
    if bands:
        bands_from_edges([tuple(band) for band in bands])
    return bands


def _show_bands(value: list[list[str]]) -> Words:
    if not value:
        return _("Red: persistently absent. Green: at or above the target. Amber: between.")
    return "; ".join(f"{name} {lowest}%" for name, _colour, lowest in value)


def _read_steps(written: Any) -> list[list[str]]:
    """What is done for a child who is still out, one step a line: what, school day, by when, whose role.

    A fifth part says how many attempts to reach somebody do it. Nothing written means the usual steps.
    """
    lines = written.splitlines() if isinstance(written, str) else [", ".join(step) for step in written]
    steps = [[part.strip() for part in line.split(",")] for line in lines if line.strip()]
    for step in steps:
        if len(step) not in (4, 5) or not 0 < len(step[0]) <= MOST_OF_A_STEP or step[3] not in ROLES:
            template = gettext_noop(
                "“%(line)s” is not a step: write what is done, the school day, a time and a role."
            )
            raise refuse(template, line=", ".join(step))
        step[1] = str(_whole(1, 20)(step[1]))
        step[2] = _read_time(step[2])
        step[4:] = [str(_whole(1, 9)(tries)) for tries in step[4:]]
    if len({step[0] for step in steps}) != len(steps):
        raise refuse(gettext_noop("Two steps have the same words: say what is different about the second."))
    return steps


def _show_steps(value: list[list[str]]) -> Words:
    if not value:
        return _("The usual steps")
    template = _("%(step)s (day %(day)s by %(at)s, %(role)s)")
    return "; ".join(
        template % {"step": step[0], "day": step[1], "at": step[2], "role": ROLES[step[3]].words}
        for step in value
    )


def _captions(season: str) -> Kind:
    """The captions of a term's columns, one a line as they are printed."""

    def read(written: Any) -> list[str]:
        text = written if isinstance(written, str) else "\n".join(written)
        read_captions(text, season)
        return [" ".join(line.split()) for line in text.splitlines() if line.strip()]

    return Kind(read, lambda value: ", ".join(value) or _("The months of the term"), written="\n".join)


def _lines(most: int, longest: int) -> Kind:
    """Names, one a line, each once."""

    def read(written: Any) -> list[str]:
        lines = written.splitlines() if isinstance(written, str) else written
        names = list(dict.fromkeys(name for line in lines if (name := " ".join(line.split()))))
        if not names or len(names) > most or any(len(name) > longest for name in names):
            template = gettext_noop(
                "Write up to %(most)s names, one a line, each of up to %(longest)s letters."
            )
            raise refuse(template, most=most, longest=longest)
        return names

    return Kind(read, ", ".join, written="\n".join)


TIME = Kind(_read_time)
STEPS = Kind(_read_steps, _show_steps, written=lambda value: "\n".join(", ".join(step) for step in value))
PERCENT = Kind(_read_percent, lambda value: f"{value}%")
BANDS = Kind(_read_bands, _show_bands, written=lambda value: "\n".join(", ".join(band) for band in value))
YES_OR_NO = _one_of({"yes": _("Yes"), "no": _("No")})
LANGUAGE = _one_of({"en": _("English"), "cy": _("Welsh"), "cy+en": _("Welsh and English together")})

# --- The settings -------------------------------------------------------------------------------------------

_DAY, _LETTERS, _FIGURES, _SAFETY = _("The school day"), _("Letters home"), _("Figures"), _("Safety")
_CELEBRATING = _("Celebrating")
_NOTICES = _("Penalty notices in Wales")
_MESSAGES = _("Texts and e-mails")
_WALL = _("The calendar on the wall")
_WALL_SAYS = _(
    "One a line, as you print them: months (Sept–Oct), a half-term (Autumn 1), or your own words and what "
    "they begin with (Harvest = 16 September)."
)
GOES_BY = {
    "outbox": _("Files in the outbox: nothing leaves this machine"),
    "smtp": _("The e-mail server of this installation"),
    "notify": _("GOV.UK Notify"),
}

DECLARED: Final[dict[str, Declared]] = {
    one.name: one
    for one in (
        Declared(
            "gate",
            _DAY,
            _("Gate closes"),
            _("When the gate is shut. It decides no code: the register does (L and U)."),
            TIME,
            "08:45",
        ),
        Declared(
            "register_opens_am",
            _DAY,
            _("Morning register opens"),
            _("Whoever is not there when the register begins to be taken is absent or late (L)."),
            TIME,
            "08:50",
            beside=("register_closes_am",),
        ),
        Declared(
            "register_closes_am",
            _DAY,
            _("Morning register closes"),
            _("Whoever comes later is U unless another code fits. At most 30 minutes after it opens."),
            TIME,
            "09:20",
            beside=("register_opens_am",),
        ),
        Declared(
            "register_opens_pm",
            _DAY,
            _("Afternoon register opens"),
            _("Taken once in the afternoon."),
            TIME,
            "13:00",
            beside=("register_closes_pm",),
        ),
        Declared(
            "register_closes_pm",
            _DAY,
            _("Afternoon register closes"),
            _("At most 30 minutes after it opens."),
            TIME,
            "13:30",
            beside=("register_opens_pm",),
        ),
        Declared(
            "session_ends_am",
            _DAY,
            _("Morning ends"),
            _("Whoever comes later has missed the morning, and is marked by the afternoon’s register."),
            TIME,
            "12:00",
        ),
        Declared(
            "session_ends_pm",
            _DAY,
            _("Afternoon ends"),
            _("After it nobody is signed in at the desk any more."),
            TIME,
            "15:15",
        ),
        Declared(
            "first_calls",
            _DAY,
            _("Calls begin"),
            _("When the office starts to ring families not heard from."),
            TIME,
            "09:15",
        ),
        Declared(
            "out_steps",
            _DAY,
            _("Steps for a child who is still out"),
            _(
                "One a line: what is done, school day of the absence, by when, whose role, and after how "
                "many attempts it is done by itself, as in: Try every contact again, 1, 10:30, office, 2"
            ),
            STEPS,
            [],
        ),
        Declared(
            "out_steps_first",
            _DAY,
            _("The same for those who are rung first"),
            _("The safeguarding lead’s steps are read only by those who may know why a child is rung first."),
            STEPS,
            [],
        ),
        Declared(
            "attendance_target",
            _FIGURES,
            _("Attendance target"),
            _("The percentage the school aims at; green begins here."),
            PERCENT,
            "96",
        ),
        Declared(
            "low_attendance",
            _FIGURES,
            _("Low attendance is below"),
            _("The list of low attendance holds pupils below this percentage; exactly this is not below it."),
            PERCENT,
            "90",
            default_in_wales="80",
        ),
        Declared(
            "bands",
            _FIGURES,
            _("Bands"),
            _("One a line, from the highest: name, colour, lowest percentage. The last begins at 0."),
            BANDS,
            [],
        ),
        Declared(
            "lates_of_concern",
            _FIGURES,
            _("Lates in a half-term that are of concern"),
            _("From this many late marks (L and U) in a half-term, punctuality is of concern."),
            Kind(_whole(1, 100)),
            5,
        ),
        Declared(
            "wales_d",
            _FIGURES,
            _("How code D counts"),
            _("Welsh guidance on D could not be confirmed: figures say which was used."),
            _one_of(
                {
                    str(Category.ACTIVITY): _("Approved educational activity: attended"),
                    str(Category.NOT_REQUIRED): _("Not a possible session"),
                }
            ),
            str(Category.ACTIVITY),
            wales_only=True,
        ),
        Declared(
            "welsh_notice_sessions",
            _NOTICES,
            _("Unauthorised sessions before a notice may be considered"),
            _("As the authority’s own code says. 0 until somebody has looked: nothing is counted."),
            Kind(_whole(0, 100)),
            0,
            wales_only=True,
            beside=(
                "welsh_notice_codes",
                "welsh_notice_weeks",
                "welsh_notice_below",
                "welsh_notices_a_year",
            ),
        ),
        Declared(
            "welsh_notice_codes",
            _NOTICES,
            _("Codes that count"),
            _("With spaces between them."),
            Kind(_read_notice_codes),
            "G N O U",
            wales_only=True,
        ),
        Declared(
            "welsh_notice_weeks",
            _NOTICES,
            _("Within so many school weeks"),
            _("0 means the term so far."),
            Kind(_whole(0, 40)),
            0,
            wales_only=True,
        ),
        Declared(
            "welsh_notice_below",
            _NOTICES,
            _("And attendance this year is below"),
            _("A percentage; 0 where the authority asks for none."),
            PERCENT,
            "90",
            wales_only=True,
        ),
        Declared(
            "welsh_notices_a_year",
            _NOTICES,
            _("Most notices to a parent in twelve months"),
            _("About one child."),
            Kind(_whole(1, 10)),
            1,
            wales_only=True,
        ),
        Declared(
            "smallest_count",
            _FIGURES,
            _("Smallest count shown outside the school"),
            _("Counts of children below this are hidden from governors and in what leaves the school."),
            Kind(_whole(1, 20)),
            FEWEST,
        ),
        Declared(
            "letter_minimum_sessions",
            _LETTERS,
            _("Fewest possible sessions for a letter"),
            _("A family is not written to about fewer sessions than this."),
            Kind(_whole(0, 380)),
            20,
        ),
        Declared(
            "colours_home",
            _LETTERS,
            _("Colours in letters"),
            _("Whether a letter home says red, amber or green; figures and an offer of help go in any case."),
            YES_OR_NO,
            "no",
        ),
        Declared(
            "home_language",
            _LETTERS,
            _("Language of letters"),
            _("Used for families whose language is not recorded."),
            LANGUAGE,
            "en",
            default_in_wales="cy+en",
        ),
        Declared(
            "letterhead_address",
            _LETTERS,
            _("The school's address"),
            _("Printed at the head of every letter home."),
            Kind(_words(200)),
            "",
        ),
        Declared(
            "letterhead_phone",
            _LETTERS,
            _("The school's telephone number"),
            _("Printed at the head of every letter home, and where a letter says whom to ring."),
            Kind(_words(40)),
            "",
        ),
        Declared(
            "letterhead_email",
            _LETTERS,
            _("The school's e-mail address"),
            _("Printed at the head of every letter home."),
            Kind(_words(120)),
            "",
        ),
        Declared(
            "letter_contact",
            _LETTERS,
            _("Whom a family may speak to"),
            _("A name and a role, such as Mrs Patel, family worker. Until then, the attendance lead."),
            Kind(_words(120)),
            "",
        ),
        Declared(
            "letter_signatory",
            _LETTERS,
            _("Who signs letters"),
            _("A name and a role, such as J. Moss, headteacher. Until it is decided, the head."),
            Kind(_words(120)),
            "",
        ),
        Declared(
            "letters_both_sides",
            _LETTERS,
            _("Print on both sides of the paper"),
            _("Each family's letter then begins a fresh sheet, so that none is on the back of another's."),
            YES_OR_NO,
            "no",
        ),
        Declared(
            "league_smallest_class",
            _CELEBRATING,
            _("Fewest children for a class to be ranked"),
            _("A smaller class is listed in the league without a rate or a place."),
            Kind(_whole(2, 30)),
            FEWEST,
        ),
        Declared(
            "league_nursery",
            _CELEBRATING,
            _("Nursery classes are ranked"),
            _("Where they are not, they are listed in the league without a place."),
            YES_OR_NO,
            "no",
        ),
        Declared(
            "league_ties",
            _CELEBRATING,
            _("Classes with exactly the same attendance"),
            _("They win together, or the class with fewer lates wins."),
            _one_of({"joint": _("They share the place"), "lates": _("Fewer lates come first")}),
            "joint",
        ),
        Declared(
            "league_weeks",
            _CELEBRATING,
            _("Most improved is measured against"),
            _("A class is compared with its own earlier weeks, never with another class."),
            _one_of({"1": _("Its last school week"), "4": _("Its last four school weeks")}),
            "1",
        ),
        Declared(
            "league_medical",
            _CELEBRATING,
            _("Illness and medical appointments in the league"),
            _("Left out, sessions marked I or M count neither for nor against a class; the page says so."),
            _one_of({"counted": _("Counted as absence"), "left_out": _("Left out")}),
            "counted",
        ),
        Declared(
            "recognition_lates",
            _CELEBRATING,
            _("Lates stand against a certificate for 100%"),
            _("An arrival after the register closed (U) is an absence, whatever is decided here."),
            YES_OR_NO,
            "no",
        ),
        Declared(
            "recognition_points",
            _CELEBRATING,
            _("Points gained for a certificate for improvement"),
            _("Percentage points above the child's own half-term before."),
            PERCENT,
            "5",
        ),
        Declared(
            "recognition_sessions",
            _CELEBRATING,
            _("Fewest possible sessions for a certificate for improvement"),
            _("In this half-term and in the one before."),
            Kind(_whole(1, 140)),
            20,
        ),
        Declared(
            "texts_go_by",
            _MESSAGES,
            _("Texts go by"),
            _("How an approved text leaves."),
            _one_of({name: GOES_BY[name] for name in ("outbox", "notify")}),
            "outbox",
            elsewhere="messages:go_by",
        ),
        Declared(
            "emails_go_by",
            _MESSAGES,
            _("E-mails go by"),
            _("How an approved e-mail leaves."),
            _one_of(GOES_BY),
            "outbox",
            elsewhere="messages:go_by",
        ),
        Declared(
            "quiet_from",
            _MESSAGES,
            _("Quiet hours begin"),
            _("Texts and e-mails approved later in the day wait until quiet hours end."),
            TIME,
            "20:00",
            beside=("quiet_until",),
        ),
        Declared(
            "quiet_until",
            _MESSAGES,
            _("Quiet hours end"),
            _("The same hour as they begin means there are none."),
            TIME,
            "07:00",
            beside=("quiet_from",),
        ),
        Declared(
            "quiet_weekends",
            _MESSAGES,
            _("Texts wait at weekends"),
            _("A text approved on a Saturday or Sunday waits until Monday."),
            YES_OR_NO,
            "yes",
        ),
        Declared(
            "staff_reminders",
            _MESSAGES,
            _("Staff may be reminded by e-mail of what is due"),
            _(
                "Once a school day, if they choose it: how many things are theirs to do, and nothing of any "
                "child."
            ),
            YES_OR_NO,
            "no",
        ),
        Declared(
            "answer_links_end",
            _MESSAGES,
            _("Links in messages end"),
            _("Until this time of the day it was sent a family can tell you of an absence by its link."),
            TIME,
            "23:59",
        ),
        Declared(
            "answer_languages",
            _MESSAGES,
            _("Languages of the page families answer on, besides English"),
            _("Welsh (cy) and Polish (pl) are drafts until somebody has read them: then write cy, pl."),
            Kind(_read_languages),
            "",
        ),
        *(
            Declared(f"wall_{season}", _WALL, words, _WALL_SAYS, _captions(season), [])
            for season, words in (
                ("autumn", _("Columns of the autumn term")),
                ("spring", _("Columns of the spring term")),
                ("summer", _("Columns of the summer term")),
            )
        ),
        Declared(
            "script_languages",
            _MESSAGES,
            _("Languages of what is said on the telephone, besides English"),
            _("Welsh (cy) and Polish (pl) are drafts until somebody has read them: then write cy, pl."),
            Kind(_read_languages),
            "",
        ),
        Declared(
            "second_factor",
            _SAFETY,
            _("Second step when signing in"),
            _("An authenticator app or a passkey, besides the password."),
            _one_of(
                {
                    "wide": _("Needed by everybody who can see every child of a school"),
                    "everybody": _("Needed by everybody"),
                    "offered": _("Offered, needed by nobody"),
                }
            ),
            "wide",
        ),
        Declared(
            "safeguarding_systems",
            _SAFETY,
            _("Where what concerns protection is written"),
            _("The systems your school keeps for it, one a line. Protected records point into them."),
            _lines(8, 40),
            ["The safeguarding log"],
        ),
        Declared(
            "staff_talk_years",
            _SAFETY,
            _("Years talks with staff are kept"),
            _("Counted from the day of each talk. Whoever keeps them destroys what is older."),
            Kind(_whole(1, 20)),
            6,
        ),
        Declared(
            "retention_years",
            _SAFETY,
            _("Years registers are kept"),
            _("Counted from the last entry of a school-year. At least six in England, three in Wales."),
            Kind(_whole(3, 100)),
            6,
            default_in_wales=3,
        ),
    )
}


def declared_for(nation: str) -> list[Declared]:
    """The settings a school of this nation has."""
    return [one for one in DECLARED.values() if nation == "wales" or not one.wales_only]
