"""The offer: its levels and tiers, drawn with numbers; steps carried out; what families read (SUP-1)."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.support.helped import a_case, an_agency, programme
from tests.support.offer.offered import a_step, an_offer
from trellis.rules.words import ProblemWith
from trellis.support.actions import close_case
from trellis.support.finding.counts import OfTerm
from trellis.support.models import Case, Programme
from trellis.support.offer.actions import carry_out, lay_step_aside, write_level, write_step
from trellis.support.offer.counting import Offer, cases_of, coverage, levels_of
from trellis.support.offer.models import OfferLevel, OfferStep, StepCarriedOut
from trellis.support.offer.starters import STARTERS

OAK = "/schools/123456/support/offer/"


@pytest.mark.parametrize("starter", STARTERS)
def test_levels_are_named_in_two_ways_and_each_is_meant_for_a_tier(cast, starter):
    """SUP-1."""
    levels = an_offer(cast, starter)
    assert (levels[0].tier, levels[-1].tier) == ("universal", "specialist")
    assert all(level.steps.exists() for level in levels)
    with pytest.raises(ProblemWith, match="begun already"):
        an_offer(cast, starter)


def test_each_child_counts_once_at_the_furthest_level_they_have_help_at(cast, sign_in):
    an_offer(cast, "levels")
    early = OfferLevel.objects.get(name="Early help")
    recovery = OfferLevel.objects.get(name="Recovery")
    plan, caf = programme(cast), programme(cast, "early-help")
    mentoring = programme(cast, "mentoring")
    # A step says that mentoring is for recovery; without one it would be at the first targeted level.
    values = {"words": "Somebody to talk to", "programme": mentoring}
    write_step(level=recovery, values=values, owner="inclusion_lead", by=cast.head)
    a_case(cast, "amy", under=plan)
    a_case(cast, "amy", under=caf, tried=(), why_nothing_tried="At once")
    a_case(cast, "ben", under=plan)
    a_case(cast, "cal", under=mentoring)
    held = Offer.of(cast.oak, cast.today)
    shown = held.shown(cases_of(cast.oak, cast.head, cast.today), [plan, caf, mentoring], cast.today)
    assert {one.level.name: one.children for one in shown} == {
        "Prevention": 0, "Early help": 1, "Recovery": 1, "Emergency": 1,
    }  # fmt: skip
    assert held.level_of(plan.pk, plan.tier) == early.place_in
    page = sign_in(cast.head).get(OAK).content.decode()
    assert "<svg" in page
    assert "Where the work lies, term by term" in page


def test_a_tier_no_level_is_meant_for_counts_at_the_next_that_reaches_further(cast):
    """Not at the furthest of all: help for everybody is no emergency."""
    levels = an_offer(cast)
    write_level(level=levels[0], name="Early", tier="targeted", about="", by=cast.head)
    held = Offer.of(cast.oak, cast.today)
    assert [held.level_of(0, tier) for tier in ("universal", "targeted", "specialist")] == [0, 0, 2]
    write_level(level=levels[2], name="More", tier="targeted", about="", by=cast.head)
    assert Offer.of(cast.oak, cast.today).level_of(0, "specialist") == 2


def test_only_what_a_reader_may_see_is_counted(cast):
    an_offer(cast)
    a_case(cast)
    held = Offer.of(cast.oak, cast.today)

    def seen_by(person) -> int:
        return sum(one.children for one in held.shown(cases_of(cast.oak, person, cast.today), [], cast.today))

    assert (seen_by(cast.head), seen_by(cast.ewo)) == (1, 0)


def test_the_work_of_a_term_is_spread_over_the_levels(cast, clock):
    an_offer(cast)
    case = a_case(cast)
    close_case(case=case, on=cast.today, outcome=Case.Outcome.ENOUGH, closing_words="Done", by=cast.head)
    held = Offer.of(cast.oak, cast.today)
    mixes = held.mixes(cases_of(cast.oak, cast.head, cast.today), cast.oak, cast.today)
    assert [(str(term), mix.counts) for term, mix in mixes] == [("Autumn 2024/25", (0, 1, 0))]
    later = dt.date(2025, 2, 3)
    clock.at("2025-02-03T09:00")
    mixes = held.mixes(cases_of(cast.oak, cast.head, later), cast.oak, later)
    assert [(str(term), mix.whole) for term, mix in mixes] == [("Autumn 2024/25", 1), ("Spring 2024/25", 0)]


def test_the_work_of_a_grouping_is_of_terms_by_their_months(cast, clock):
    """Whichever of its schools comes first: each has a calendar of its own."""
    an_offer(cast, place=cast.trust)
    a_case(cast)  # since September
    began = dt.date(2025, 4, 2)
    clock.at("2025-04-02T09:00")
    a_case(cast, "ben", under=Programme.objects.get(), since=began)
    held = Offer.of(cast.trust, began)

    def spread(place):
        mixes = held.mixes(cases_of(place, cast.head, began), place, began)
        return [(str(term), mix.since, mix.whole) for term, mix in mixes]

    assert spread(cast.trust)[-1] == ("Summer 2024/25", dt.date(2025, 4, 1), 2)
    assert spread(cast.trust)[-2] == ("Spring 2024/25", dt.date(2025, 1, 1), 1)
    assert OfTerm(2024, 2).days_at(cast.oak) != OfTerm(2024, 2).days_at(cast.trust)


def test_a_step_is_carried_out_once_a_year_and_says_by_whom(cast, clock, sign_in):
    level = an_offer(cast)[0]
    step = a_step(level)
    lead = sign_in(cast.inclusion_lead)
    lead.post(f"{OAK}steps/{step.pk}/carried-out/", {"on": "2024-09-09", "words": "Seen at both doors"})
    lead.post(f"{OAK}steps/{step.pk}/carried-out/", {"on": "2024-09-10", "words": "Seen again"})
    carried = StepCarriedOut.objects.get()
    assert (carried.on, carried.words, carried.by_name) == (cast.today, "Seen again", "Ines Lowe")
    held = coverage(Offer.of(cast.oak, cast.today), cast.oak, cast.today)[0]
    assert (held.done, len(held.rows)) == (1, level.steps.count())
    assert "1 of 3 steps" in lead.get(OAK).content.decode()
    with pytest.raises(ProblemWith, match="after today"):
        carry_out(step=step, school=cast.oak, on=dt.date(2024, 9, 11), words="", by=cast.head)
    # A new school year begins with nothing carried out.
    clock.at("2025-09-10T09:00")
    assert coverage(Offer.of(cast.oak, dt.date(2025, 9, 10)), cast.oak, dt.date(2025, 9, 10))[0].done == 0
    clock.at("2024-09-10T10:00")
    sign_in(cast.inclusion_lead).post(f"{OAK}steps/{step.pk}/not-carried-out/")
    assert not StepCarriedOut.objects.exists()


def test_a_trusts_offer_stands_at_its_schools_until_they_have_their_own(cast, sign_in):
    an_offer(cast, "levels", cast.trust)
    assert levels_of(cast.oak, cast.today)[0].name == "Prevention"
    assert levels_of(cast.elm, cast.today) == []
    step = a_step(levels_of(cast.oak, cast.today)[0])
    head = sign_in(cast.head)
    assert "This is the offer of Hedgerow Trust" in head.get(OAK).content.decode()
    # A school carries the steps out, and changes none of them.
    assert head.get(f"{OAK}steps/{step.pk}/").status_code == 404
    carry_out(step=step, school=cast.oak, on=cast.today, words="", by=cast.head)
    page = sign_in(cast.trust_officer).get("/groupings/trust/Hedgerow Trust/support/offer/").content.decode()
    assert "1 of 3" in page
    an_offer(cast)
    assert [one.name for one in levels_of(cast.oak, cast.today)] == ["Universal", "Targeted", "Specialist"]


def test_an_offer_is_written_on_its_pages(cast, sign_in):
    lead = sign_in(cast.inclusion_lead)
    assert "Begin the offer" in lead.get(OAK).content.decode()
    lead.post(f"{OAK}begin/", {"starter": "tiers"})
    level = OfferLevel.objects.get(name="Targeted")
    lead.post(f"{OAK}levels/{level.pk}/", {"name": "A little more", "tier": "targeted", "about": ""})
    said = {
        "level": level.pk, "words": "Breakfast club", "owner": "role:office", "evidence": "The register",
        "programme": "", "for_families": "", "how_to_get": "Come at eight",
    }  # fmt: skip
    assert lead.post(f"{OAK}levels/{level.pk}/steps/new/", said).status_code == 400
    lead.post(f"{OAK}levels/{level.pk}/steps/new/", said | {"for_families": "Breakfast from eight."})
    step = OfferStep.objects.get(words="Breakfast club")
    universal = OfferLevel.objects.get(name="Universal")
    lead.post(f"{OAK}steps/{step.pk}/", said | {"for_families": "Breakfast.", "level": universal.pk})
    step.refresh_from_db()
    assert (step.level, step.owner_words) == (universal, "School office")
    page = lead.get(OAK).content.decode()
    assert "A little more" in page
    lead.post(f"{OAK}steps/{step.pk}/lay-aside/")
    assert "Breakfast club" not in lead.get(OAK).content.decode()


def test_families_read_what_there_is_and_how_to_get_it_in_plain_words(cast, sign_in):
    an_offer(cast)
    an_agency(
        cast,
        name="Family centre",
        for_families="A place to play and talk.",
        how_to_get="Walk in.",
        where="Mill Lane",
    )
    an_agency(cast, name="Secret panel")
    a_case(cast)
    page = sign_in(cast.office).get(reverse("support:offer_for_families", args=["123456"])).content.decode()
    for words in ("Somebody greets your child", "Ask your child’s teacher", "Family centre", "Walk in."):
        assert words in page
    assert "Secret panel" not in page
    assert "Amy" not in page


def test_a_step_laid_aside_stays_in_what_was_carried_out(cast):
    step = a_step(an_offer(cast)[0])
    carry_out(step=step, school=cast.oak, on=cast.today, words="", by=cast.head)
    lay_step_aside(step=step, by=cast.head)
    assert StepCarriedOut.objects.filter(step=step).exists()
    assert step.pk not in {one.pk for row in Offer.of(cast.oak, cast.today).steps.values() for one in row}


def test_the_page_asks_no_more_however_many_children(cast, sign_in, django_assert_max_num_queries):
    an_offer(cast)
    plan = programme(cast)
    a_case(cast, under=plan)
    head = sign_in(cast.head)
    head.get(OAK)
    with django_assert_max_num_queries(90) as few:
        head.get(OAK)
    for name in ("ben", "cal", "dee"):
        a_case(cast, name, under=plan)
    with django_assert_max_num_queries(len(few)):
        head.get(OAK)
