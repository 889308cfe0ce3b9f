"""The spine, end to end: export → import → list → register → letter, in a browser and by command.

The same files go through both, into two databases: the page, the list, the letters and the commands' answers
must then say the same figures.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import alder
from tests.messages.reading_back import read_back
from trellis.messages.models import Batch as LetterBatch
from trellis.registers.models import Register
from trellis.schools.models import Person, PupilNumber, School
from trellis.web import cli

ROOT = Path(__file__).parents[2]
PASSWORD = "three words together"
PERIOD = ["--school", alder.URN, "--year", alder.YEAR, "--half-term", alder.HALF_TERM]
DAYS = "?year=2024-25&half_term=Autumn+1"
MEASURES = ("attendance", "persistent_absence", "severe_absence", "late")
STAFF = (
    ("dan.marsh@alder.example", "Dan Marsh", "data_manager"),
    ("anil.attar@alder.example", "Anil Attar", "attendance_lead"),
    ("helen.hart@alder.example", "Helen Hart", "head"),
)


@dataclass(frozen=True)
class Files:
    """What the school brings, the same for both ways."""

    first_pupils: Path
    pupils: Path
    marks: Path
    calendar: Path


@pytest.fixture
def files(tmp_path: Path) -> Files:
    folder = tmp_path / "exports"
    folder.mkdir()
    return Files(
        alder.pupils_with_problems(folder),
        alder.pupils(folder),
        alder.marks_with_problems(folder),
        alder.calendar(folder),
    )


@pytest.fixture
def school(transactional_db, clock, files, monkeypatch) -> School:
    """Alder Primary with its people and its calendar; no pupil, no mark. It is Monday 4 November, 8:57."""
    clock.at("2024-11-04 08:57")
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)
    # What a command writes is for its owner's eyes; what this journey takes pictures of is not.
    monkeypatch.setattr(os, "umask", lambda mask: mask)
    for words in set_up(files):
        assert cli.main(words) == 0, words
    for person in Person.objects.all():
        person.set_password(PASSWORD)
        person.save()
    return School.objects.known_by(alder.URN).get()


def set_up(files: Files) -> list[list[str]]:
    """The commands that make the school, on either database."""
    add = ["school", "add", "--urn", alder.URN, "--name", alder.NAME, "--phase", "primary"]
    people = [
        ["user", "add", email, "--name", name, "--role", role, "--school", alder.URN, "--since", "2024-09-01"]
        for email, name, role in STAFF
    ]
    return [
        [*add, "--nation", "england"],
        *people,
        ["calendar", "import", str(files.calendar), "--school", alder.URN],
    ]


@pytest.fixture
def trellis(tmp_path: Path) -> Callable[..., Any]:
    """The command itself, in a process and a database of its own; its answer in JSON, or its exit status."""
    folder = tmp_path / "second"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"TRELLIS_DATA": str(folder)}

    def run(*words: object, status: int = 0) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "trellis.web.cli", *map(str, words)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in words else None

    return run


# ── In the browser ──────────────────────────────────────────────────────────────────────────────────────────


def sign_in(page: Page, email: str) -> None:
    """By password, on the way to a page somebody was sent the address of."""
    page.goto(f"/schools/{alder.URN}/attendance/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Attendance")


def bring(page: Page, kind: str, path: Path, described: str = "") -> None:
    page.goto(f"/schools/{alder.URN}/import/{kind}/")
    if described:
        page.get_by_label("The day the list describes").fill(described)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="See what would change").click()


def bring_everything(page: Page, files: Files, axe, picture) -> dict[str, int]:
    """The list, mended after what it says; the marks, without the two rows that cannot be read."""
    bring(page, "pupils", files.first_pupils, alder.DESCRIBED)
    expect(page.get_by_text("2 problems stand in the way.")).to_be_visible()
    problems = page.locator("#problems ~ table").first
    expect(problems).to_contain_text("31/02/2017")
    axe(page)
    picture(page, "spine-1-problems")
    page.get_by_role("button", name="Do not import").click()

    bring(page, "pupils", files.pupils, alder.DESCRIBED)
    expect(page.get_by_text("This is what would happen.")).to_be_visible()
    axe(page)
    picture(page, "spine-2-tried")
    page.get_by_role("button", name="Import it").click()
    page.get_by_role("heading", name="Imported").wait_for()

    bring(page, "marks", files.marks)
    expect(page.get_by_text("2 problems stand in the way.")).to_be_visible()
    expect(page.get_by_text("“QQ” is not an attendance code.")).to_be_visible()
    page.get_by_role("button", name="Import the good rows").click()
    page.get_by_role("heading", name="Imported").wait_for()
    axe(page)
    picture(page, "spine-3-marks-imported")
    return {"new": counted(page, "New"), "problems": counted(page, "Problems")}


def counted(page: Page, words: str) -> int:
    """One of the counts at the head of an import's page."""
    one = page.locator(".trellis-headlines .trellis-figure").filter(has_text=words).first
    return int(one.locator(".trellis-figure__value").inner_text().replace(",", ""))


