"""The letters of formal steps: a contract offered, a notice to improve, and that a notice was proposed.

Each goes to the home of the one parent it is about; the other parent's is another letter. An order, a hold
and a home that is not to be written to are respected as with every letter, and each waits for approval.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.attendance.formal.models import AttendanceContract, FormalStep, ImproveNotice, Notice
from trellis.messages import drawing_up
from trellis.messages.actions import offer_templates, prepare_batch
from trellis.messages.drafts import SUBJECTS, Draft, Subject, Words, who_and_when
from trellis.messages.drawing_up import FIELDS, About, ProblemWithMessages
from trellis.messages.models import Batch
from trellis.messages.wording import Field, read_shipped
from trellis.rules.ages import of_compulsory_age
from trellis.rules.formal import PARTS
from trellis.rules.words import Sentence, gettext_noop
from trellis.schools.models import ClassMembership, Enrolment, Person, School

FORMAL = "formal-steps"
CONTRACT, IMPROVE, PROPOSED = "formal-contract", "formal-improve", "formal-proposed"
_MODELS: Mapping[str, type[FormalStep]] = {
    CONTRACT: AttendanceContract,
    IMPROVE: ImproveNotice,
    PROPOSED: Notice,
}


def template_of(step: FormalStep) -> str:
    """The letter of a formal step."""
    return next(name for name, model in _MODELS.items() if isinstance(step, model))


def shipped(name: str) -> dict[tuple[str, str], Words]:
    """A template as it comes."""
    return dict(read_shipped(files("trellis.attendance") / "wordings", name))


def draw_up(school: School, asked: Mapping[str, Any]) -> Draft:
    """The letter about one step as it would be now; nothing is saved."""
    step = _MODELS[asked["template"]].objects.filter(school=school, pk=asked["step"]).first()
    if step is None or step.parent_id is None:
        says = gettext_noop("This step, or the parent it is about, is not on record any more.")
        raise ProblemWithMessages(Sentence(says))
    insist_it_is_whole(step)
    since, until = _days(step)
    return drawing_up.draw_up(
        SUBJECTS[FORMAL],
        school,
        list(_abouts(step, asked["template"])),
        occasion=f"{asked['template']} {step.pk}",
        since=since,
        until=until,
        counted={"as_at": timezone.now().isoformat()},
        channels=asked["channels"],
    )


def insist_it_is_whole(step: FormalStep) -> None:
    """Refuse to print a notice to improve while a part it must have is missing, and name it."""
    missing = step.missing if isinstance(step, ImproveNotice) else []
    if missing:
        template = gettext_noop("It is not printed yet: it does not say %(parts)s.")
        parts = ", ".join(gettext(PARTS[name]) for name in missing)
        raise ProblemWithMessages(Sentence(template, parts=parts))


def _days(step: Any) -> tuple[dt.date, dt.date]:
    if isinstance(step, AttendanceContract):
        return step.offered_on, step.until
    return step.since, step.until


def _abouts(step: FormalStep, template: str) -> Iterator[About]:
    today = timezone.localdate()
    enrolments = Enrolment.objects.filter(school=step.school, pupil=step.pupil).select_related("pupil")
    enrolment = enrolments.order_by("since", "pk").last()
    if enrolment is None:
        return
    classes = ClassMembership.objects.on(today).filter(enrolment=enrolment)
    yield About(
        enrolment.pupil,
        enrolment,
        classes.values_list("school_class__name", flat=True).first() or "",
        template,
        values=partial(_values, step),
        legal=of_compulsory_age(enrolment.pupil.date_of_birth, today) is True,
        home_of=step.parent_id,
    )


def _values(step: Any) -> dict[str, str]:
    """The fields, in the language now in force. What people wrote stands as they wrote it."""
    since, until = _days(step)
    found = {"parent": step.parent_name, "since": _day(since), "until": _day(until)}
    if isinstance(step, AttendanceContract):
        review = _day(step.review_on) if step.review_on else _day(step.until)
        return found | {
            "parent does": in_one_line(step.parent_does),
            "school does": in_one_line(step.school_does),
            "review": review,
        }
    if isinstance(step, ImproveNotice):
        return found | {name: in_one_line(getattr(step, name)) for name in PARTS}
    return found | {"sessions": str(len(step.sessions))}


def in_one_line(words: str) -> str:
    """Words written over several lines as one: a field of a letter has no lines of its own."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    ends = [line if line.endswith((".", "!", "?", ";", ":")) else f"{line};" for line in lines[:-1]]
    return " ".join([*ends, *lines[-1:]])


def _day(day: dt.date) -> str:
    return date_format(day, "j E Y")


@transaction.atomic
def prepare_formal_letter(*, step: FormalStep, by: Person) -> tuple[Batch, Draft]:
    """Draw up the letter of a step, and keep it: it waits for somebody to approve it."""
    template, subject = template_of(step), SUBJECTS[FORMAL]
    since, _until = _days(step)
    if since is None:
        says = gettext_noop("There is nothing to write about: it was issued elsewhere.")
        raise ProblemWithMessages(Sentence(says))
    offer_templates(school=step.school, subject=subject)
    asked = {
        "step": step.pk,
        "template": template,
        "channels": ["letter"],
        "since": since.isoformat(),
    }
    draft = draw_up(step.school, asked)
    batch = prepare_batch(
        school=step.school,
        subject=subject.name,
        occasion=f"{template} {step.pk}",
        since=draft.since,
        until=draft.until,
        asked=asked,
        draft=draft,
        by=by,
    )
    return batch, draft


def letters_of(step: FormalStep) -> Sequence[Batch]:
    """What was drawn up about a step, the newest first."""
    held = Batch.objects.filter(
        school=step.school, subject=FORMAL, asked__step=step.pk, asked__template=template_of(step)
    )
    return list(held.order_by("-pk"))


# --- How it is described ------------------------------------------------------------------------------------


def _describe(asked: Mapping[str, Any]) -> str:
    """What a batch is about, in words, and nobody's name."""
    words = SUBJECTS[FORMAL].templates[asked["template"]]
    return f"{words}, {date_format(dt.date.fromisoformat(asked['since']), 'j F Y')}"


def _explain(counted: Mapping[str, Any]) -> list[tuple[str, str]]:
    return who_and_when(gettext("The home of the one parent it is about."), counted)


SUBJECT = Subject(
    name=FORMAL,
    words=_("Formal steps"),
    templates={
        CONTRACT: _("Attendance contract, offered"),
        IMPROVE: _("Notice to improve"),
        PROPOSED: _("A notice was proposed"),
    },
    fields=(
        *FIELDS,
        Field("parent", _("the parent it is about"), "Ann Adams"),
        Field("since", _("the first day"), "9 September 2024"),
        Field("until", _("the last day"), "18 October 2024"),
        Field("review", _("when the contract is looked at"), "30 September 2024"),
        Field("parent does", _("what the parent does"), "Be at the gate by 8:45."),
        Field("school does", _("what the school does"), "A place at the breakfast club."),
        Field("record", _("the record of attendance"), "Robin attended 40 of 60 sessions."),
        Field("given", _("the help given so far"), "We met on 5 September."),
        Field("offered", _("the help on offer"), "A place at the breakfast club."),
        Field("improvement", _("what improvement looks like"), "Here every day from 16 September."),
        Field("earlier", _("what would end it early"), "Three days missed without a reason."),
        Field("sessions", _("how many sessions a proposal rests on"), "10"),
    ),
    conditions=(),
    draw_up=draw_up,
    shipped=shipped,
    describe=_describe,
    explain=_explain,
    page="attendance:formal",
)
