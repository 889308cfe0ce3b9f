"""What changes an audit: begun with last year's questions, judged, what follows agreed, and frozen."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import gettext_noop
from trellis.schools.dating import By, drop, keep, name_of
from trellis.schools.models import Grouping, School, at_place
from trellis.schools.owning import Owner
from trellis.support.actions import refuse
from trellis.support.auditing.models import Audit, AuditQuestion, AuditStep, Judgement, Subject
from trellis.support.auditing.starters import QUESTIONS


@transaction.atomic
def begin_audit(*, place: School | Grouping, subject: str, by: By) -> Audit:
    """Begin this school year's audit, with the questions of the last one, or those that come with Trellis."""
    today = timezone.localdate()
    year = AcademicYear.of(today).start
    if Audit.objects.at(place).filter(subject=subject, year=year).exists():
        raise refuse(gettext_noop("This year’s audit is begun already."))
    last = Audit.objects.at(place).filter(subject=subject, year__lt=year).first()
    audit = Audit(**at_place(place), subject=Subject(subject), year=year, begun_on=today)
    audit.begun_by_name = name_of(by)
    keep(audit, by)
    for number, (part, words) in enumerate(_asked(last, subject)):
        keep(AuditQuestion(audit=audit, place_in=number, part=part, words=words), by)
    return audit


def _asked(last: Audit | None, subject: str) -> Iterator[tuple[str, str]]:
    if last is not None:
        yield from last.questions.values_list("part", "words")
        return
    for part, questions in QUESTIONS[subject]:
        for words in questions:
            yield str(part), str(words)


def _still_open(audit: Audit) -> None:
    if audit.is_frozen:
        raise refuse(gettext_noop("This audit is frozen: what was judged stays as it was."))


@transaction.atomic
def ask(*, audit: Audit, part: str, words: str, by: By) -> AuditQuestion:
    """Ask something of your own, in a part that is there or a new one."""
    _still_open(audit)
    if audit.questions.filter(words__iexact=words.strip()).exists():
        raise refuse(gettext_noop("That is asked already."))
    last = audit.questions.aggregate(last=Max("place_in"))["last"] or 0
    return keep(AuditQuestion(audit=audit, place_in=last + 1, part=part.strip(), words=words.strip()), by)


def leave_out(*, question: AuditQuestion, by: By) -> None:
    """A question is asked no more, this year and after; one from which something follows stays."""
    _still_open(question.audit)
    if question.steps.exists():
        raise refuse(
            gettext_noop("Something was agreed to follow from it: judge it, or say that it does not apply.")
        )
    drop(question, by)


def judge(*, question: AuditQuestion, judgement: str, evidence: str, by: By) -> AuditQuestion:
    """How it stands, and what shows that."""
    _still_open(question.audit)
    if judgement == Judgement.IN_PLACE and not evidence.strip():
        raise refuse(gettext_noop("Say what shows that it is in place."))
    question.judgement, question.evidence = judgement, evidence.strip()
    return keep(question, by)


def follow_up(*, question: AuditQuestion, words: str, owner: Owner, due: dt.date, by: By) -> AuditStep:
    """Something follows from it: also after the audit is frozen."""
    step = AuditStep(question=question, words=words.strip(), due=due)
    step.owner = owner
    return keep(step, by)


def finish_step(*, step: AuditStep, on: dt.date, said: str, by: By) -> AuditStep:
    """What followed is done."""
    if not step.question.audit.begun_on <= on <= timezone.localdate():
        raise refuse(gettext_noop("It can only have been done between the day the audit began and today."))
    step.done_on, step.said, step.done_by_name = on, said.strip(), name_of(by)
    return keep(step, by)


@transaction.atomic
def freeze_audit(*, audit: Audit, judged_by: str, words: str, by: By) -> Audit:
    """Every question is judged: keep it as it is."""
    held = Audit.objects.select_for_update().get(pk=audit.pk)
    _still_open(held)
    if not held.questions.exists():
        raise refuse(gettext_noop("Nothing is asked in this audit: ask something first."))
    left = held.questions.filter(judgement="").count()
    if left:
        raise refuse(gettext_noop("%(left)d questions are not judged yet."), left=left)
    held.judged_by, held.words = judged_by.strip(), words.strip()
    held.frozen_on, held.frozen_by_name = timezone.localdate(), name_of(by)
    return keep(held, by)
