"""Several people at one school's registers at once: they queue, and nobody's marks are lost."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections

from tests.registers.test_import_and_undo import brought
from trellis.registers.actions import Recorded, record_marks
from trellis.registers.hands import hand_of
from trellis.registers.importing import import_marks
from trellis.registers.models import Entry, Hand, Line
from trellis.registers.moments import new_act
from trellis.registers.places import Mark
from trellis.registers.rebuilding import differences
from trellis.rules.words import Session

DAYS = [dt.date(2024, 9, day) for day in (3, 4, 5, 6, 9)]


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do some things on a thread and a connection each, and give what each came to."""

    def done(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(done, acts))


@pytest.fixture
def together(transactional_db, cast):
    return cast


def test_registers_saved_at_once_all_stand(together):
    cast = together

    def take(pupil) -> Callable[[], list[Recorded]]:
        def taken() -> list[Recorded]:
            return [
                record_marks(
                    school=cast.oak, marks=[Mark(pupil.pk, day, Session.AM, "/")], by=f"teacher of {pupil}"
                )
                for day in DAYS
            ]

        return taken

    at_once([take(pupil) for pupil in (cast.amy, cast.ben, cast.cal, cast.dee)])
    assert [entry.number for entry in Entry.objects.all()] == list(range(1, 21))
    assert {line.marks.count("/") for line in Line.objects.all()} == {len(DAYS)}
    assert differences(cast.oak) == []


def test_one_act_sent_twice_at_once_is_recorded_once(together):
    cast = together
    act = new_act(dt.datetime(2024, 9, 10, 7, 57, tzinfo=dt.UTC))

    def send() -> Recorded:
        return record_marks(
            school=cast.oak, marks=[Mark(cast.amy.pk, DAYS[0], Session.AM, "N")], by="a telephone", act=act
        )

    answers = at_once([send] * 4)
    assert [len(answer.saved) for answer in answers] == [1] * 4
    assert Entry.objects.count() == 1


def test_whoever_signs_nobody_in_has_one_hand(together):
    cast = together
    at_once([lambda: hand_of("a telephone", cast.oak)] * 4)
    with pytest.raises(IntegrityError):
        Hand.objects.create(name="a telephone")
    assert Hand.objects.filter(name="a telephone").count() == 1


def test_of_two_who_disagree_one_is_told(together):
    cast = together

    def send(code: str) -> Callable[[], Recorded]:
        return lambda: record_marks(
            school=cast.oak, marks=[Mark(cast.amy.pk, DAYS[0], Session.AM, code)], by=f"who says {code}"
        )

    answers = at_once([send("N"), send("I")])
    assert sorted(len(answer.conflicts) for answer in answers) == [0, 1]
    assert Entry.objects.count() == 1


def test_an_import_and_a_register_at_once_both_stand(together):
    cast = together
    file = brought(*[(cast.ben, day.isoformat(), "AM", "I") for day in DAYS])
    at_once(
        [
            lambda: import_marks(school=cast.oak, marks=file, by="the office", batch=1),
            lambda: record_marks(
                school=cast.oak, marks=[Mark(cast.amy.pk, DAYS[0], Session.AM, "/")], by="the teacher"
            ),
        ]
    )
    assert Entry.objects.count() == 2
    assert differences(cast.oak) == []
