"""A secretary arranges a visit and a meeting, writes the minutes and a promise; a governor writes what she
saw.
"""

from trellis.gatherings.actions import link_governor, set_standing
from trellis.gatherings.models import Gathering, Kind

MEETINGS = "/schools/123456/meetings/"


def test_a_meeting_and_a_visit_from_their_arranging_to_what_was_promised(
    cast, page, phone, enter, axe, fits, picture
):
    set_standing(place=cast.oak, kind="governors", lines=["Safeguarding", "Attendance"], by=cast.head)
    for area, months in (("Reading", [9, 11, 2]), ("Attendance", [10, 1, 6])):
        link_governor(place=cast.oak, person=cast.governor, area=area, year=2024, months=months, by=cast.head)
    enter(page, cast.office)
    page.goto(MEETINGS)
    axe(page)
    page.get_by_role("link", name="Which governor visits what").click()
    page.get_by_role("link", name="Arrange a visit Reading").click()
    page.get_by_label("On which day").fill("2024-09-10")
    page.get_by_label("Where").fill("Year 1 classrooms")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("heading", name="Governor’s visit: Reading").wait_for()

    page.goto(f"{MEETINGS}new/")
    page.get_by_label("On which day").fill("2024-09-09")
    page.get_by_label("At what time").fill("18:00")
    page.get_by_label("Where").fill("Library")
    page.get_by_label("Gwen Gould").check()
    page.get_by_label("Helen Hart").check()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Write minutes").click()
    page.get_by_label("Gwen Gould").select_option("Came")
    page.get_by_label("Helen Hart").select_option("Came")
    page.get_by_label("Safeguarding").fill("The policy was read again. One change: who is rung on a Friday.")
    page.get_by_label("Attendance").fill("The figures of the review were looked at, and what is done next.")
    page.get_by_label("Further items").fill("The gate on Mill Lane")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Write down a promise").click()
    page.get_by_label("What was promised").fill("Ask the council about the crossing")
    page.get_by_label("By whom").fill("Helen Hart")
    page.get_by_label("On whose Today it stands").select_option("Helen Hart")
    page.get_by_label("By when").fill("2024-10-04")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("rowheader", name="Ask the council about the crossing").wait_for()
    axe(page)
    fits(page)
    picture(page, "meeting")

    enter(phone, cast.governor)
    phone.goto(f"{MEETINGS}links/")
    phone.get_by_role("link", name="10 Sep, no note yet Reading").click()
    phone.get_by_role("link", name="Write the note of your visit").click()
    phone.get_by_label("What you saw and heard").fill(
        "Every child had a book of the right level, and could say why they had chosen it."
    )
    axe(phone)
    fits(phone)
    phone.get_by_role("button", name="Keep it").click()
    phone.get_by_text("could say why they had chosen it").first.wait_for()
    axe(phone)
    fits(phone)
    picture(phone, "meeting-visit-phone")
    assert not phone.get_by_role("link", name="Write minutes").count()
    assert Gathering.objects.get(kind=Kind.VISIT).minutes_by_name == "Gwen Gould"

    enter(page, cast.head)
    page.goto("/schools/123456/")
    page.get_by_text("Promised to governors: Ask the council about the crossing").wait_for()
    page.goto(f"{MEETINGS}links/")
    axe(page)
    fits(page)
    picture(page, "meeting-visits")
    page.goto(MEETINGS)
    axe(page)
    fits(page)
    picture(page, "meetings")
    page.goto(f"{MEETINGS}standing/")
    axe(page)
    fits(page)
