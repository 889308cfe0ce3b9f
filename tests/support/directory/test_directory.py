"""Services for an age, where families were pointed, what is agreed and paid for, how well it did (SUP-11)."""

import datetime as dt

import pytest

from tests.support.directory.pointed import a_family_centre, an_agreement, pointed
from tests.support.helped import a_referral, an_agency
from trellis.rules.academic_year import AcademicYear
from trellis.rules.words import ProblemWith
from trellis.support.actions import hear_of_referral, send_referral
from trellis.support.directory.actions import agree, hear_of_family, rate
from trellis.support.directory.answering import answered, directory, to_renew
from trellis.support.directory.models import Agreement, Signpost
from trellis.support.models import Agency

OAK = "/schools/123456/support/"
THIS = AcademicYear(2024)


def test_a_service_is_found_by_age_tier_and_words(cast, sign_in):
    """SUP-11."""
    a_family_centre(cast, about="Play and talk")
    an_agency(cast)
    every = Agency.objects.all()
    assert [one.name for one in directory(every, age=3, words="play")] == ["Family centre"]
    assert [one.name for one in directory(every, age=6)] == ["Education welfare service"]
    assert directory(every, tier="targeted") == []
    babies = a_family_centre(cast, name="Babies under one", ages_until=0)
    assert babies in directory(Agency.objects.all(), age=0)
    assert babies not in directory(Agency.objects.all(), age=3)
    page = sign_in(cast.head).get(f"{OAK}services/", {"age": "3", "q": "play"}).content.decode()
    assert "For children from 0 to 5 years." in page
    assert "Education welfare service" not in page


def test_a_service_that_asks_nothing_is_pointed_to_and_not_referred_to(cast, sign_in):
    lead = sign_in(cast.inclusion_lead)
    said = {
        "name": "Toddler group", "tier": "universal", "about": "", "ages_from": "0", "ages_until": "4",
        "where": "Village hall, Tuesdays", "for_families": "Come and play.", "how_to_get": "Walk in.",
        "filled": [], "must": "", "may": "", "received_by": "", "programme": "", "answers_days": "",
    }  # fmt: skip
    lead.post(f"{OAK}services/new/", said)
    group = Agency.objects.get(name="Toddler group")
    assert "Families go there themselves" in lead.get(f"{OAK}services/").content.decode()
    assert "Toddler group" not in lead.get(f"{OAK}refer/{cast.amy.pk}/").content.decode()
    assert lead.get(f"{OAK}refer/{cast.amy.pk}/{group.pk}/").status_code == 404
    assert lead.post(f"{OAK}services/{group.pk}/", said | {"ages_from": "9"}).status_code == 400


def test_a_family_is_pointed_somewhere_and_somebody_asks_what_came_of_it(cast, sign_in):
    centre = a_family_centre(cast)
    lead = sign_in(cast.inclusion_lead)
    assert "Amy Adams" in lead.get(f"{OAK}signposts/", {"q": "amy"}).content.decode()
    cast.ben.preferred_name = "Benedict"
    cast.ben.save()
    assert "Ben Bright" in lead.get(f"{OAK}signposts/", {"q": "benedict"}).content.decode()
    said = {"agency": centre.pk, "words": "Meeting other parents", "on": "2024-09-10"}
    lead.post(f"{OAK}signposts/new/{cast.amy.pk}/", said)
    held = Signpost.objects.get()
    assert (held.pupil, held.by_name) == (cast.amy, "Ines Lowe")
    assert "not heard of yet: 1" in lead.get(f"{OAK}signposts/").content.decode()
    lead.post(
        f"{OAK}signposts/{held.pk}/", {"came_of_it": "used", "on": "2024-09-10", "words": "Goes weekly"}
    )
    page = lead.get(f"{OAK}signposts/").content.decode()
    assert "They went, and it helped: 1" in page
    assert "Goes weekly" in page
    with pytest.raises(ProblemWith, match="between that day and today"):
        hear_of_family(
            signpost=held, came_of_it="used", on=dt.date(2024, 9, 9), words="", by=cast.inclusion_lead
        )
    assert sign_in(cast.mr_outside).get(f"/schools/234567/support/signposts/{held.pk}/").status_code == 404
    assert sign_in(cast.teacher).get(f"{OAK}signposts/").status_code == 404
    # Whoever points a family of their own class there comes back to the child.
    kept = sign_in(cast.teacher).post(f"{OAK}signposts/new/{cast.ben.pk}/", said)
    assert kept.url == f"/schools/123456/pupils/{cast.ben.pk}/"


