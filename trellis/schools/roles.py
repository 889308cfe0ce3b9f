"""What each role may do, in words a school uses. Plain classes: a page anyone can audit.

A permission holds throughout the organisation a post is at (a school, or every school of a grouping that
day), only for the pupils of the class the post names, or only for what is the grouping's own and not its
schools'. Somebody with several posts may do what any allows.
"""

from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop


class Permission(StrEnum):
    """One thing somebody may do. The value is how it is said on a page."""

    SEE_SCHOOL = noop("see the school")
    SEE_FIGURES = noop("see figures")
    SEE_SUPPRESSED_FIGURES = noop("see figures with small numbers hidden")
    SEE_PUPILS = noop("see pupils")
    CHANGE_PUPILS = noop("change pupils")
    MERGE_PUPILS = noop("merge pupils")
    TAKE_REGISTERS = noop("take registers")
    AMEND_MARKS = noop("amend marks")
    SEE_FAMILIES = noop("see families")
    CHANGE_FAMILIES = noop("change families")
    NOTE_OWN_TALKS = noop("note their own talks with families")
    DECIDE_LEAVE = noop("decide leave")
    SEE_FORMAL_STEPS = noop("see formal steps")
    TAKE_FORMAL_STEPS = noop("take formal steps")
    ANSWER_FOR_THE_AUTHORITY = noop("write down what the authority answered")
    PLACE_HOLDS = noop("place holds")
    SEE_HOLD_REASONS = noop("see hold reasons")
    KEEP_SAFETY_NOTES = noop("keep safety notes of homes")
    LEAD_ON_PROTECTION = noop("lead on protection")
    PREPARE_LETTERS = noop("prepare letters")
    APPROVE_LETTERS = noop("approve letters")
    CHANGE_LETTER_WORDING = noop("change letter wording")
    AGREE_LETTERS = noop("agree letters for several schools")
    WRITE_NEWSLETTERS = noop("write newsletters")
    PUBLISH_NEWSLETTERS = noop("publish newsletters")
    KEEP_BOARDS = noop("keep boards and pages")
    KEEP_GUIDES = noop("keep guides")
    SEE_PLANS = noop("see plans")
    CHANGE_PLANS = noop("change plans")
    SEE_FINDINGS_ABOUT_TEACHERS = noop("see findings about one teacher")
    SEE_GATHERINGS = noop("see meetings")
    KEEP_GATHERINGS = noop("keep meetings")
    SEE_SUPPORT = noop("see support")
    KEEP_CASES = noop("keep cases")
    KEEP_PROGRAMMES = noop("keep programmes of support")
    SUPERVISE_CASES = noop("supervise casework")
    KEEP_STAFF_CHECKS = noop("keep staff well-being")
    SEE_SCORES = noop("see scores")
    CHANGE_SCORES = noop("record scores")
    SEE_INCIDENTS = noop("see incidents")
    RECORD_INCIDENTS = noop("record incidents")
    FOLLOW_UP_INCIDENTS = noop("follow up incidents")
    IMPORT_DATA = noop("import data")
    EXPORT_DATA = noop("export data")
    CHANGE_CALENDAR = noop("change the calendar")
    CHANGE_SETTINGS = noop("change settings")
    KEEP_LADDERS = noop("keep ladders")
    CLOSE_SCHOOLS = noop("close several schools")
    MANAGE_PEOPLE = noop("manage people")
    ARRANGE_COVER = noop("arrange supply cover")
    READ_ACCESS_LOG = noop("read the access log")
    PLACE_LEGAL_HOLDS = noop("place legal holds")
    ERASE_RECORDS = noop("erase records")


