"""trellis letters rag: the same letters by command, with the same figures as the page."""

import html
import json
import re

import pytest
from django.utils.html import strip_tags

from tests.attendance.spending import spend
from tests.messages.drawn_up import everybody_spent
from tests.messages.reading_back import read_back
from trellis.messages.models import Batch, Item, Template
from trellis.schools.models import Hold
from trellis.web.cli import parser
from trellis.web.commands import CommandWrong


@pytest.fixture
def half_term(cast, clock):
    everybody_spent(cast, clock, amy="6I 2O 3L")


@pytest.fixture
def rag(capsys, tmp_path):
    """Run the command; answers the exit status and what it printed, as JSON where it was asked for."""

    def rag(*options, half_term="Autumn 1", school="123456", year="2024/25"):
        line = ["letters", "rag", "--school", school, "--year", year, "--half-term", half_term]
        args = parser().parse_args([*line, "--out", str(tmp_path / "out"), *options])
        status = args.run(args)
        said = capsys.readouterr()
        return status, json.loads(said.out) if "--json" in options else said.out + said.err

    return rag


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


APPROVER = ("--by-whom", "attendance_lead@oak.example")


def test_a_dry_run_says_everything_and_writes_nothing(cast, half_term, rag, out, data_folder):
    status, said = rag("--dry-run", "--json")
    assert status == 0
    assert (said["batch"], said["state"], said["approved_by"], said["print_run"]) == (None, None, None, None)
    assert (said["letters"], said["children"]) == (4, 2)
    assert said["bands"] == {"Green": 2, "Amber": 0, "Red": 2}
    assert not out.exists()
    assert not (data_folder / "outbox").exists()
    assert not Batch.objects.exists()
    assert not Template.objects.exists()


def test_each_letter_has_its_row(cast, half_term, rag):
    _status, said = rag("--dry-run", "--json")
    assert said["rows"][0] == {
        "upn": "H823432000001",
        "pupil_id": "1001",
        "class": "3B",
        "addressee": "Ann Adams",
        "languages": ["en"],
        "template": "attendance-red",
        "band": "Red",
        "possible": 76,
        "attended": 68,
        "absent": 8,
        "authorised": 6,
        "unauthorised": 2,
        "late": 3,
        "percent": "89.5",
        "file": None,
    }


def test_without_an_approver_the_letters_wait_and_say_so_on_paper(cast, half_term, rag, out, data_folder):
    status, said = rag("--json")
    assert status == 0
    batch = Batch.objects.get()
    assert (said["batch"], said["state"], said["approved_by"]) == (batch.pk, "prepared", None)
    assert batch.prepared_by_name.startswith("command line, ")
    assert not Item.objects.approved().exists()
    assert not (data_folder / "outbox").exists()
    assert all("not yet approved" in text for text in read_back((out / "print-run.pdf").read_bytes()).texts)


def test_with_an_approver_they_are_approved_sent_and_copied(cast, half_term, rag, out, data_folder):
    status, said = rag("--json", *APPROVER)
    assert status == 0
    batch = Batch.objects.get()
    assert (said["state"], said["approved_by"]) == ("sent", "Anil Attar")
    folder = data_folder / "outbox" / batch.folder
    copied = {path.name: path.read_bytes() for path in out.iterdir()}
    assert copied == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(copied) == sorted(["print-run.pdf", *(row["file"] for row in said["rows"])])
    for row in said["rows"]:
        assert row["addressee"] in read_back(copied[row["file"]]).texts[0]


def test_said_twice_it_writes_once(cast, half_term, rag, out):
    rag(*APPROVER)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    status, said = rag("--json", *APPROVER)
    assert status == 0
    assert said["letters"] == 0
    assert [row["says"] for row in said["left_out"]].count("Already written to: 4 November 2024") == 4
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
    assert Item.objects.approved().count() == 4