def figures_on(page: Page) -> dict[str, tuple[int, int]]:
    """Measure → the counts behind it, from the headline figures of the school's page."""
    names = {
        "Attendance": "attendance",
        "Persistently absent": "persistent_absence",
        "Severely absent": "severe_absence",
        "Late": "late",
    }
    found = {}
    for one in page.locator(".trellis-headlines .trellis-figure").all():
        label = one.locator(".trellis-figure__label").inner_text()
        part, whole = re.findall(r"[\d,]+", one.locator(".trellis-figure__of").inner_text())[:2]
        found[names[label]] = (int(part.replace(",", "")), int(whole.replace(",", "")))
    return found


def take_todays_register(page: Page) -> None:
    """One away, one late, everybody else there, and the register closed."""
    page.goto(f"/schools/{alder.URN}/registers/")
    page.get_by_role("link", name=re.compile("3A")).first.click()
    place = page.locator("li.trellis-place")
    place.filter(has_text="Ada Ashby").get_by_role("button", name="Not here", exact=True).click()
    place.filter(has_text="Bo Birch").get_by_role("button", name="Late", exact=True).click()
    page.get_by_role("button", name="All others present").click()
    expect(page.get_by_role("status")).to_have_text("12 of 12 marked · all saved")


def letters_of(batch: LetterBatch) -> dict[str, dict[str, Any]]:
    """UPN → the band and the frozen figures of its letter."""
    numbers = dict(PupilNumber.objects.filter(is_former=False).values_list("pupil", "upn"))
    return {numbers[letter.pupil_id]: {"band": letter.band, **letter.figures} for letter in batch.items.all()}


# ── The journey ─────────────────────────────────────────────────────────────────────────────────────────────


