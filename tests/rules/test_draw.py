"""A draw comes out the same for whoever runs it again, favours nobody, and shows what was tampered with."""

import subprocess
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.rules.draw import TICKET_DIGITS, digest_of, ticket_of, winning_place

TICKETS = [ticket_of(f"secret {n}", n) for n in range(7)]


def test_a_draw_is_the_same_whenever_it_is_run():
    digest = digest_of(TICKETS)
    assert digest == "4b029a48d6876e7cf5cdafc0eec0473fc5d1a91aafac71754cc54a7798c04c5f"
    assert [winning_place(digest, f"{seed:032x}", 7) for seed in range(8)] == [0, 1, 0, 2, 3, 6, 0, 6]


def test_anybody_can_run_it_with_what_every_computer_has():
    """The sum of digest:seed:1 as sha256sum prints it, divided by the number of tickets."""
    digest, seed = digest_of(TICKETS), "5eed" * 8
    said = subprocess.run(
        ["sha256sum"], input=f"{digest}:{seed}:1".encode(), capture_output=True, check=True
    ).stdout
    assert int(said.split()[0], 16) % 7 == winning_place(digest, seed, 7)
    listed = subprocess.run(
        ["sha256sum"], input="\n".join(TICKETS).encode(), capture_output=True, check=True
    ).stdout
    assert listed.split()[0].decode() == digest


# Chi-square exceeds this once in a thousand, with one degree of freedom fewer than there are tickets.
@pytest.mark.parametrize(("tickets", "limit"), [(2, 10.83), (3, 13.82), (7, 22.46), (30, 58.30), (97, 144.6)])
def test_every_ticket_is_as_likely_as_any_other(tickets: int, limit: float):
    """Two hundred draws a ticket with fixed seeds: chi-square finds no ticket favoured."""
    digest = digest_of(TICKETS[:5])
    drawn = Counter(winning_place(digest, f"{seed:032x}", tickets) for seed in range(200 * tickets))
    assert sum((drawn[place] - 200) ** 2 / 200 for place in range(tickets)) < limit


@given(st.text(max_size=20), st.text(max_size=20), st.integers(1, 500))
def test_somebody_always_wins(digest: str, seed: str, tickets: int):
    assert 0 <= winning_place(digest, seed, tickets) < tickets


def test_a_number_that_would_favour_the_first_tickets_is_passed_over(monkeypatch):
    """Three tickets and four numbers: 0, 1 and 2 are fair, and 3 is drawn again."""
    monkeypatch.setattr("trellis.rules.draw._NUMBERS", 4)

    class Fixed:
        def __init__(self, text: bytes) -> None:
            self.text = text

        def hexdigest(self) -> str:
            return "3" if self.text.endswith(b":1") else "2"

    monkeypatch.setattr("trellis.rules.draw.sha256", Fixed)
    assert winning_place("d", "s", 3) == 2


def test_nobody_can_be_drawn_from_nothing():
    with pytest.raises(ValueError, match="at least one ticket"):
        winning_place("d", "s", 0)


def test_a_ticket_says_nothing_of_whose_it_is_and_is_theirs_alone():
    assert all(len(ticket) == TICKET_DIGITS for ticket in TICKETS)
    assert len(set(TICKETS)) == 7
    assert ticket_of("secret 1", 1) == TICKETS[1]
    assert ticket_of("secret 1", 2) != TICKETS[1]


@given(st.permutations(range(7)))
def test_changing_taking_away_or_moving_a_ticket_changes_the_digest(order: list[int]):
    moved = [TICKETS[n] for n in order]
    assert (digest_of(moved) == digest_of(TICKETS)) is (order == sorted(order))
    assert digest_of(TICKETS[:-1]) != digest_of(TICKETS)
    assert digest_of([*TICKETS[:-1], TICKETS[0]]) != digest_of(TICKETS)