def test_how_well_a_service_answers_is_read_from_the_referrals_to_it(cast, clock, sign_in):
    service = an_agency(cast)
    an_agreement(cast, service)
    heard = a_referral(cast, service, answers=_everything(service), why_nothing_tried="At once")
    silent = a_referral(cast, service, "ben", answers=_everything(service), why_nothing_tried="At once")
    a_referral(cast, service, "cal")  # written, and not sent
    for one in (heard, silent):
        send_referral(referral=one, on=cast.today, tried=(), by=cast.attendance_lead)
    clock.at("2024-09-20T09:00")
    hear_of_referral(
        referral=heard, on=dt.date(2024, 9, 14), kind="acknowledged", words="", by=cast.attendance_lead
    )
    hear_of_referral(
        referral=heard,
        on=dt.date(2024, 9, 19),
        kind="outcome",
        outcome="accepted",
        words="",
        by=cast.attendance_lead,
    )
    found = answered([cast.oak], THIS)[0]
    assert (found.answers.sent, found.answers.acknowledged, found.answers.waits) == (2, 1, 1)
    assert (found.middle_days, found.answers.in_time, found.cost_each) == ("4", 1, 900)
    assert [(str(words), count) for words, count in found.outcomes] == [("Taken up", 1)]
    page = sign_in(cast.attendance_lead).get(f"{OAK}agreements/").content.decode()
    assert "1 acknowledged, half of them within 4 days; 1 within the 5 it promises" in page


def test_a_child_referred_twice_is_two_referrals_and_not_two_children(cast, sign_in):
    service = an_agency(cast)
    an_agreement(cast, service)
    for _time in range(2):
        one = a_referral(cast, service, answers=_everything(service), why_nothing_tried="At once")
        send_referral(referral=one, on=cast.today, tried=(), by=cast.attendance_lead)
        said = {"kind": "outcome", "outcome": "accepted", "words": "", "by": cast.attendance_lead}
        hear_of_referral(referral=one, on=cast.today, **said)
    page = sign_in(cast.attendance_lead).get(f"{OAK}agreements/").content.decode()
    assert "2 referrals" in page
    assert "£900 for each referral" in page
    assert "2 children" not in page


@pytest.mark.parametrize("year", ["0000", "9999", "all"])
def test_a_year_nobody_counts_by_is_this_one(cast, sign_in, year):
    response = sign_in(cast.attendance_lead).get(f"{OAK}agreements/", {"year": year})
    assert response.context["year"] == THIS


def _everything(service: Agency) -> dict[str, str]:
    return {one.words: "As in the record" for one in service.fields.all()}


def test_an_agreement_is_rated_each_term_with_a_reason(cast, sign_in):
    held = an_agreement(cast, an_agency(cast))
    rate(agreement=held, term="autumn", rating=2, why="Slow to begin", by=cast.head)
    lead = sign_in(cast.attendance_lead)
    assert (
        lead.post(
            f"{OAK}agreements/{held.pk}/rate/", {"term": "autumn", "rating": "3", "why": ""}
        ).status_code
        == 400
    )
    lead.post(f"{OAK}agreements/{held.pk}/rate/", {"term": "autumn", "rating": "3", "why": "Better now"})
    rating = held.ratings.get()
    assert (rating.rating, rating.why, rating.by_name) == (3, "Better now", "Anil Attar")
    page = lead.get(f"{OAK}agreements/").content.decode()
    assert "3 of 4" in page
    assert "1 agreement for £1,800." in page


