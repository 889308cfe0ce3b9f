"""Incidents brought from another system’s export: tried, imported, changed, taken back (BEH-1)."""

import csv
import io

import pytest

from tests.conduct.recorded import an_incident
from tests.imports.bringing import bring, cells, counts, csv_file, said, take_back
from trellis.conduct.actions import follow_up
from trellis.conduct.actions import take_back as strike
from trellis.conduct.models import Incident, Involvement


@pytest.fixture
def upns(cast):
    return {name: pupil.numbers.get().upn for name, pupil in cast.pupils.items()}


EXPORT = """
    | Incident ID | UPN   | Incident date | Time  | Behaviour | Location   | Level | Role   | Details      |
    | 71          | {ben} | 2024-09-09    | 12:40 | Fighting  | Playground | 2     |        | In the line. |
    | 71          | {cal} | 2024-09-09    | 12:40 | Fighting  | Playground | 2     | Victim | In the line. |
    | 72          | {dee} | 2024-09-10    |       | Damage    | Hall       | minor |        | Broke a cup. |
"""


def test_beh_1_rows_with_one_number_are_one_incident_and_come_once(cast, tmp_path, upns):
    path = csv_file(tmp_path, EXPORT.format(**upns))
    answer = bring("incidents", cast.oak, path)
    assert counts(answer) == (2, 0, 0)
    fight = Incident.objects.get(reference="71")
    assert (fight.when, fight.severity, fight.place) == ("lunch", 2, "Playground")
    assert {(one.pupil, one.part) for one in fight.involved.all()} == {
        (cast.ben, "took_part"),
        (cast.cal, "hurt"),
    }
    assert Incident.objects.get(reference="72").when == ""
    assert counts(bring("incidents", cast.oak, path)) == (0, 0, 2)
    assert Incident.objects.count() == 2
    assert take_back(answer)["undone"] >= 2
    assert not Incident.objects.exists()
    assert not Involvement.objects.exists()


def test_trying_first_writes_nothing(cast, tmp_path, upns):
    answer = bring("incidents", cast.oak, csv_file(tmp_path, EXPORT.format(**upns)), dry_run=True)
    assert counts(answer) == (2, 0, 0)
    assert not Incident.objects.exists()


def test_what_cannot_be_so_names_its_cell_and_the_rest_goes_ahead(cast, tmp_path, upns):
    text = f"""
        | UPN           | Date       | Time  | Type   | Severity | Part    |
        | {upns["ben"]} | 2024-10-09 |       | Damage |          |         |
        | {upns["zak"]} | 2024-09-09 |       | Damage |          |         |
        | {upns["ben"]} | 2024-09-02 |       | Damage |          |         |
        | {upns["ben"]} | 2024-09-09 | 25:61 | Damage |          |         |
        | {upns["ben"]} | 2024-09-09 |       |        |          |         |
        | {upns["ben"]} | 2024-09-09 |       | Damage | awful    |         |
        | {upns["ben"]} | 2024-09-09 |       | Damage |          | nobody  |
        | {upns["ben"]} |            |       | Damage |          |         |
        | {upns["ben"]} | 2024-09-09 | 9.30  | Damage |          |         |
    """
    answer = bring("incidents", cast.oak, csv_file(tmp_path, text), skip_problems=True)
    assert counts(answer) == (1, 0, 0)
    assert [(row, column) for row, column, _value in cells(answer)] == [
        (2, "Date"), (3, "UPN"), (4, "UPN"), (5, "Time"),
        (6, "Type"), (7, "Severity"), (8, "Part"), (9, "Date"),
    ]  # fmt: skip
    told = said(answer)
    assert "9 October 2024 is still to come" in told
    assert "Oak Primary has no pupil with this UPN" in told
    assert "was not on the roll on 2 September 2024" in told
    assert "“awful” is not how grave" in told
    assert Incident.objects.get().when == "morning"


def test_rows_of_one_incident_that_disagree_are_said(cast, tmp_path, upns):
    text = f"""
        | ID | UPN           | Date       | Type     |
        | 7  | {upns["ben"]} | 2024-09-09 | Damage   |
        | 7  | {upns["cal"]} | 2024-09-09 | Fighting |
    """
    answer = bring("incidents", cast.oak, csv_file(tmp_path, text), skip_problems=True)
    assert "Row 2 says something else of the same incident." in said(answer)
    assert Involvement.objects.get().pupil == cast.ben


def test_a_file_without_the_columns_it_needs_says_which(cast, tmp_path, upns):
    answer = bring("incidents", cast.oak, csv_file(tmp_path, f"| UPN |\n| {upns['ben']} |"))
    assert "date" in said(answer)
    assert "type" in said(answer)


