"""A prize draw whose record anybody can check, and that names nobody to those who may not see them."""

import datetime as dt
import hashlib
import html
import re
from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.attendance.classes import a_class
from tests.attendance.spending import AUTUMN_1, spend
from trellis.attendance import celebrating
from trellis.attendance.celebrating import ProblemWithCelebrating, problems_of
from trellis.attendance.models import Draw, Ticket
from trellis.attendance.recognition import days_called, recognised, two_years
from trellis.registers.erasure import _erase
from trellis.registers.merging_pupils import merge_pupils
from trellis.rules.draw import ticket_of
from trellis.schools import actions

DRAWS = "/schools/123456/celebrating/draws/"
HALF_TERM = "2024-autumn-1"


@pytest.fixture(autouse=True)
def after_the_half_term(clock):
    clock.at("2024-10-24T17:00")


@pytest.fixture
def everybody(cast):
    """All of Oak with 100% but Ben; ten children of 2B besides."""
    spend(cast.oak, dict.fromkeys([cast.amy, cast.cal, cast.dee, cast.eve, cast.fay], "") | {cast.ben: "2I"})
    return a_class(cast.oak, "2B", 10, since=AUTUMN_1[1], until=AUTUMN_1[2])


def fixed(cast, prize: str = "A hamper") -> Draw:
    held = two_years(cast.oak, dt.date(2024, 10, 24))
    found = recognised(cast.oak, days_called(held, HALF_TERM), held)
    return celebrating.fix_tickets(school=cast.oak, recognition=found, prize=prize, by=cast.office)


def drawn(cast) -> Draw:
    return celebrating.draw_winner(draw=fixed(cast), by=cast.head)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


# --- fixing and drawing -------------------------------------------------------------------------------------


def test_everybody_with_100_per_cent_has_one_ticket_and_no_seed_exists_yet(cast, everybody):
    draw = fixed(cast)
    assert Counter(ticket.pupil for ticket in draw.tickets.all()) == Counter(
        [*everybody, cast.amy, cast.cal, cast.dee, cast.eve, cast.fay]
    )
    assert (draw.seed, draw.winner, draw.drawn_at) == ("", None, None)
    assert draw.fixed_by_name == "Olive Ofori"


def test_the_winner_follows_from_the_record_alone(cast, everybody):
    """Run again with nothing but the record and SHA-256."""
    draw = drawn(cast)
    tickets = list(draw.tickets.order_by("number").values_list("ticket", flat=True))
    assert hashlib.sha256("\n".join(tickets).encode()).hexdigest() == draw.digest
    number = int(hashlib.sha256(f"{draw.digest}:{draw.seed}:1".encode()).hexdigest(), 16)
    assert number % len(tickets) + 1 == draw.winner
    assert problems_of(draw) == []
    assert draw.drawn_by_name == "Helen Hart"


def test_a_draw_is_drawn_once(cast, everybody):
    draw = drawn(cast)
    again = celebrating.draw_winner(draw=draw, by=cast.office)
    assert (again.seed, again.winner, again.drawn_by_name) == (draw.seed, draw.winner, "Helen Hart")


def test_tickets_are_fixed_once_for_a_half_term(cast, everybody):
    fixed(cast)
    with pytest.raises(ProblemWithCelebrating, match="are fixed already"):
        fixed(cast, "Another hamper")


def test_no_ticket_is_fixed_before_the_half_term_is_over_or_while_marks_are_missing(cast, everybody, clock):
    clock.at("2024-10-24T10:00")
    with pytest.raises(ProblemWithCelebrating, match="is not over"):
        fixed(cast)
    clock.at("2024-10-24T17:00")
    a_class(cast.oak, "1C", 1, {0: "1."}, since=AUTUMN_1[1], until=AUTUMN_1[2])
    with pytest.raises(ProblemWithCelebrating, match=r"Marks are missing \(children: 1\)"):
        fixed(cast)


def test_where_nobody_has_100_per_cent_there_is_nothing_to_draw(cast):
    at_oak = (cast.amy, cast.ben, cast.cal, cast.dee, cast.eve, cast.fay)
    spend(cast.oak, dict.fromkeys(at_oak, "1I"))
    with pytest.raises(ProblemWithCelebrating, match="Nobody has a ticket"):
        fixed(cast)