def test_an_agreement_with_a_service_that_was_laid_aside_is_put_right_and_no_other_is_made(cast, sign_in):
    service = an_agency(cast)
    held = an_agreement(cast, service)
    service.until = dt.date(2024, 9, 9)
    service.save()
    lead = sign_in(cast.attendance_lead)
    sent = {"agency": service.pk, "year": "2024", "level": "Level 1", "cost": "900", "decided": "It ended"}
    assert lead.post(f"{OAK}agreements/{held.pk}/", sent).status_code == 302
    held.refresh_from_db()
    assert (held.level, held.decided) == ("Level 1", "It ended")
    assert lead.post(f"{OAK}agreements/new/", sent | {"year": "2025"}).status_code == 400


def test_a_renewal_stands_on_today_from_eight_weeks_before_until_something_is_decided(cast, sign_in):
    held = an_agreement(cast, an_agency(cast), renew_by=dt.date(2024, 11, 5))
    assert not to_renew(cast.oak, dt.date(2024, 9, 9)).exists()
    assert to_renew(cast.oak, cast.today).get() == held
    words = "1 agreement with a service to renew or end"
    assert words in sign_in(cast.attendance_lead).get("/", follow=True).content.decode()
    agree(
        agreement=held,
        school=cast.oak,
        agency=held.agency,
        year=2024,
        level=held.level,
        cost=held.cost,
        renew_by=held.renew_by,
        decided="Renewed at level 1",
        by=cast.head,
    )
    assert not to_renew(cast.oak, cast.today).exists()
    assert words not in sign_in(cast.attendance_lead).get("/", follow=True).content.decode()


def test_what_stands_on_today_is_found_on_the_page_whichever_year_it_is_of(cast, sign_in):
    an_agreement(cast, an_agency(cast), year=2023, renew_by=dt.date(2024, 7, 31))
    client = sign_in(cast.attendance_lead)
    assert "1 agreement with a service to renew or end" in client.get("/", follow=True).content.decode()
    page = client.get(f"{OAK}agreements/").content.decode()
    assert '<a class="govuk-link" href="?year=2023">Education welfare service, 2023/24</a>' in page
    assert "of other years" not in client.get(f"{OAK}agreements/?year=2023").content.decode()


def test_an_agreement_is_written_once_a_year(cast, sign_in):
    service = an_agency(cast)
    lead = sign_in(cast.attendance_lead)
    said = {
        "agency": service.pk, "year": "2024", "level": "Level 1", "buys": "", "cost": "950.50",
        "renew_by": "", "decided": "",
    }  # fmt: skip
    lead.post(f"{OAK}agreements/new/", said)
    again = lead.post(f"{OAK}agreements/new/", said)
    assert "for that year already" in again.content.decode()
    held = Agreement.objects.get()
    lead.post(f"{OAK}agreements/{held.pk}/", said | {"level": "Level 3"})
    held.refresh_from_db()
    assert (held.level, str(held.cost)) == ("Level 3", "950.50")


def test_a_trust_sees_what_each_school_buys_and_which_buys_nothing(cast, sign_in):
    an_agreement(cast, an_agency(cast))
    officer = sign_in(cast.authority_officer)
    page = officer.get("/groupings/authority/Northmoor/support/agreements/").content.decode()
    assert "Oak Primary" in page
    assert "Without an agreement: Elm Primary" in " ".join(page.split())


def test_pages_ask_no_more_however_much_there_is(cast, sign_in, django_assert_max_num_queries):
    centre = a_family_centre(cast)
    pointed(cast, agency=centre)
    an_agreement(cast, centre)
    head = sign_in(cast.head)
    for page in ("signposts", "agreements"):
        head.get(f"{OAK}{page}/")
        with django_assert_max_num_queries(60) as few:
            head.get(f"{OAK}{page}/")
        if page == "signposts":
            pointed(cast, "ben", centre)
            pointed(cast, "cal", centre)
        else:
            rate(
                agreement=an_agreement(cast, an_agency(cast)), term="autumn", rating=1, why="x", by=cast.head
            )
        with django_assert_max_num_queries(len(few)):
            head.get(f"{OAK}{page}/")
