"""What the documents say of the commands and the pages is so."""

import argparse
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from trellis.attendance.pupil_lists import OFFERED
from trellis.measures.measure import registered
from trellis.rules.codes import Category, code_set
from trellis.web.cli import parser

DOCS = Path(__file__).parents[2] / "docs"


def commands(of: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that can be run, by the words one types."""
    below = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name, of
    for action in below:
        for word, inner in action.choices.items():
            yield from commands(inner, f"{name} {word}")


COMMANDS = dict(commands(parser(), "trellis"))
SAID = (DOCS / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_documents(command: str):
    assert re.search(rf"{command}(?![\w-])", SAID), f"docs/commands.md does not mention {command}."


def test_the_documents_name_no_command_that_is_not_there():
    known = {word for name in COMMANDS for word in (name, name.rpartition(" ")[0])}
    for document in DOCS.glob("*.md"):
        for found in re.findall(
            r"(?:`|^    |^)(trellis(?: [a-z-]+)+)", document.read_text("utf-8"), re.MULTILINE
        ):
            words = found.split()
            assert any(" ".join(words[:length]) in known for length in (2, 3)), f"{document.name}: {found}"


@pytest.mark.parametrize("option", sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", SAID)) - {"--help"}))
def test_every_option_the_documents_name_is_one(option: str):
    options = {word for found in COMMANDS.values() for one in found._actions for word in one.option_strings}
    assert option in options


def test_every_measure_is_named():
    assert [name for name in registered() if f"`{name}`" not in SAID and not name.startswith("reason:")] == []
    assert "`reason:CODE`" in SAID


def test_the_table_of_codes_is_the_code_set():
    """docs/counting.md against rules/codes.py."""
    today = code_set("england", dt.date(2024, 9, 10))
    text = (DOCS / "counting.md").read_text(encoding="utf-8")
    rows = {
        Category.PRESENT: "present",
        Category.ACTIVITY: "approved educational activity",
        Category.AUTHORISED: "authorised absence",
        Category.UNAUTHORISED: "unauthorised absence",
    }
    for category, words in rows.items():
        [row] = re.findall(rf"^\| {words} \|.*$", text, re.MULTILINE)
        assert set(re.findall(r"`([^`]+)`", row)) == {
            code.code for code in today.codes if code.category is category
        }


def test_every_list_on_offer_is_in_the_documents():
    text = (DOCS / "figures.md").read_text(encoding="utf-8")
    named = {str(words).partition(",")[0] for where, words in OFFERED.items() if where != "all"}
    named = {words.replace("Attendance below 80%", "below 80%") for words in named}
    assert [words for words in sorted(named) if words not in text] == []


def test_every_line_of_the_acceptance_has_its_proof_or_says_not_yet():
    """No row that names nothing passes as proved; what is named is found by tests/test_house.py."""
    text = (DOCS / "acceptance.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?!promise|-)(.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert len(rows) > 100
    proof = r"`(?:tests|docs|bench)/|`make (?:test|bench)`|\*\*Not yet\.\*\*"
    assert [promise for promise, proved in rows if not re.search(proof, proved)] == []