def test_another_seed_is_drawn_each_time_and_each_ticket_may_win(cast, everybody):
    draw = fixed(cast)
    winners = set()
    for _time in range(60):
        with transaction.atomic():
            winners.add(celebrating.draw_winner(draw=draw, by=cast.head).winner)
            transaction.set_rollback(True)
    assert len(winners) > 5


# --- drawing again ------------------------------------------------------------------------------------------


def test_drawing_again_is_another_record_with_a_reason_and_without_the_first_winner(cast, everybody):
    first = drawn(cast)
    with pytest.raises(ProblemWithCelebrating, match="Say why"):
        celebrating.fix_again(draw=first, reason=" ", by=cast.office)
    second = celebrating.fix_again(draw=first, reason="The winner has moved away", by=cast.office)
    assert (second.number, second.reason, second.winner) == (2, "The winner has moved away", None)
    won = first.tickets.get(number=first.winner).pupil
    assert set(second.tickets.values_list("pupil", flat=True)) == set(
        first.tickets.exclude(pupil=won).values_list("pupil", flat=True)
    )
    with pytest.raises(ProblemWithCelebrating, match="have not been drawn yet"):
        celebrating.fix_again(draw=first, reason="Impatience", by=cast.office)
    first.refresh_from_db()
    assert problems_of(first) == []


