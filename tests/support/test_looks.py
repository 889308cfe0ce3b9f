"""Impact for everybody who asks (SUP-15): over time, what somebody leads, what governors see, its price."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.learning.scales import a_scale
from tests.support.groups.grouped import a_group
from tests.support.helped import a_case, programme
from tests.support.test_helping import LATER, START, school  # noqa: F401
from trellis.learning.actions import record_scores
from trellis.registers.half_terms import last_half_term_over
from trellis.rules.impact import Standing, Verdict
from trellis.support.actions import close_case, note_contact, write_programme
from trellis.support.groups.actions import join_group
from trellis.support.helping import impact_by_term, impact_of_caseload, impact_of_group

OAK = "123456"
JANUARY = dt.date(2025, 1, 6)


def address(name: str, *arguments: object) -> str:
    return reverse(f"support:{name}", args=[OAK, *arguments])


def page(client, name: str, *arguments: object) -> str:
    return client.get(address(name, *arguments)).content.decode()


@pytest.fixture
def helped(cast, school):  # noqa: F811
    """Sixteen supported from December, whom the SENCO leads, and twelve from January, whom the head leads."""
    under = programme(cast)
    one_by_one = [a_case(cast, under=under, pupil=pupil, since=START) for pupil in school[:16]]
    later = [a_case(cast, under=under, pupil=pupil, since=JANUARY, lead=cast.head) for pupil in school[20:32]]
    return under, one_by_one, later


def test_terms_stand_side_by_side_with_how_many_comparisons_there_are(cast, helped, sign_in):
    under, first, later = helped
    together, spring, autumn = impact_by_term(cast.oak, under, LATER)
    assert [one.words for one in (together, spring, autumn)] == ["All together", "Spring 2025", "Autumn 2024"]
    assert (together.cases, spring.cases, autumn.cases) == (28, len(later), len(first))
    assert autumn.first.verdict is Verdict.MORE
    assert spring.first.verdict is Verdict.TOO_FEW  # its six weeks are not over
    told = page(sign_in(cast.head), "impact_over_time", under.pk)
    assert "Autumn 2024" in told
    assert "4 comparisons are on this page" in told
    assert "a term that stands higher is not a better one" in told


def test_an_officer_opens_the_terms_of_a_school_s_own_programme_and_of_no_other(cast, helped, sign_in):
    under, _first, _later = helped
    officer = sign_in(cast.trust_officer)
    told = officer.get(reverse("support:impact", args=[cast.trust.named])).content.decode()
    terms = reverse("support:impact_over_time", args=[cast.trust.named, under.pk])
    assert terms in told
    assert "Autumn 2024" in officer.get(terms).content.decode()
    foreign = programme(cast, "nurture", cast.elm)
    assert (
        officer.get(reverse("support:impact_over_time", args=[cast.trust.named, foreign.pk])).status_code
        == 404
    )


def test_a_key_worker_sees_what_they_lead_as_one_and_nobody_elses(cast, helped, sign_in):
    under, first, _later = helped
    [own] = impact_of_caseload(cast.oak, cast.inclusion_lead, LATER)
    assert own.cases == len(first)
    assert own.first.difference == impact_by_term(cast.oak, under, LATER)[2].first.difference
    closing = {"outcome": "enough", "closing_words": "It is so."}
    close_case(case=first[0], on=LATER, by=cast.head, **closing)
    assert impact_of_caseload(cast.oak, cast.inclusion_lead, LATER)[0].cases == len(first)  # led until closed
    assert impact_of_caseload(cast.oak, cast.inclusion_lead, START + dt.timedelta(days=365)) == []
    assert impact_of_caseload(cast.oak, cast.attendance_lead, LATER) == []
    told = page(sign_in(cast.inclusion_lead), "own_impact")
    assert "16 cases" in told
    assert "Their attendance rose more than that of similar pupils." in told
    assert "No case that you lead" in page(sign_in(cast.attendance_lead), "own_impact")
    assert "Ines Lowe" not in page(sign_in(cast.head), "impact")  # nobody stands beside a figure


def test_a_group_is_its_childrens_cases_while_they_were_in_it(cast, helped, school, sign_in):  # noqa: F811
    under, first, _later = helped
    group = a_group(cast, programme=under)
    said = {"since": START, "by": cast.inclusion_lead}
    join_group(group=group, pupils=[*school[:16], school[40]], **said)  # one of them without a case
    [found] = impact_of_group(group, LATER)
    assert (found.words, found.cases) == ("Early birds", len(first))
    assert found.first.verdict is Verdict.MORE
    client = sign_in(cast.head)
    assert "Their attendance rose more than that of similar pupils." in page(client, "group_impact", group.pk)
    of_none = a_group(cast, name="Of no programme")
    assert impact_of_group(of_none, LATER) == []
    assert "The group belongs to no programme" in page(client, "group_impact", of_none.pk)
    assert sign_in(cast.mr_outside).get(address("group_impact", group.pk)).status_code == 404


def test_governors_are_told_what_stood_when_the_half_term_ended(cast, helped, sign_in, clock):
    """No child and no small number; nothing moves before the next half-term has ended."""
    assert last_half_term_over([cast.oak], LATER) == dt.date(2024, 12, 20)
    told = page(sign_in(cast.governor), "impact_told")
    assert "half-term to 20 December 2024" in told
    assert "too few children to tell" in told  # six weeks were not over then, though today they are
    clock.at("2025-02-24T09:00")
    told = page(sign_in(cast.governor), "impact_told")
    assert "Their attendance rose more than that of similar pupils." in told
    assert "or more" in told
    assert "Robin0" not in told
    assert sign_in(cast.governor).get(address("impact")).status_code == 404
    assert sign_in(cast.mr_outside).get(address("impact_told")).status_code == 404


def test_a_session_has_a_price_only_where_some_were_regained(cast, helped):
    """By the hours and pounds of those alone for whom somebody like them was found."""
    under, first, _later = helped
    told = impact_by_term(cast.oak, under, LATER)[2]
    standing = dict(zip(told.together.cases, told.first.standings, strict=True))
    matched = next(case for case in first if standing[case] is Standing.MATCHED)
    other = next(case for case in first if standing[case] is not Standing.MATCHED)
    for case, minutes in ((matched, 600), (other, 300)):
        note_contact(case=case, on=START, kind="session", words="Talked", minutes=minutes, by=cast.head)
    under.pounds_a_child = Decimal(120)
    under.save()
    _together, spring, autumn = impact_by_term(cast.oak, under, LATER)
    assert autumn.pounds == 120 * autumn.first.matched
    assert autumn.pounds_a_session == pytest.approx(float(autumn.pounds) / autumn.regained)
    assert (autumn.hours, autumn.matched_hours) == (15, 10)
    assert autumn.hours_a_session == pytest.approx(10 / autumn.regained)
    assert (spring.regained, spring.pounds_a_session, spring.hours_a_session) == (None, None, None)


def test_scores_in_and_out_stand_without_a_claim_and_of_few_nothing_is_said(cast, school, sign_in):  # noqa: F811
    scale = a_scale(cast, name="Words a minute", least=Decimal(0), most=Decimal(200), places=0)
    values = {"name": "Reading mentor", "tier": "targeted", "about": "Reads with a child.", "review_weeks": 4}
    under = write_programme(
        place=cast.oak, values=values, figures=[(scale, "", None)], scope=["head"], by=cast.head
    )
    for pupil in school[:6]:
        a_case(cast, under=under, pupil=pupil, since=START)

    def measured(wave, on, children, value):
        said = {"school": cast.oak, "scale": scale, "wave": wave, "on": on, "by": cast.head}
        record_scores(values={pupil: Decimal(value + n) for n, pupil in enumerate(children)}, **said)

    measured("In", START, school[:6], 50)
    measured("Out", JANUARY, school[:4], 70)
    client = sign_in(cast.head)
    told = page(client, "impact")
    assert "Words a minute: fewer than five were measured at both ends." in told
    measured("Out", JANUARY, school[:5], 70)
    told = page(client, "impact")
    assert "of 6, 5 were measured at both ends. The middle went from 52 to 72" in told
    assert "says nothing of the support" in told
