"""What families hear when attendance is celebrated, and what a newsletter says of the league."""

import datetime as dt

import pytest

from tests.attendance.classes import MONDAY, a_class, attend
from tests.attendance.spending import AUTUMN_1, spend
from trellis.attendance import celebrating
from trellis.attendance.league import league_of
from trellis.attendance.models import FullDay
from trellis.attendance.telling_families import CELEBRATING, prepare_telling
from trellis.messages.actions import check_words, offer_templates
from trellis.messages.drawing_up import ProblemWithMessages
from trellis.messages.models import Batch, Channel, Item, Wording
from trellis.schools.actions import set_characteristic
from trellis.schools.models import Contact
from trellis.telling.blocks import drawn

DAY = dt.date(2024, 10, 4)
TELL = "/schools/123456/celebrating/tell-families/"


@pytest.fixture(autouse=True)
def a_mobile(cast):
    """The mother of Amy and Eve has a mobile telephone; nobody else at Oak has one."""
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")


def said_of(item: Item) -> str:
    """What an item says."""
    return " ".join(line for side in item.sides.all() for part in side.parts for line in part["lines"])


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_wording_that_comes_with_it_may_be_used(cast, language):
    offer_templates(school=cast.oak, subject=CELEBRATING)
    held = Wording.objects.filter(template__school=cast.oak, language=language)
    assert held.filter(channel=Channel.TEXT).count() == 5
    for one in held:
        check_words(CELEBRATING, one.channel, one.body)


def test_the_families_of_the_gold_book_hear_of_it_and_not_what_a_colleague_wrote(cast):
    celebrating.nominate(
        enrolment=cast.enrolment("amy"), day=MONDAY, reason="Kind to Ben in his splints", by=cast.teacher
    )
    batch, _draft = prepare_telling(school=cast.oak, what="gold-book", key="2024-09-09", by=cast.office)
    (item,) = batch.items.all()
    assert (item.pupil, item.channel, item.state) == (cast.amy, Channel.TEXT, "prepared")
    assert said_of(item) == "Amy is in our gold book this week. Do ask what for! Oak Primary"


def test_a_certificate_reads_the_same_whatever_was_exempted(cast, clock):
    clock.at("2024-10-25T10:00")
    spend(cast.oak, {cast.amy: "", cast.eve: "4I"})
    told = {"what": "certificate-full", "key": "2024-autumn-1", "by": cast.office}
    celebrating.exempt(
        pupil=cast.eve, school=cast.oak, kind="medical", covers="every", since=AUTUMN_1[1], by=cast.head
    )
    batch, _draft = prepare_telling(school=cast.oak, **told)
    words = {item.pupil: said_of(item) for item in batch.items.all()}
    assert words[cast.amy] == (
        "Amy has a certificate for 100% attendance: Autumn 1, 2024/25. "
        "Thank you for all you do to make it happen. Oak Primary"
    )
    assert words[cast.eve] == words[cast.amy].replace("Amy", "Eve")


def test_every_family_hears_of_a_100_per_cent_day_once_and_of_no_child(cast):
    celebrating.name_full_day(school=cast.oak, day=DAY, words="There will be music", by=cast.office)
    batch, _draft = prepare_telling(school=cast.oak, what="full-day", key="2024-10-04", by=cast.office)
    (item,) = batch.items.all()  # Amy and Eve have one mother with a number
    assert item.pupil is None
    assert said_of(item) == (
        "Friday 4 October is our 100% day. There will be music. "
        "We hope to see everybody who is well enough to come. Oak Primary"
    )


def test_thanks_go_once_the_day_is_over_and_complete(cast, clock):
    celebrating.name_full_day(school=cast.oak, day=DAY, by=cast.office)
    told = {"what": "full-day-thanks", "key": "2024-10-04", "by": cast.office}
    everybody = [cast.amy, cast.ben, cast.cal, cast.dee, cast.eve, cast.fay]
    more = a_class(cast.oak, "2B", 60, since=AUTUMN_1[1], until=DAY)
    attend(cast.oak, everybody, since=AUTUMN_1[1], until=dt.date(2024, 10, 3))
    for moment in ("2024-10-04T17:00", "2024-10-05T09:00"):
        clock.at(moment)
        with pytest.raises(ProblemWithMessages, match="not over, or marks of it are missing"):
            prepare_telling(school=cast.oak, **told)
    attend(cast.oak, [*everybody, *more], {0: "2I"}, since=DAY, until=DAY)
    batch, _draft = prepare_telling(school=cast.oak, **told)
    (item,) = batch.items.all()
    assert said_of(item) == (
        "Thank you for our 100% day on Friday 4 October. 95% or more of sessions were attended, "
        "against 100.0% on our other Fridays this half-term. Oak Primary"
    )


@pytest.mark.parametrize(
    ("what", "key"),
    [
        ("full-day", "2024-09-10"),
        ("full-day", "2024-10-05"),
        ("certificate-full", "2024-autumn-1"),
        ("x", "y"),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(cast, sign_in, what, key):
    FullDay.objects.create(school=cast.oak, day=cast.today, named_by_name="x")
    client = sign_in(cast.office)
    answer = client.post(
        "/schools/123456/celebrating/tell-families/", {"what": what, "key": key}, follow=True
    )
    assert answer.status_code == 200
    assert list(answer.context["messages"])
    assert not Batch.objects.exists()


def test_the_page_leads_to_the_batch(cast, sign_in):
    celebrating.nominate(enrolment=cast.enrolment("amy"), day=MONDAY, reason="Kind", by=cast.teacher)
    told = {"what": "gold-book", "key": "2024-09-09"}
    assert sign_in(cast.teacher).post(TELL, told).status_code == 404
    answer = sign_in(cast.office).post(TELL, told)
    assert answer.url == f"/schools/123456/messages/{Batch.objects.get().pk}/"


# --- blocks of newsletters and screens ----------------------------------------------------------------------


def test_a_newsletter_says_the_league_as_it_was_announced_and_how_it_was_counted(cast, clock):
    clock.at("2024-09-13T17:00")
    assert drawn("league", cast.oak, dt.date(2024, 9, 13)) is None
    a_class(cast.oak, "2B", 10, {0: "1I"})
    found = league_of(cast.oak, MONDAY, dt.date(2024, 9, 13))
    celebrating.announce(league=found, reward="A kite", by=cast.office)
    block = drawn("league", cast.oak, dt.date(2024, 9, 20))
    (part,) = block.parts
    assert part["lines"][0] == (
        "In the week of 9 September class 2B won the class league, "
        "with 95% or more of sessions attended. Their reward: A kite."
    )
    assert ("Places", "By exact rates; two decimal places are only for reading.") in block.counted
    assert block.ledger == found.ledger
    assert drawn("league", cast.oak, dt.date(2024, 9, 30)) is None


def test_the_gold_book_in_a_newsletter_holds_the_names_that_may_be_shown(cast):
    assert drawn("gold-book", cast.oak, cast.today) is None
    for name in ("amy", "ben"):
        celebrating.nominate(enrolment=cast.enrolment(name), day=cast.today, reason="Kind", by=cast.teacher)
    set_characteristic(
        enrolment=cast.enrolment("amy"), kind="name_shown", value="true", since=MONDAY, by=cast.office
    )
    assert drawn("gold-book", cast.oak, cast.today).parts == [{"kind": "points", "points": ["Amy, 3B"]}]