def test_a_later_export_changes_it_and_a_blank_cell_erases_nothing(cast, tmp_path, upns):
    bring("incidents", cast.oak, csv_file(tmp_path, EXPORT.format(**upns)))
    text = f"""
        | Incident ID | UPN           | Date       | Type     | Location | Action taken |
        | 71          | {upns["ben"]} | 2024-09-09 | Fighting |          | Home rung    |
        | 71          | {upns["cal"]} | 2024-09-09 | Fighting |          | Home rung    |
        | 71          | {upns["amy"]} | 2024-09-09 | Fighting |          | Home rung    |
    """
    later = bring("incidents", cast.oak, csv_file(tmp_path, text, name="later.csv"))
    assert counts(later) == (0, 1, 0)
    held = Incident.objects.get(reference="71")
    assert (held.action, held.place, held.words) == ("Home rung", "Playground", "In the line.")
    assert (held.severity, held.involved.get(pupil=cast.cal).part) == (2, "hurt")
    assert held.involved.count() == 3
    take_back(later)
    held.refresh_from_db()
    assert (held.action, held.involved.count()) == ("", 2)


def test_what_was_followed_up_here_since_is_kept_when_a_file_is_taken_back(cast, tmp_path, upns):
    answer = bring("incidents", cast.oak, csv_file(tmp_path, EXPORT.format(**upns)))
    follow_up(
        incident=Incident.objects.get(reference="71"), on=cast.today, words="Both homes rung.", by=cast.head
    )
    undone = take_back(answer)
    assert "followed up or put right here since" in undone["kept"][0]["says"]
    assert [one.reference for one in Incident.objects.all()] == ["71"]


def test_what_was_taken_back_here_does_not_come_again(cast, tmp_path, upns):
    path = csv_file(tmp_path, EXPORT.format(**upns))
    bring("incidents", cast.oak, path)
    strike(incident=Incident.objects.get(reference="72"), why="Not this child", by=cast.head)
    answer = bring("incidents", cast.oak, path)
    assert counts(answer) == (0, 0, 2)
    assert "stay taken back" in said(answer, "notes")


def test_what_is_taken_away_as_a_sheet_is_safe_and_comes_back_as_it_is(cast, tmp_path, sign_in):
    an_incident(cast, "ben", "cal", words="=1+1 he wrote on the wall", severity=2)
    client = sign_in(cast.data_manager)
    answer = client.get("/schools/123456/incidents/?as=csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {row["Forename"] for row in rows} == {"Ben", "Cal"}
    assert rows[0]["What happened"] == "'=1+1 he wrote on the wall"
    path = tmp_path / "back.csv"
    path.write_bytes(answer.content)
    assert counts(bring("incidents", cast.oak, path)) == (0, 0, 1)
    assert (
        sign_in(cast.teacher).get("/schools/123456/incidents/?as=csv")["Content-Type"].startswith("text/html")
    )


def _away(cast, sign_in, path):
    path.write_bytes(sign_in(cast.data_manager).get("/schools/123456/incidents/?as=csv").content)
    return path


def test_a_sheet_of_another_place_changes_nothing_here_and_comes_once(cast, tmp_path, sign_in, clock):
    """The number of what was typed in there is no number of what was typed in here."""
    number = an_incident(cast, "ben", words="Recorded there").pk
    path = _away(cast, sign_in, tmp_path / "there.csv")
    Incident.objects.all().delete()
    # The same number, given here to something else a minute later.
    clock.at("2024-09-10T09:01")
    here = an_incident(cast, "cal", words="Recorded here")
    Incident.objects.filter(pk=here.pk).update(id=number)
    Involvement.objects.update(incident=number)
    assert counts(bring("incidents", cast.oak, path)) == (1, 0, 0)
    assert counts(bring("incidents", cast.oak, path)) == (0, 0, 1)
    assert {one.words for one in Incident.objects.all()} == {"Recorded here", "Recorded there"}
    # And taken away from here, everything comes back as it is.
    assert counts(bring("incidents", cast.oak, _away(cast, sign_in, tmp_path / "here.csv"))) == (0, 0, 2)


@pytest.mark.parametrize(
    "number", ["trellis-1-1", "trellis-12", f"trellis-{'9' * 30}-1", f"trellis-{'9' * 18}-1"]
)
def test_a_number_that_looks_like_ours_is_one_of_another_system(cast, tmp_path, upns, number):
    text = f"""
        | ID       | UPN           | Date       | Type     |
        | {number} | {upns["ben"]} | 2024-09-09 | Damage   |
    """
    path = csv_file(tmp_path, text)
    assert counts(bring("incidents", cast.oak, path)) == (1, 0, 0)
    assert counts(bring("incidents", cast.oak, path)) == (0, 0, 1)


def test_the_page_of_imports_offers_it_and_reads_a_file(cast, sign_in, tmp_path, upns):
    client = sign_in(cast.data_manager)
    assert "Bring incidents" in client.get("/schools/123456/import/").content.decode()
    assert client.get("/schools/123456/import/incidents/").status_code == 200
