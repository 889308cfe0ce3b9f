"""What rooms make known to the rooms below: fetched when somebody looks, and not before."""

import subprocess
import sys
from threading import Thread

import pytest

from trellis.schools import making_known
from trellis.schools.making_known import Known

COUNTS_ONLY = """
import sys
from trellis.web.cli import set_up
set_up(counting=True)
import trellis.measures.evaluate, trellis.registers.rolls
print(*sorted(sys.modules))
"""


def test_a_command_that_only_counts_does_not_wait_for_what_writes_letters_and_signs_in():
    done = subprocess.run([sys.executable, "-c", COUNTS_ONLY], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "trellis.registers.rolls" in loaded
    assert not loaded & {"requests", "phonenumbers", "typst", "polars", "cryptography"}
    ours = {name for name in loaded if name.startswith("trellis.")}
    assert not {name for name in ours if name.endswith((".makes_known", ".views", ".sending", ".urls"))}
    rooms = {name.split(".")[1] for name in ours if name.endswith(".models")}
    assert rooms == {"imports", "schools", "registers"}
    assert not {name for name in loaded if name.partition(".")[0] in {"allauth", "whitenoise", "docx"}}


@pytest.fixture
def rooms(monkeypatch) -> Known[str]:
    """One thing to make known, and one room that does so: in two steps, and it looks at it in between."""
    known: Known[str] = Known()

    def say(_module: str) -> None:
        known["first"] = "made known"
        assert list(known) == ["first"]
        known["second"] = "made known too"

    monkeypatch.setattr(making_known, "_ROOMS", making_known._Rooms())
    monkeypatch.setattr(making_known, "autodiscover_modules", say)
    return known


def test_whoever_looks_finds_what_every_room_made_known(rooms):
    assert (len(rooms), rooms["first"], "third" in rooms) == (2, "made known", False)
    del rooms["first"]
    assert dict(rooms) == {"second": "made known too"}


def test_of_several_who_look_at_once_each_finds_everything(rooms):
    found: list[list[str]] = []
    looking = [Thread(target=lambda: found.append(list(rooms))) for _ in range(8)]
    for one in looking:
        one.start()
    for one in looking:
        one.join()
    assert found == [["first", "second"]] * 8


def test_a_room_that_cannot_be_loaded_is_asked_again(rooms, monkeypatch):
    def broken(_module: str) -> None:
        raise ImportError("no such room")

    monkeypatch.setattr(making_known, "autodiscover_modules", broken)
    for _time in range(2):
        with pytest.raises(ImportError, match="no such room"):
            len(rooms)