class Role:
    """A kind of post. `name` is what the command line and the database say; `words` is what a page says."""

    name: ClassVar[str]
    words: ClassVar[str | Promise]
    says: ClassVar[str | Promise]
    throughout: ClassVar[frozenset[Permission]] = frozenset()
    in_own_classes: ClassVar[frozenset[Permission]] = frozenset()
    of_grouping: ClassVar[frozenset[Permission]] = frozenset()
    at_school: ClassVar[bool] = True
    at_grouping: ClassVar[bool] = False

    @classmethod
    def permissions(cls) -> frozenset[Permission]:
        return cls.throughout | cls.in_own_classes | cls.of_grouping

    @classmethod
    def reaches_many_children(cls) -> bool:
        """Whether the role sees every child of a school or grouping, and so signs in with a second factor."""
        return not cls.throughout.isdisjoint(CONCERNING_CHILDREN)


CONCERNING_CHILDREN = frozenset(
    {
        Permission.SEE_PUPILS,
        Permission.SEE_FAMILIES,
        Permission.SEE_FORMAL_STEPS,
        Permission.SEE_HOLD_REASONS,
        Permission.KEEP_SAFETY_NOTES,
        Permission.LEAD_ON_PROTECTION,
        Permission.IMPORT_DATA,
        Permission.EXPORT_DATA,
        Permission.READ_ACCESS_LOG,
        Permission.MANAGE_PEOPLE,
        Permission.ERASE_RECORDS,
        Permission.SEE_SCORES,
        Permission.SEE_INCIDENTS,
    }
)
"""Permissions whose pages name children, or open the way to those that do."""

SEEING = frozenset(
    {
        Permission.SEE_SCHOOL,
        Permission.SEE_FIGURES,
        Permission.SEE_SUPPRESSED_FIGURES,
        Permission.SEE_PUPILS,
    }
)
"""What reaching every school of a grouping lets somebody do of the grouping; the rest takes a post there."""

BELONGING = frozenset({Permission.SEE_PLANS, Permission.SEE_GATHERINGS})
"""What working at one school of a grouping lets somebody do of the grouping: read what it tells them."""

_SEE = frozenset(
    {
        Permission.SEE_SCHOOL,
        Permission.SEE_FIGURES,
        Permission.SEE_PUPILS,
        Permission.SEE_PLANS,
        Permission.SEE_GATHERINGS,
    }
)

_OF_THE_AUTHORITY = frozenset({Permission.SEE_FORMAL_STEPS, Permission.ANSWER_FOR_THE_AUTHORITY})

_RUN_THE_OFFICE = _SEE | {
    Permission.CHANGE_PUPILS,
    Permission.TAKE_REGISTERS,
    Permission.AMEND_MARKS,
    Permission.SEE_FAMILIES,
    Permission.CHANGE_FAMILIES,
    Permission.PREPARE_LETTERS,
    Permission.WRITE_NEWSLETTERS,
    Permission.KEEP_BOARDS,
    Permission.KEEP_GUIDES,
    Permission.KEEP_GATHERINGS,
    Permission.CHANGE_CALENDAR,
    Permission.ARRANGE_COVER,
    Permission.IMPORT_DATA,
    Permission.EXPORT_DATA,
}

# Which cases: those whose team somebody is in, and those whose programme names their role.
_WORK_ON_CASES = frozenset({Permission.SEE_SUPPORT, Permission.KEEP_CASES})

# Every grown-up who teaches a child records what they saw; whoever answers for conduct follows it up.
_ANSWER_FOR_CONDUCT = frozenset(
    {Permission.SEE_INCIDENTS, Permission.RECORD_INCIDENTS, Permission.FOLLOW_UP_INCIDENTS}
)

# Of a grouping itself only its plans are brought as files.
_KEEP_WHAT_IS_ITS = frozenset(
    {
        Permission.CHANGE_PLANS,
        Permission.IMPORT_DATA,
        Permission.KEEP_GATHERINGS,
        Permission.KEEP_LADDERS,
        Permission.CLOSE_SCHOOLS,
    }
)


