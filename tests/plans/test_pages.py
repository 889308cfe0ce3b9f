"""The pages of plans: as printed, corrected in place, handed out, and nothing of it to another school."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.plans.drawn import OAK_PLAN, a_plan
from trellis.imports.models import Batch
from trellis.plans.models import Layout, Part, Plan, Row
from trellis.plans.paper import as_read, parts_of, said_of
from trellis.plans.reading.opening import open_paper
from trellis.plans.reading.plan import read_plan

OAK = "123456"


def page(client, name, *arguments, **query):
    return client.get(reverse(f"plans:{name}", args=[OAK, *arguments]), query)


def test_a_plan_is_brought_in_the_browser_and_read_as_printed(cast, sign_in):
    client = sign_in(cast.head)
    file = io.BytesIO(OAK_PLAN.encode())
    file.name = "plan.txt"
    there = client.post(reverse("imports:plan", args=[OAK]), {"files": file, "kind": ""}, follow=True)
    assert "Line 9: “AAIL” was read as AA, IL." in there.content.decode()
    batch = Batch.objects.get()
    client.post(reverse("imports:accept", args=[OAK, batch.pk]))
    shown = page(client, "plan", Plan.objects.get().pk).content.decode()
    assert "Ring every home by 9:30" in shown
    assert "£1,500" in shown
    assert "£1,200" in shown


def test_what_the_columns_mean_is_asked_with_their_first_cells(cast, sign_in):
    client = sign_in(cast.head)
    file = io.BytesIO(OAK_PLAN.encode())
    file.name = "plan.txt"
    client.post(reverse("imports:plan", args=[OAK]), {"files": file, "kind": ""})
    shown = client.get(reverse("imports:headings", args=[OAK, Batch.objects.get().pk])).content.decode()
    assert "Priority (H, M, L)" in shown
    assert "Ring every home by 9:30" in shown


def test_a_row_is_corrected_and_what_it_said_is_put_back(cast, sign_in):
    plan = a_plan(cast)
    client, row = sign_in(cast.head), Row.objects.of(plan).first()
    sent = {f"cell-{at}": cell for at, cell in enumerate(row.cells)} | {"cell-8": "Begun\r\n\r\nGoing well"}
    client.post(reverse("plans:row", args=[OAK, plan.pk, row.pk]), sent)
    row.refresh_from_db()
    assert row.cells[8] == "Begun\nGoing well"
    shown = page(client, "row", plan.pk, row.pk).content.decode()
    assert "What it said before" in shown
    first = row.history.earliest()
    client.post(reverse("plans:restore", args=[OAK, plan.pk, row.pk]), {"version": first.history_id})
    row.refresh_from_db()
    assert row.cells[8] == ""


def test_a_row_is_added_filled_in_and_taken_out(cast, sign_in):
    plan = a_plan(cast)
    client, table = sign_in(cast.head), plan.parts.get(kind="table")
    client.post(reverse("plans:add", args=[OAK, plan.pk, table.pk]))
    row = table.rows.last()
    assert (row.place, row.cells) == (4, [""] * 9)
    client.post(reverse("plans:remove", args=[OAK, plan.pk, row.pk]))
    assert table.rows.count() == 4


def test_a_row_taken_out_is_put_back_where_it_stood(cast, sign_in):
    plan = a_plan(cast)
    client, row = sign_in(cast.head), Row.objects.of(plan)[1]
    client.post(reverse("plans:remove", args=[OAK, plan.pk, row.pk]))
    assert Row.objects.of(plan).count() == 3
    assert "1 row taken out" in page(client, "plan", plan.pk).content.decode()
    version = Row.history.get(history_type="-", id=row.pk).history_id
    client.post(reverse("plans:bring_back", args=[OAK, plan.pk]), {"version": version})
    assert [each.cells[0] for each in Row.objects.of(plan)] == ["OA/1", "OA/2", "OA/3", "OA/4"]
    assert "taken out" not in page(client, "plan", plan.pk).content.decode()
    # Once is enough: what is there is not put back again.
    client.post(reverse("plans:bring_back", args=[OAK, plan.pk]), {"version": version})
    assert Row.objects.of(plan).count() == 4


def test_a_row_taken_out_of_another_plan_is_not_put_into_this_one(cast, sign_in):
    plan, other = a_plan(cast), a_plan(cast, OAK_PLAN.replace("attendance plan", "other plan"))
    client, row = sign_in(cast.head), Row.objects.of(other).first()
    client.post(reverse("plans:remove", args=[OAK, other.pk, row.pk]))
    version = Row.history.get(history_type="-", id=row.pk).history_id
    client.post(reverse("plans:bring_back", args=[OAK, plan.pk]), {"version": version})
    assert (Row.objects.of(plan).count(), Row.objects.of(other).count()) == (4, 3)


def test_a_heading_is_corrected(cast, sign_in):
    plan = a_plan(cast)
    client, part = sign_in(cast.head), plan.parts.get(kind="objective")
    sent = {"kind": "objective", "label": "Objective 1:", "words": "Everybody in school"}
    client.post(reverse("plans:part", args=[OAK, plan.pk, part.pk]), sent)
    part.refresh_from_db()
    assert part.words == "Everybody in school"
    assert part.history.count() == 2
    assert "What it said before" in page(client, "part", plan.pk, part.pk).content.decode()
    version = part.history.earliest().history_id
    client.post(reverse("plans:restore_part", args=[OAK, plan.pk, part.pk]), {"version": version})
    part.refresh_from_db()
    assert part.words == "More children in school, more of the time"


def test_what_a_column_says_is_changed_in_the_whole_table(cast, sign_in):
    plan = a_plan(cast)
    client, table = sign_in(cast.head), plan.parts.get(kind="table")
    sent = {}
    for at, (caption, name) in enumerate(zip(table.captions, table.fields, strict=True)):
        sent |= {f"caption-{at}": caption, f"field-{at}": name}
    sent |= {"field-8": "milestone", "caption-8": "Milestones"}
    client.post(reverse("plans:columns", args=[OAK, plan.pk, table.pk]), sent)
    table.refresh_from_db()
    assert (table.captions[8], table.fields[8]) == ("Milestones", "milestone")


def test_a_row_leads_to_a_priority_of_another_plan(cast, sign_in):
    plan = a_plan(cast)
    client, row = sign_in(cast.head), Row.objects.of(plan).first()
    address = reverse("plans:link", args=[OAK, plan.pk, row.pk])
    client.post(address, {"kind": "serves", "words": "County plan, priority 3", "to": ""})
    assert row.links.get().words == "County plan, priority 3"
    assert "County plan, priority 3" in page(client, "plan", plan.pk).content.decode()
    client.post(reverse("plans:unlink", args=[OAK, plan.pk, row.links.get().pk]))
    assert not row.links.exists()


def test_a_link_needs_a_row_or_words_and_not_both(cast, sign_in):
    plan = a_plan(cast)
    client, (row, other) = sign_in(cast.head), Row.objects.of(plan)[:2]
    address = reverse("plans:link", args=[OAK, plan.pk, row.pk])
    answer = client.post(address, {"kind": "see", "words": "x", "to": other.pk}, follow=True)
    assert "one of these" in answer.content.decode()
    assert not row.links.exists()


def test_document_control_and_reviews_stand_with_the_plan(cast, sign_in):
    plan = a_plan(cast)
    client = sign_in(cast.head)
    sent = {
        "name": plan.name,
        "kind": "attendance",
        "state": "working",
        "since_year": 2024,
        "until_year": 2024,
        "next_review": "2025-01-31",
        "circulation": "Governors\nAll staff",
        "summary": "Fewer empty chairs.",
        "orientation": "landscape",
        "manager": "",
        "signed_by": "",
    }
    assert client.post(reverse("plans:document", args=[OAK, plan.pk]), sent).status_code == 302
    client.post(
        reverse("plans:review", args=[OAK, plan.pk]),
        {"on": "2024-09-09", "reviewed_by": "Gwen Gould", "words": "On its way"},
    )
    shown = page(client, "plan", plan.pk).content.decode()
    assert "Fewer empty chairs." in shown
    assert "31 January 2025" in shown
    assert "Gwen Gould: On its way" in shown


def test_a_plan_cannot_be_part_of_one_within_it(cast, sign_in):
    client = sign_in(cast.head)
    whole, within = a_plan(cast), a_plan(cast, OAK_PLAN.replace("attendance plan", "other plan"))
    Plan.objects.filter(pk=within.pk).update(within=whole)
    sent = {
        "name": whole.name,
        "kind": "attendance",
        "state": "working",
        "since_year": 2024,
        "until_year": 2024,
        "orientation": "landscape",
        "within": within.pk,
    }
    answer = client.post(reverse("plans:document", args=[OAK, whole.pk]), sent)
    assert answer.status_code == 400
    assert "cannot be part of itself" in answer.content.decode()


@pytest.mark.parametrize("key", ["support", "attainment", "shared", "trust", "service"])
def test_a_plan_is_begun_in_each_layout(cast, sign_in, key):
    client = sign_in(cast.head)
    sent = {"name": "Our plan", "layout": key, "since_year": 2024, "until_year": 2024, "within": ""}
    assert client.post(reverse("plans:begin", args=[OAK]), sent).status_code == 302
    plan = Plan.objects.get()
    assert [part for part in parts_of(plan) if part.is_of_a_plan]
    assert page(client, "plan", plan.pk).status_code == 200


def test_a_school_makes_a_layout_and_prints_a_plan_in_it(cast, sign_in, tmp_path):
    plan = a_plan(cast)
    client = sign_in(cast.head)
    sent = {"name": "Ours", "orientation": "portrait"} | {f"field-{at}": "" for at in range(10)}
    sent |= {"caption-0": "By whom", "field-0": "owner", "caption-1": "What", "field-1": "action"}
    assert client.post(reverse("plans:new_layout", args=[OAK]), sent).status_code == 302
    own = Layout.objects.get()
    answer = client.get(reverse("plans:paper", args=[OAK, plan.pk, "xlsx"]), {"layout": f"own-{own.pk}"})
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    [table] = [part for part in read_plan(open_paper(path, path.name)).parts if part.rows]
    assert table.captions[:2] == ["By whom", "What"]
    assert table.rows[0].cells[:2] == ["OO", "Ring every home by 9:30"]
    # Nothing is left out: what the layout has no column for comes after.
    assert "OA/1" in table.rows[0].cells
    assert "£1,200" in table.rows[0].cells


def test_a_layout_without_anything_to_do_is_refused(cast, sign_in):
    client = sign_in(cast.head)
    sent = {"name": "Ours", "orientation": "portrait"} | {f"field-{at}": "" for at in range(10)}
    sent |= {"caption-0": "By whom", "field-0": "owner"}
    answer = client.post(reverse("plans:new_layout", args=[OAK]), sent)
    assert answer.status_code == 400
    assert not Layout.objects.exists()


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_what_is_handed_out_and_brought_again_is_the_same_plan(cast, sign_in, tmp_path, ending):
    plan = a_plan(cast)
    answer = page(sign_in(cast.head), "paper", plan.pk, ending)
    path = tmp_path / f"plan.{ending}"
    path.write_bytes(b"".join(answer.streaming_content))
    assert said_of(read_plan(open_paper(path, path.name)).parts) == said_of(as_read(parts_of(plan)))


def test_the_pdf_is_handed_out_with_its_name(cast, sign_in):
    answer = page(sign_in(cast.governor), "paper", a_plan(cast).pk, "pdf")
    assert answer["Content-Disposition"].endswith('filename="oak-primary-attendance-plan-2024-25.pdf"')
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_no_other_ending_is_answered(cast, sign_in):
    assert page(sign_in(cast.head), "paper", a_plan(cast).pk, "exe").status_code == 404


def test_those_who_may_only_see_plans_are_offered_no_change(cast, sign_in):
    plan = a_plan(cast)
    shown = page(sign_in(cast.governor), "plan", plan.pk).content.decode()
    assert "Ring every home by 9:30" in shown
    assert "Correct" not in shown
    assert page(sign_in(cast.governor), "row", plan.pk, Row.objects.of(plan).first().pk).status_code == 404


def test_mr_outside_sees_nothing_of_oaks_plans(cast, sign_in):
    plan = a_plan(cast)
    client = sign_in(cast.mr_outside)
    assert page(client, "plan", plan.pk).status_code == 404
    assert client.get(reverse("plans:plan", args=["234567", plan.pk])).status_code == 404


def test_a_row_of_another_plan_is_not_reached_through_this_one(cast, sign_in):
    plan, other = a_plan(cast), a_plan(cast, OAK_PLAN.replace("attendance plan", "other plan"))
    row = Row.objects.of(other).first()
    assert page(sign_in(cast.head), "row", plan.pk, row.pk).status_code == 404


def test_a_long_plan_takes_no_more_queries_than_a_short_one(cast, sign_in):
    client = sign_in(cast.head)
    short = a_plan(cast)
    lines = OAK_PLAN.splitlines()
    longer = "\n".join([lines[0].replace("attendance", "longer"), *lines[1:], *(lines[7:11] * 24)])
    long = a_plan(cast, longer)
    assert Row.objects.of(long).count() == 100
    page(client, "plan", short.pk)
    asked = []
    for plan in (short, long):
        with CaptureQueriesContext(connection) as queries:
            shown = page(client, "plan", plan.pk)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert len(shown.content) < 250_000


def test_parts_of_a_table_are_headed_together(cast, sign_in):
    text = OAK_PLAN.replace("OA/3\tSend", "Later in the year\t\t\t\t\t\t\t\t\nOA/3\tSend")
    plan = a_plan(cast, text)
    assert list(plan.parts.filter(goes_on=True).values_list("kind", flat=True)) == ["theme", "table"]
    client, table = sign_in(cast.head), plan.parts.filter(kind="table").first()
    sent = {f"caption-{at}": f"C{at}" for at in range(9)} | {
        f"field-{at}": name for at, name in enumerate(table.fields)
    }
    client.post(reverse("plans:columns", args=[OAK, plan.pk, table.pk]), sent)
    assert {tuple(part.captions) for part in Part.objects.filter(plan=plan, kind="table")} == {
        tuple(f"C{at}" for at in range(9))
    }
