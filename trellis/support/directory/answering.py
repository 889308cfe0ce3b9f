"""How well services answer, read from the referrals to them; and which agreements are to be renewed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from trellis.rules.academic_year import AcademicYear
from trellis.rules.answers import Answers, Sent, answers
from trellis.schools.models import School
from trellis.support.directory.models import Agreement, AgreementRating
from trellis.support.models import Agency, Referral, ReferralNews

RENEW_WITHIN: Final = dt.timedelta(weeks=8)


def sent_to(schools: Iterable[School], year: AcademicYear) -> Mapping[tuple[int, int], list[Sent]]:
    """What each school sent to each service in a school year: two questions however much."""
    held = Referral.objects.filter(
        school__in=list(schools), sent_on__range=(year.since, year.until), taken_back_on=None
    )
    news: dict[int, dt.date] = {}
    heard = ReferralNews.objects.filter(referral__in=held, kind__in=["acknowledged", "outcome"])
    for referral, on in heard.order_by("on").values_list("referral", "on"):
        news.setdefault(referral, on)
    found: defaultdict[tuple[int, int], list[Sent]] = defaultdict(list)
    for pk, school, agency, sent_on, outcome in held.values_list(
        "pk", "school", "agency", "sent_on", "outcome"
    ):
        found[school, agency].append(Sent(sent_on, news.get(pk), outcome))
    return found


def days_in_words(days: Fraction | None) -> str:
    """A middle of whole days, with its half where it has one."""
    if days is None:
        return ""
    whole = days.numerator // days.denominator
    return str(whole) if days == whole else f"{whole}½"


@dataclass(frozen=True)
class Answered:
    """An agreement, and how well its service answered that school in that year."""

    agreement: Agreement
    answers: Answers
    ratings: Sequence[AgreementRating]

    @property
    def middle_days(self) -> str:
        return days_in_words(self.answers.middle_days)

    @property
    def outcomes(self) -> list[tuple[Any, int]]:
        """What came of them, in words, with how many."""
        words = dict(Referral.Outcome.choices)
        return [(words[name], count) for name, count in sorted(self.answers.outcomes.items())]

    @property
    def cost_each(self) -> Decimal | None:
        """What it cost for each referral; nothing where none was sent."""
        if not self.answers.sent:
            return None
        return (self.agreement.cost / self.answers.sent).quantize(Decimal(1))


def answered(schools: Sequence[School], year: AcademicYear) -> list[Answered]:
    """The agreements of schools for a year, each with how well it was answered."""
    held = Agreement.objects.filter(school__in=schools, year=year.start)
    sent = sent_to(schools, year)
    return [
        Answered(
            one,
            answers(sent.get((one.school_id, one.agency_id), ()), one.agency.answers_days),
            list(one.ratings.all()),
        )
        for one in held.select_related("agency", "school").prefetch_related("ratings")
    ]


def undecided(school: Any) -> Any:
    """Agreements that are to be renewed or ended some day, of which nothing was decided."""
    return Agreement.objects.filter(school=school, decided="", renew_by__isnull=False)


def to_renew(school: School, day: dt.date) -> Any:
    """Those of which it is within eight weeks of a day."""
    return undecided(school).filter(renew_by__lte=day + RENEW_WITHIN)


def _is_for(agency: Agency, age: int) -> bool:
    """Whether a service is for children of an age in years; 0 is an age like any other."""
    youngest, oldest = agency.ages_from, agency.ages_until
    return (youngest is None or age >= youngest) and (oldest is None or age <= oldest)


def directory(agencies: Any, *, age: int | None = None, words: str = "", tier: str = "") -> list[Agency]:
    """The services that fit: for a child of an age, at a tier, with words anybody used of them."""
    found = []
    for one in agencies:
        if age is not None and not _is_for(one, age):
            continue
        if tier and one.tier != tier:
            continue
        told = f"{one.name} {one.about} {one.where} {one.for_families} {one.how_to_get}".casefold()
        if all(word in told for word in words.casefold().split()):
            found.append(one)
    return found
