"""What a traffic-light letter is made of: its templates by band, and the fields a school may use in its
words.
"""

from django.utils.translation import gettext_lazy as _

from trellis.messages.drawing_up import FIELDS as OF_EVERY_MESSAGE
from trellis.messages.wording import Field, Week

NAME = "attendance-bands"
EARLY = "attendance-early"
TEMPLATES = {
    "attendance-green": _("At or above the target"),
    "attendance-amber": _("Between"),
    "attendance-red": _("Persistently absent, or in the lowest band"),
    EARLY: _("Not yet of compulsory school age"),
}
TEMPLATE_OF_COLOUR = {
    "gold": "attendance-green",
    "green": "attendance-green",
    "amber": "attendance-amber",
    "red": "attendance-red",
    "severe": "attendance-red",
}
COLOURS_ON_PAPER = {  # dark enough to be told apart in print; the word always stands beside them
    "gold": "#8a6a00",
    "green": "#00603a",
    "amber": "#a04a00",
    "red": "#a3211f",
    "severe": "#5c1230",
}
LATE, BANDS = "late", "bands"

OF_FIGURES = (
    Field("possible", _("half-day sessions the child could have attended"), "76"),
    Field("attended", _("sessions attended"), "70"),
    Field("absent", _("sessions missed"), "6"),
    Field("days missed", _("the same in days"), "3"),
    Field("authorised", _("sessions missed, authorised"), "5"),
    Field("unauthorised", _("sessions missed, not authorised"), "1"),
    Field("late", _("late arrivals, before or after the register closed"), "6"),
    Field("attendance", _("sessions attended of those possible"), "92.1%"),
    Field("target", _("the school's target"), "96%"),
)

FIELDS = (
    *OF_EVERY_MESSAGE,
    Field("half-term", _("the half-term and the year"), "Autumn 1, 2024/25"),
    Field("since", _("the first day of the half-term"), "3 September 2024"),
    Field("until", _("its last day, or the day the figures go up to"), "25 October 2024"),
    *OF_FIGURES,
    Field("band", _("the name of the band"), "Amber"),
    Field("bands", _("the bands and where each begins"), "Green: attendance of 96% or more"),
)
SAMPLE_WEEKS = (
    Week("2 September", "..AAAAAAAA"),
    Week("9 September", "AAAALAAAAA"),
    Week("16 September", "MMAAAALAAA"),
    Week("23 September", "AAAAAALAAA"),
    Week("30 September", "AAAAAAAAMM"),
    Week("7 October", "AALAAAAAAA"),
    Week("14 October", "AAAAAALAMM"),
    Week("21 October", "AAAALAAA.."),
)
