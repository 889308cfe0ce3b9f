"""What is done with guides and leaflets: brought, given out, withdrawn; who has which, and who has not."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.rules.academic_year import AcademicYear
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Grouping, Person, Post, School, SchoolClass
from trellis.telling import documents
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.models import Given, Guide, GuideEdition

# --- Done ---------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_guide(
    *, place: School | Grouping, title: str, by: By, since: dt.date | None = None, **said: Any
) -> Guide:
    """A guide of a school or grouping. Its words come with its first edition."""
    of = {"school": place} if isinstance(place, School) else {"grouping": place}
    title = " ".join(title.split())
    if Guide.objects.filter(**of, title__iexact=title, until=None).exists():
        raise ProblemWithTelling(_("There is a guide called “%(title)s” already.") % {"title": title})
    return keep(Guide(**of, title=title, since=since or timezone.localdate(), **said), by)


@transaction.atomic
def bring_edition(
    *,
    guide: Guide,
    label: str,
    by: By,
    language: str = "en",
    words: str = "",
    file: BinaryIO | None = None,
    review_on: dt.date | None = None,
) -> GuideEdition:
    """A new edition, in words or as a file. The editions before stay until somebody withdraws them."""
    label = " ".join(label.split())
    if guide.editions.filter(label__iexact=label, language=language).exists():
        raise ProblemWithTelling(
            _("There is an edition “%(label)s” in this language already.") % {"label": label}
        )
    if not words.strip() and file is None:
        raise ProblemWithTelling(_("Write the words, or bring a file."))
    return GuideEdition.objects.create(
        guide=guide,
        label=label,
        language=language,
        words=words.strip().replace("\r\n", "\n"),
        file=documents.keep_file(documents.clean_pdf(file)) if file else "",
        review_on=review_on,
        brought_at=timezone.now(),
        brought_by=by if isinstance(by, Person) else None,
        brought_by_name=name_of(by),
    )


@transaction.atomic
def withdraw_edition(*, edition: GuideEdition, why: str, by: By) -> GuideEdition:
    """Nobody is given it any more. Who received it stays known."""
    edition.withdrawn_on, edition.withdrawn_by_name = timezone.localdate(), name_of(by)
    edition.withdrawn_why = why.strip()
    edition.save(update_fields=["withdrawn_on", "withdrawn_by_name", "withdrawn_why"])
    return edition


@transaction.atomic
def give_edition(
    *,
    edition: GuideEdition,
    on: dt.date,
    how: str,
    by: By,
    classes: Iterable[SchoolClass] = (),
    schools: Iterable[School] = (),
    people: Iterable[Person] = (),
    whom: str = "",
    copies: int | None = None,
) -> list[Given]:
    """An edition was given to these: one row each, so that those who have not had it are known too."""
    if edition.withdrawn_on is not None:
        raise ProblemWithTelling(_("This edition is withdrawn: give the one in force."))
    if on > timezone.localdate():
        raise ProblemWithTelling(_("That day is still to come."))
    to: list[dict[str, Any]] = [
        *({"school_class": each, "whom": each.name} for each in classes),
        *({"school": each, "whom": each.name} for each in schools),
        *({"person": each, "whom": each.name} for each in people),
        *([{"whom": " ".join(whom.split())}] if whom.strip() else []),
    ]
    if not to:
        raise ProblemWithTelling(_("Say to whom it was given."))
    signed = {"by": by if isinstance(by, Person) else None, "by_name": name_of(by)}
    rows = [Given(edition=edition, on=on, how=how, copies=copies, **each, **signed) for each in to]
    return Given.objects.bulk_create(rows)


# --- Who has it ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """Somebody a guide is for, and the edition they had last, if they had one."""

    name: str
    last: Given | None
    is_current: bool

    @property
    def has_not(self) -> bool:
        return not self.is_current


def holders_of(guide: Guide, day: dt.date) -> list[Holder]:
    """Everybody a guide is for, those without a current edition first.

    Families are counted by class; staff one by one; of a grouping's guide, its schools that day.
    """
    given = Given.objects.filter(edition__guide=guide).select_related("edition").order_by("on", "id")
    last: dict[tuple[str, int], Given] = {}
    for row in given:
        for field in ("school_class_id", "school_id", "person_id"):
            number = getattr(row, field)
            if number is not None:
                last[field, number] = row
    found = [
        Holder(name, held := last.get(key), held is not None and held.edition.withdrawn_on is None)
        for key, name in _meant_for(guide, day).items()
    ]
    return sorted(found, key=lambda one: (one.is_current, one.name))


def _meant_for(guide: Guide, day: dt.date) -> Mapping[tuple[str, int], str]:
    if guide.grouping is not None:
        schools = School.objects.in_grouping(guide.grouping, day)
        return {("school_id", school.pk): school.name for school in schools}
    if guide.audience == Guide.For.STAFF:
        posts = Post.objects.on(day).filter(school=guide.school).select_related("person")
        return {("person_id", post.person_id): post.person.name for post in posts}
    classes = SchoolClass.objects.filter(school=guide.school, year=AcademicYear.of(day).start)
    return {("school_class_id", each.pk): each.name for each in classes}


def sent_to(school: School, day: dt.date) -> Sequence[Given]:
    """What the groupings of a school have given it, the latest first."""
    held = Given.objects.filter(school=school, on__lte=day)
    return held.select_related("edition__guide__grouping")[:50]