def test_the_database_refuses_half_a_draw(cast, everybody):
    draw = fixed(cast)
    for half in ({"seed": "ab"}, {"winner": 1}, {"drawn_by_name": "Somebody"}, {"reason": "No second draw"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Draw.objects.filter(pk=draw.pk).update(**half)


# --- tampering ----------------------------------------------------------------------------------------------


def swap_owners(draw: Draw) -> None:
    """The winning ticket is given to another child."""
    one, other = draw.tickets.get(number=draw.winner), draw.tickets.exclude(number=draw.winner).first()
    Ticket.objects.filter(pk=one.pk).update(pupil=other.pupil)


def swap_tickets(draw: Draw) -> None:
    one, other = draw.tickets.order_by("number")[:2]
    Ticket.objects.filter(pk=one.pk).update(ticket=other.ticket)


def take_one_away(draw: Draw) -> None:
    draw.tickets.exclude(number=draw.winner).first().delete()


def add_one(draw: Draw) -> None:
    """A friend's ticket, properly sealed."""
    pupil = draw.tickets.first().pupil
    Ticket.objects.create(draw=draw, number=99, secret="s", pupil=pupil, ticket=ticket_of("s", pupil.pk))


def name_another(draw: Draw) -> None:
    Draw.objects.filter(pk=draw.pk).update(winner=draw.winner % draw.tickets.count() + 1)


@pytest.mark.parametrize("tamper", [swap_owners, swap_tickets, take_one_away, add_one, name_another])
def test_tampering_is_found_and_shown(cast, everybody, sign_in, tamper):
    draw = drawn(cast)
    client = sign_in(cast.governor)
    assert "it comes out the same" in words(client.get(f"{DRAWS}{draw.pk}/"))
    tamper(draw)
    draw.refresh_from_db()
    assert problems_of(draw)
    assert "This record does not agree with itself" in words(client.get(f"{DRAWS}{draw.pk}/"))


def test_what_was_changed_before_the_draw_is_not_drawn(cast, everybody):
    draw = fixed(cast)
    Ticket.objects.create(
        draw=draw, number=99, secret="s", pupil=cast.ben, ticket=ticket_of("s", cast.ben.pk)
    )
    with pytest.raises(ProblemWithCelebrating, match="not those that were fixed"):
        celebrating.draw_winner(draw=draw, by=cast.head)


def test_a_record_merged_since_or_erased_is_no_tampering(cast, everybody):
    draw = drawn(cast)
    again = actions.admit(
        school=cast.oak, forename="Dee", surname="Dunn", since=dt.date(2024, 10, 24), by="x"
    )
    merge_pupils(kept=again.pupil, gone=cast.dee, by=cast.attendance_lead)
    assert problems_of(draw) == []
    assert draw.tickets.filter(pupil=again.pupil).exists()
    _erase([everybody[0]])
    assert draw.tickets.filter(pupil=None).count() == 1
    assert problems_of(draw) == []


# --- who is named to whom -----------------------------------------------------------------------------------


def test_the_record_names_no_child_to_those_who_may_not_see_them(cast, everybody, sign_in):
    draw = drawn(cast)
    page = words(sign_in(cast.governor).get(f"{DRAWS}{draw.pk}/"))
    assert f"Ticket {draw.winner}" in page
    assert draw.digest in page
    assert draw.seed in page
    names = {word for ticket in draw.tickets.all() for word in (ticket.pupil.forename, ticket.pupil.surname)}
    assert not [name for name in names if re.search(rf"\b{name}\b", page)]
    teacher = words(sign_in(cast.teacher).get(f"{DRAWS}{draw.pk}/"))
    assert "Amy Adams" in teacher
    assert "Eve Adams" not in teacher
    assert "Robin0" not in teacher
    winner = draw.tickets.get(number=draw.winner).pupil
    assert winner.known_as in words(sign_in(cast.head).get(f"{DRAWS}{draw.pk}/"))
    secrets = [ticket.secret for ticket in draw.tickets.all()]
    assert not [one for one in secrets if one in page or one in teacher]


def test_mr_outside_finds_no_draw_of_oak_by_way_of_elm(cast, everybody, sign_in):
    draw = drawn(cast)
    client = sign_in(cast.mr_outside)
    assert client.get(f"/schools/234567/celebrating/draws/{draw.pk}/").status_code == 404
    assert (
        client.post(f"/schools/234567/celebrating/draws/{draw.pk}/again/", {"reason": "x"}).status_code == 404
    )


def test_the_pages_fix_draw_and_draw_again(cast, everybody, sign_in):
    client = sign_in(cast.office)
    assert client.post(f"{DRAWS}fix/", {"days": HALF_TERM, "prize": "A hamper"}).status_code == 302
    draw = Draw.objects.get()
    waiting = words(client.get(f"{DRAWS}{draw.pk}/"))
    assert "15 tickets for: A hamper. Nothing is drawn yet." in waiting
    refused = client.post(f"{DRAWS}fix/", {"days": HALF_TERM, "prize": "A hamper"})
    assert refused.status_code == 400
    assert "are fixed already" in words(refused)
    assert client.post(f"{DRAWS}{draw.pk}/draw/").status_code == 302
    assert client.post(f"{DRAWS}{draw.pk}/again/", {"reason": ""}).status_code == 400
    assert client.post(f"{DRAWS}{draw.pk}/again/", {"reason": "Moved away"}).status_code == 302
    assert "Drawn again, because: Moved away" in words(client.get(f"{DRAWS}{draw.pk}/"))
    teacher = sign_in(cast.teacher)
    assert teacher.get(DRAWS).status_code == 200
    assert teacher.post(f"{DRAWS}fix/", {"days": HALF_TERM, "prize": "x"}).status_code == 404


def test_a_draw_asks_no_more_of_the_database_for_more_tickets(cast, everybody, sign_in, clock):
    small = drawn(cast)
    autumn_2 = {"since": dt.date(2024, 11, 4), "until": dt.date(2024, 12, 20)}
    a_class(cast.oak, "5D", 40, **autumn_2)
    others = [*everybody, cast.amy, cast.ben, cast.cal, cast.dee, cast.eve, cast.fay]
    spend(cast.oak, dict.fromkeys(others, "1I"), **autumn_2)
    clock.at("2024-12-20T17:00")
    held = two_years(cast.oak, dt.date(2024, 12, 20))
    found = recognised(cast.oak, days_called(held, "2024-autumn-2"), held)
    large = celebrating.fix_tickets(school=cast.oak, recognition=found, prize="Kites", by=cast.office)
    large = celebrating.draw_winner(draw=large, by=cast.office)
    client, asked = sign_in(cast.head), []
    client.get(DRAWS)
    for draw in (small, large):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{DRAWS}{draw.pk}/").status_code == 200
        asked.append(len(queries))
    assert large.tickets.count() == 40
    assert asked[0] == asked[1]