def test_from_the_export_to_the_letter_in_a_browser_and_by_command(
    school, files, page: Page, open_page, axe, fits, picture, trellis, tmp_path
):
    # The data manager brings the files.
    sign_in(page, "dan.marsh@alder.example")
    brought = bring_everything(page, files, axe, picture)

    # The attendance lead reads the half-term, and opens the list behind it.
    lead = open_page()
    sign_in(lead, "anil.attar@alder.example")
    lead.goto(f"/schools/{alder.URN}/attendance/{DAYS}")
    on_the_page = figures_on(lead)
    assert set(on_the_page) == set(MEASURES)
    picture(lead, "spine-4-half-term")
    headline = lead.locator(".trellis-headlines .trellis-figure").filter(has_text="Persistently absent")
    headline.get_by_role("link").click()
    lead.wait_for_url("**/attendance/pupils/**")
    rows = lead.locator("tbody tr")
    listed = {row.locator("th a").inner_text(): row.locator(".trellis-of").first for row in rows.all()}
    on_the_list = {
        name: tuple(map(int, re.findall(r"\d+", of.inner_text())[:2])) for name, of in listed.items()
    }
    expect(lead.get_by_role("heading", level=1)).to_contain_text(f"{len(on_the_list)} pupils")
    axe(lead)
    fits(lead)
    picture(lead, "spine-5-list")

    # Today's register is taken; the half-term behind it does not move.
    take_todays_register(lead)
    assert Register.objects.get().taken_by.name == "Anil Attar"
    axe(lead)
    picture(lead, "spine-6-register", whole=False)
    lead.goto(f"/schools/{alder.URN}/attendance/{DAYS}")
    assert figures_on(lead) == on_the_page

    # Letters are drawn up by one person and approved by another, who opens the paper.
    lead.goto(f"/schools/{alder.URN}/attendance/letters/")
    lead.get_by_label("Autumn 1, 2024/25").check()
    lead.get_by_role("button", name="Draw up the letters").click()
    expect(lead.get_by_role("heading", name="Who is written to")).to_be_visible()
    head = open_page()
    sign_in(head, "helen.hart@alder.example")
    head.goto(lead.url)
    axe(head)
    fits(head)
    picture(head, "spine-7-letters")
    head.get_by_role("button", name=re.compile(r"Approve \d+ letters")).click()
    expect(head.get_by_text("Approved by Helen Hart")).to_be_visible()
    picture(head, "spine-8-approved")
    link = head.get_by_role("link", name="Print run in class order (PDF)").get_attribute("href")
    paper = head.context.request.get(link)
    assert paper.headers["content-type"] == "application/pdf"
    run = read_back(paper.body())
    assert (run.marked, run.accessible) == (True, "1")
    batch = LetterBatch.objects.get()
    in_letters = letters_of(batch)
    for letter in batch.items.select_related("pupil"):
        [on_paper] = [text for text in run.texts if letter.reference in text]
        said = [letter.pupil.forename, *(str(letter.figures[name]) for name in ("attended", "possible"))]
        assert [words for words in said if not re.search(rf"\b{words}\b", on_paper)] == []
        assert "not yet approved" not in on_paper

    # The same files, by command, in a database of their own.
    for words in set_up(files):
        trellis(*words)
    at = ["--school", alder.URN, "--json"]
    refused = trellis("import", "pupils", files.first_pupils, "--on", alder.DESCRIBED, *at, status=1)
    assert (refused["batch"], len(refused["problems"])) == (None, 2)
    assert trellis("import", "pupils", files.pupils, "--on", alder.DESCRIBED, *at)["new"] == 24
    marks = trellis("import", "marks", files.marks, "--skip-problems", *at)
    measured = trellis("measures", *MEASURES, *PERIOD, "--json")
    pupils = trellis("pupils", "--where", "persistent_absence", *PERIOD, "--json")["pupils"]
    out = tmp_path / "letters"
    letters = trellis(
        *("letters", "rag", "--school", alder.URN, "--year", alder.YEAR, "--half-term", alder.HALF_TERM),
        *("--out", out, "--by-whom", "helen.hart@alder.example", "--json"),
    )
    again = trellis("import", "marks", files.marks, "--skip-problems", *at)

    # Page, list, letter and command say the same.
    assert brought == {"new": marks["new"], "problems": len(marks["problems"])}
    assert (again["new"], again["changed"]) == (0, 0)
    assert on_the_page == {row["measure"]: (row["numerator"], row["denominator"]) for row in measured["rows"]}
    assert on_the_list == {
        f"{one['forename']} {one['surname']}": (one["attended"], one["possible"]) for one in pupils
    }
    assert on_the_page["persistent_absence"][0] == len(on_the_list) == len(pupils)
    named = ("band", "possible", "attended", "absent", "authorised", "unauthorised", "late")
    assert in_letters == {row["upn"]: {name: row[name] for name in named} for row in letters["rows"]}
    by_pupil = {one["upn"]: (one["attended"], one["possible"]) for one in pupils}
    red = {
        number: (one["attended"], one["possible"])
        for number, one in in_letters.items()
        if one["band"] == "Red"
    }
    assert red.items() <= by_pupil.items()
    assert batch.left_out.count() == len(letters["left_out"]) > 0
    assert len(in_letters) + len(letters["left_out"]) == 24
    printed = read_back((out / "print-run.pdf").read_bytes())
    assert len(printed.texts) == len(run.texts)
    assert (printed.marked, printed.accessible) == (True, "1")
    # Eight missed of 76 is on the list, seven is not (alder.AT_THE_EDGE).
    assert on_the_list["Nia Frost"] == (68, 76)
    assert "Milo Ellis" not in on_the_list