class ClassTeacher(Role):
    name = "class_teacher"
    words = _("Class teacher")
    says = _(
        "Takes the registers of their own classes, sees those pupils and their incidents, notes their own "
        "talks with their families, works on the cases whose team they are in, and reads the school’s plans."
    )
    throughout = frozenset({Permission.SEE_SCHOOL, Permission.SEE_PLANS, Permission.SEE_GATHERINGS})
    in_own_classes = frozenset(
        {
            Permission.SEE_FIGURES,
            Permission.SEE_PUPILS,
            Permission.TAKE_REGISTERS,
            Permission.NOTE_OWN_TALKS,
            Permission.WRITE_NEWSLETTERS,
            *_WORK_ON_CASES,
            Permission.SEE_SCORES,
            Permission.CHANGE_SCORES,
            Permission.SEE_INCIDENTS,
            Permission.RECORD_INCIDENTS,
        }
    )


class SupplyTeacher(Role):
    name = "supply_teacher"
    words = _("Supply teacher")
    says = _("Takes the registers of one class for the days they cover it, and records incidents there.")
    throughout = frozenset({Permission.SEE_SCHOOL})
    in_own_classes = frozenset(
        {Permission.SEE_PUPILS, Permission.TAKE_REGISTERS, Permission.RECORD_INCIDENTS}
    )


class Office(Role):
    name = "office"
    words = _("School office")
    says = _("Keeps registers, pupils and families up to date, and prepares letters.")
    throughout = _RUN_THE_OFFICE


class AttendanceLead(Role):
    name = "attendance_lead"
    words = _("Attendance lead")
    says = _(
        "Leads on attendance: all the office does, cases and programmes of support, formal steps, approving "
        "letters, settings and duplicate records."
    )
    throughout = (_RUN_THE_OFFICE | _WORK_ON_CASES) | {
        Permission.SEE_INCIDENTS,
        Permission.RECORD_INCIDENTS,
        Permission.KEEP_PROGRAMMES,
        Permission.SEE_FORMAL_STEPS,
        Permission.TAKE_FORMAL_STEPS,
        Permission.ANSWER_FOR_THE_AUTHORITY,
        Permission.MERGE_PUPILS,
        Permission.PLACE_HOLDS,
        Permission.APPROVE_LETTERS,
        Permission.CHANGE_LETTER_WORDING,
        Permission.PUBLISH_NEWSLETTERS,
        Permission.CHANGE_SETTINGS,
        Permission.KEEP_LADDERS,
        Permission.CHANGE_PLANS,
    }


class InclusionLead(Role):
    name = "inclusion_lead"
    words = _("Inclusion lead")
    says = _(
        "Sees pupils, families, incidents and why a letter is held, keeps cases and programmes, prepares "
        "letters."
    )
    throughout = (_SEE | _WORK_ON_CASES | _ANSWER_FOR_CONDUCT) | {
        Permission.KEEP_PROGRAMMES,
        Permission.SEE_FAMILIES,
        Permission.CHANGE_FAMILIES,
        Permission.PLACE_HOLDS,
        Permission.SEE_HOLD_REASONS,
        Permission.KEEP_SAFETY_NOTES,
        Permission.PREPARE_LETTERS,
        Permission.WRITE_NEWSLETTERS,
        Permission.PUBLISH_NEWSLETTERS,
        Permission.KEEP_BOARDS,
        Permission.CHANGE_PLANS,
        Permission.KEEP_GUIDES,
        Permission.SEE_SCORES,
        Permission.CHANGE_SCORES,
    }


class SafeguardingLead(Role):
    name = "safeguarding_lead"
    words = _("Safeguarding lead")
    says = _(
        "Leads on protection, or stands in for whoever does: keeps protected records, places and reads "
        "holds, keeps cases and incidents, and reads who looked at a child's record."
    )
    throughout = (_SEE | _WORK_ON_CASES | _ANSWER_FOR_CONDUCT) | {
        Permission.SEE_FAMILIES,
        Permission.CHANGE_FAMILIES,
        Permission.PLACE_HOLDS,
        Permission.SEE_HOLD_REASONS,
        Permission.KEEP_SAFETY_NOTES,
        Permission.LEAD_ON_PROTECTION,
        Permission.READ_ACCESS_LOG,
        Permission.PLACE_LEGAL_HOLDS,
    }