def test_the_figures_are_those_of_the_page(cast, half_term, rag, sign_in):
    _status, said = rag("--json")
    page = sign_in(cast.office).get(f"/schools/123456/messages/{said['batch']}/").content.decode()
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    texts = [" ".join(html.unescape(strip_tags(row)).split()) for row in rows]
    for row in said["rows"]:
        figure = f"{row['percent']}% · {row['attended']} of {row['possible']}"
        assert [text for text in texts if figure in text and row["addressee"] in text and row["band"] in text]
    for row in said["left_out"]:
        assert [text for text in texts if row["says"] in text and row["class"] in text]


def test_a_reason_some_may_not_know_is_not_told_to_a_command_nobody_is_named_for(cast, half_term, rag):
    Hold.objects.create(
        pupil=cast.amy,
        school=cast.oak,
        kind="protection",
        reason="Section 47",
        held_by="the safeguarding lead",
        since="2024-10-01",
    )
    _status, said = rag("--dry-run", "--json")
    amy = next(row for row in said["left_out"] if row["pupil_id"] == "1001")
    assert amy == {
        "upn": "H823432000001",
        "pupil_id": "1001",
        "class": "3B",
        "reason": "held",
        "says": "held by the safeguarding lead",
    }
    assert "Section 47" not in json.dumps(said)
    _status, said = rag("--dry-run", "--json", "--by-whom", "head@oak.example")
    assert "Letters are held: Child protection: Section 47" in [row["says"] for row in said["left_out"]]


def test_in_words(cast, half_term, rag, out):
    status, said = rag()
    assert status == 0
    lines = said.splitlines()
    assert lines[0] == "4 letters about 2 children, Autumn 1 2024/25"
    assert lines[1] == "By band: Green 2, Amber 0, Red 2"
    assert "Not written: 3 · No parent or carer who may be contacted is recorded" in lines
    assert "Not written: 1 · held by the safeguarding lead" in lines
    assert f"In {out}: print-run.pdf and one file for each letter." in lines
    assert lines[-1].startswith("They are marked “not yet approved”.")


def test_letters_that_cannot_be_drawn_up_are_a_no_with_a_sentence(cast, half_term, rag, out):
    cast.oak.nation = "wales"
    cast.oak.save()
    status, said = rag("--json")
    assert status == 1
    assert said["letters"] == 0
    assert "is a draft: somebody must approve it" in said["problems"][0]["says"]
    status, said = rag()
    assert (status, said.startswith("trellis: The Welsh wording of")) == (1, True)
    assert not Batch.objects.exists()


def test_nobody_to_write_to_is_an_answer_and_not_an_error(cast, clock, rag, out):
    clock.at("2024-11-04 09:00")
    spend(cast.oak, {cast.ben: ""})
    status, said = rag("--json", *APPROVER)
    assert (status, said["letters"], said["print_run"]) == (0, 0, None)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"school": "999999"}, "No school here has the URN 999999."),
        ({"year": "2024"}, "“2024” is not an academic year: write it as 2024/25."),
        ({"half_term": "Autumn 3"}, "The calendar for 2024/25 has no half-term “Autumn 3”; it has Autumn 1,"),
        ({"half_term": "Summer 2"}, "Summer 2 of 2024/25 has not begun."),
    ],
)
def test_a_wrong_command_has_its_sentence(cast, half_term, rag, wrong, sentence):
    with pytest.raises(CommandWrong) as problem:
        rag(**wrong)
    assert str(problem.value).startswith(sentence)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("nobody@oak.example", "Nobody here signs in as nobody@oak.example."),
        ("office@oak.example", "Olive Ofori may not approve letters at Oak Primary: name somebody who may."),
        (
            "mr_outside@elm.example",
            "Oscar Outside may not approve letters at Oak Primary: name somebody who may.",
        ),
    ],
)
def test_only_somebody_who_may_approve_can_be_named(cast, half_term, rag, email, sentence):
    with pytest.raises(CommandWrong, match=re.escape(sentence)):
        rag("--by-whom", email)
    assert not Batch.objects.exists()


def test_a_folder_that_cannot_be_made_is_said(cast, half_term, rag, out):
    out.write_text("a file stands here")
    with pytest.raises(CommandWrong, match="cannot be a folder for the letters"):
        rag()
    assert not Batch.objects.exists()