class Head(Role):
    name = "head"
    words = _("Headteacher")
    says = _("May do everything at their school.")
    throughout = frozenset(Permission)
    at_grouping = True


class Governor(Role):
    name = "governor"
    words = _("Governor")
    says = _("Sees the school's figures with small numbers hidden, its plans and meetings, and no child.")
    throughout = frozenset(
        {
            Permission.SEE_SCHOOL,
            Permission.SEE_SUPPRESSED_FIGURES,
            Permission.SEE_PLANS,
            Permission.SEE_GATHERINGS,
        }
    )
    at_grouping = True


class DataManager(Role):
    name = "data_manager"
    words = _("Data manager")
    says = _("Brings data in and out, keeps the calendar, settings and people, and answers for the records.")
    throughout = _RUN_THE_OFFICE | {
        Permission.MERGE_PUPILS,
        Permission.CHANGE_SETTINGS,
        Permission.KEEP_LADDERS,
        Permission.MANAGE_PEOPLE,
        Permission.READ_ACCESS_LOG,
        Permission.ERASE_RECORDS,
        Permission.PLACE_LEGAL_HOLDS,
        Permission.CHANGE_PLANS,
        Permission.SEE_SCORES,
        Permission.CHANGE_SCORES,
        Permission.SEE_INCIDENTS,
    }
    at_grouping = True


class EWO(Role):
    name = "ewo"
    words = _("Education welfare officer")
    says = _(
        "Sees the pupils and families of the schools they work with and the formal steps there, keeps their "
        "cases, and writes down what the authority answered."
    )
    throughout = (_SEE | _OF_THE_AUTHORITY | _WORK_ON_CASES) | {
        Permission.SEE_FAMILIES,
        Permission.SUPERVISE_CASES,
    }
    at_grouping = True


class TrustOfficer(Role):
    name = "trust_officer"
    words = _("Trust officer")
    says = _(
        "Sees the figures and pupils of every school in the trust; agrees letters and days for them, and "
        "keeps the trust’s guides, plans, ladder and programmes of support, says what its staff must read "
        "for protection, and closes several schools at once."
    )
    throughout = _SEE | {Permission.EXPORT_DATA, Permission.AGREE_LETTERS, Permission.KEEP_GUIDES}
    of_grouping = _KEEP_WHAT_IS_ITS | {
        Permission.SEE_SUPPORT,
        Permission.KEEP_PROGRAMMES,
        Permission.LEAD_ON_PROTECTION,
    }
    at_school = False
    at_grouping = True


class AuthorityOfficer(Role):
    name = "authority_officer"
    words = _("Authority officer")
    says = _(
        "Sees the figures, pupils and formal steps of every school in the authority, supervises its "
        "casework, writes down what it answered, keeps its guides, plans, ladder and programmes of support, "
        "says what staff must read for protection, and closes several schools at once."
    )
    throughout = (_SEE | _OF_THE_AUTHORITY) | {
        Permission.KEEP_GUIDES,
        Permission.SEE_SUPPORT,
        Permission.SUPERVISE_CASES,
    }
    of_grouping = _KEEP_WHAT_IS_ITS | {Permission.KEEP_PROGRAMMES, Permission.LEAD_ON_PROTECTION}
    at_school = False
    at_grouping = True


ROLES: dict[str, type[Role]] = {
    role.name: role
    for role in (
        ClassTeacher,
        SupplyTeacher,
        Office,
        AttendanceLead,
        InclusionLead,
        SafeguardingLead,
        Head,
        Governor,
        DataManager,
        EWO,
        TrustOfficer,
        AuthorityOfficer,
    )
}
