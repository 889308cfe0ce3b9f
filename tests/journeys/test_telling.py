"""A Friday's newsletter from the first ask to the copier; boards, a screen on the wall, pages and guides."""

import datetime as dt

import pytest

from tests.attendance.spending import spend
from tests.messages.reading_back import read_back
from tests.rhythm.arranged import FRIDAYS, a_duty
from tests.telling.news import a_board, a_guide, a_page, an_edition, given_by_the_trust
from trellis.telling import keeping, library, publishing
from trellis.telling.models import Edition, Newsletter, Screen
from trellis.web.demo.store_telling import drawn_leaves

NEWS = "/schools/123456/newsletters/"


@pytest.fixture
def files(tmp_path):
    """A picture, and a file that only says it is one."""
    picture, unsafe = tmp_path / "leaves.png", tmp_path / "flower.png"
    picture.write_bytes(drawn_leaves().read())
    unsafe.write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    return picture, unsafe


def week(cast, **spent):
    """The marks of the first days of term."""
    spend(
        cast.oak,
        {cast.pupils[name]: spent.get(name, "") for name in ("amy", "ben", "cal", "dee", "eve", "fay")},
        since=dt.date(2024, 9, 3),
        until=dt.date(2024, 9, 9),
    )


def test_a_newsletter_from_the_first_ask_to_the_copier(
    cast, clock, files, open_page, phone, enter, axe, fits, picture
):
    picture_file, unsafe_file = files
    week(cast, ben="2I", fay="1L")
    a_duty(cast, "Newsletter", FRIDAYS, place="newsletter")
    office, head = open_page(), open_page()

    # Tuesday: set up, begun, asked for.
    enter(office, cast.office)
    office.goto(NEWS)
    office.get_by_role("link", name="Set up a newsletter").click()
    axe(office)
    office.get_by_label("Title").fill("Oak News")
    office.get_by_label("How often it comes out").select_option(label="Every week")
    office.get_by_label("Who sees to it").select_option(label="Olive Ofori")
    office.get_by_role("button", name="Set it up").click()
    office.get_by_role("link", name="Oak News", exact=True).click()
    assert office.get_by_label("To be published on").input_value() == "2024-09-13"
    office.get_by_role("button", name="Begin").click()

    office.get_by_label("Add a section").select_option(label="Words, with or without a picture")
    office.get_by_role("button", name="Add", exact=True).click()
    office.get_by_label("Heading").fill("From the office")
    office.get_by_label("Words").fill("School begins at twenty to nine.\n\n- Bring a coat.\n- Bring a cup.")
    office.get_by_role("button", name="Keep").click()
    office.get_by_label("Add a section").select_option(label="Attendance this week")
    office.get_by_role("button", name="Add", exact=True).click()
    office.get_by_role("link", name="Ask for a contribution").click()
    axe(office)
    fits(office)
    office.get_by_label("What you ask for").fill("A paragraph about the woodland day")
    office.get_by_label("Heading it will stand under").fill("Outdoors")
    office.get_by_label("Whom you ask").select_option(label="Tess Teale")
    office.get_by_label("On behalf of").fill("the school council")
    office.get_by_label("Wanted by").fill("2024-09-11")
    office.get_by_role("button", name="Ask", exact=True).click()
    office.get_by_text("1 contribution is still to come.").wait_for()

    # Thursday: late, and reminded.
    clock.at("2024-09-12 08:30")
    enter(office, cast.office)
    office.reload()
    office.get_by_role("button", name="Remind those who have not given yet").click()
    office.get_by_text("1 person is reminded.").wait_for()
    axe(office)
    fits(office)
    picture(office, "telling-newsletter")

    # The teacher gives it on a telephone; a file that is no picture loses nothing.
    enter(phone, cast.teacher)
    phone.goto("/")
    phone.get_by_role("link", name="For Oak News: A paragraph about the woodland day").click()
    phone.get_by_label("Your words").fill("We built shelters and found out which leaves float.")
    phone.get_by_label("A picture", exact=False).first.set_input_files(unsafe_file)
    phone.get_by_label("What the picture shows").fill("Leaves in a ring")
    phone.get_by_label("No child can be recognised").check()
    phone.get_by_role("button", name="Give it").click()
    phone.get_by_role("alert").get_by_text("can hold a program (SVG)").wait_for()
    assert phone.get_by_label("Your words").input_value().startswith("We built shelters")
    axe(phone)
    fits(phone)
    picture(phone, "telling-refused")
    phone.get_by_label("A picture", exact=False).first.set_input_files(picture_file)
    phone.get_by_role("button", name="Give it").click()
    phone.get_by_text("Thank you: it is with the newsletter.").wait_for()
    axe(phone)

    # Friday: looked at, published, printed.
    clock.at("2024-09-13 14:30")
    enter(head, cast.head)
    head.goto(f"{NEWS}{Newsletter.objects.get().pk}/publish/")
    head.get_by_text("No name of a child at the school was found in the words.").wait_for()
    axe(head)
    fits(head)
    picture(head, "telling-publish")
    head.get_by_role("button", name="Publish").click()
    head.get_by_text("Oak News is published.").wait_for()
    axe(head)
    fits(head)
    picture(head, "telling-edition")
    edition = Edition.objects.get()
    paper = read_back(publishing.path_of(edition, publishing.PAPER).read_bytes())
    assert paper.accessible == "1"
    assert "Leaves in a ring" in paper.alternatives
    for words in ("From the office", "We built shelters", "half-day sessions attended", "13 September 2024"):
        assert words in " ".join(paper.texts[0].split())

    # A mark amended afterwards changes the next newsletter, never this one.
    before = edition.sides
    week(cast)
    head.reload()
    edition.refresh_from_db()
    assert edition.sides == before


def test_it_is_written_and_published_without_script(cast, files, without_script, enter, axe):
    enter(without_script, cast.head)
    without_script.goto(f"{NEWS}series/add/")
    without_script.get_by_label("Title").fill("Head’s notes")
    without_script.get_by_label("Who sees to it").select_option(label="Helen Hart")
    without_script.get_by_role("button", name="Set it up").click()
    without_script.get_by_role("link", name="Head’s notes", exact=True).click()
    without_script.get_by_label("To be published on").fill("2024-09-13")
    without_script.get_by_role("button", name="Begin").click()
    without_script.get_by_role("button", name="Add", exact=True).click()
    without_script.get_by_label("Words").fill("Well done, Amy Adams.")
    without_script.get_by_label("A picture", exact=False).first.set_input_files(files[0])
    without_script.get_by_label("What the picture shows").fill("Leaves")
    without_script.get_by_label("No child can be recognised").check()
    without_script.get_by_role("button", name="Keep").click()
    without_script.get_by_role("link", name="Look at it and publish").click()
    without_script.get_by_role("listitem").get_by_text("Amy Adams", exact=True).wait_for()
    without_script.get_by_role("button", name="Publish").click()
    without_script.get_by_text("Say that consent is held for every child").first.wait_for()
    without_script.get_by_label("Consent is held for every child who is named or pictured").check()
    without_script.get_by_role("button", name="Publish").click()
    without_script.get_by_text("Head’s notes is published.").wait_for()
    assert Edition.objects.get().names == ["Amy Adams"]


def test_boards_a_screen_and_a_poster(cast, clock, page, open_page, enter, axe, fits, picture):
    week(cast, ben="2I")
    for name, days in (("3B", 2), ("4C", 6)):
        board = a_board(cast, name=name, place=f"outside {name}", stale_after_weeks=3)
        keeping.update_board(board=board, on=dt.date(2024, 9, days), says="Autumn", by=cast.teacher)
    a_board(cast, name="Entrance", stale_after_weeks=1, owner=cast.office)
    clock.at("2024-09-12 10:00")
    enter(page, cast.office)
    page.goto("/schools/123456/boards/")
    page.get_by_text("1 of 3 boards is stale.").wait_for()
    page.get_by_role("link", name="Set up a screen").click()
    page.get_by_label("Name").fill("Entrance screen")
    page.get_by_role("button", name="Set it up").click()
    axe(page)
    fits(page)
    shown_at = page.get_by_role("link", name="/screen/").get_attribute("href")
    for title, words, block in (
        ("Friday assembly", "Families are welcome in the hall at twenty to three.", ""),
        ("Attendance this week", "", "Attendance this week"),
    ):
        page.goto("/schools/123456/boards/notices/add/")
        page.get_by_label("Heading").fill(title)
        page.get_by_label("Words").fill(words)
        if block:
            page.get_by_label("Live figures").select_option(label=block)
        page.get_by_label("Entrance screen").check()
        page.get_by_label("Last day").fill("2024-09-13")
        axe(page)
        page.get_by_role("button", name="Put it up").click()
    fits(page)
    axe(page)
    picture(page, "telling-boards")
    page.get_by_role("link", name="Entrance", exact=True).click()
    page.get_by_label("What is new").fill("The new reading corner")
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("Every board is fresh.").wait_for()

    wall = open_page(size={"width": 1280, "height": 720}, script=False)
    wall.goto(f"{shown_at}?notice=1&still")
    wall.get_by_role("heading", name="Friday assembly").wait_for()
    wall.get_by_role("link", name="Go on").click()
    wall.get_by_role("heading", name="Attendance this week").wait_for()
    picture(wall, "telling-screen", whole=False)
    by_script = open_page()
    by_script.goto(f"{shown_at}?notice=2&still")
    axe(by_script)
    fits(by_script)

    page.goto(f"/schools/123456/boards/screens/{Screen.objects.get().pk}/")
    page.get_by_role("button", name="Take this address back and give another").click()
    page.get_by_text("The address before opens nothing any more.").wait_for()
    assert wall.goto(shown_at).status == 404


def test_what_must_be_kept_up_to_date(cast, clock, page, enter, axe, fits, picture):
    for name, kind, every in (
        ("Term dates", "web_page", "half_term"),
        ("Prospectus", "prospectus", "year"),
        ("Year 3 account", "social", "month"),
    ):
        kept = a_page(cast, name=name, kind=kind, every=every)
        if kind != "web_page":
            keeping.look_at(kept=kept, on=dt.date(2024, 9, 5), changed=True, by=cast.office)
    enter(page, cast.office)
    page.goto("/schools/123456/kept-up-to-date/")
    page.get_by_text("1 of 3 is late to be looked at.").wait_for()
    axe(page)
    fits(page)
    picture(page, "telling-kept")
    page.get_by_role("link", name="Term dates").click()
    page.get_by_label("Something was put right").check()
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("To be looked at by 20 December 2024.").wait_for()
    page.get_by_label("How many", exact=True).fill("180")
    page.get_by_label("Of them families of ours").fill("90")
    page.get_by_label("Out of so many families").fill("150")
    page.get_by_role("button", name="Note the number").click()
    page.get_by_text("180 followers; 60.0% · 90 of 150 families").wait_for()
    axe(page)
    fits(page)


def test_guides_and_who_has_them(cast, page, phone, enter, axe, fits, picture):
    given_by_the_trust(cast)
    guide = a_guide(cast)
    old = an_edition(cast, guide, label="2023/24")
    library.give_edition(
        edition=old, on=cast.today, how="home", classes=[cast.class_4c], copies=30, by=cast.office
    )
    library.withdraw_edition(edition=old, why="A number was wrong.", by=cast.head)
    enter(page, cast.office)
    page.goto("/schools/123456/guides/")
    page.get_by_text("from Hedgerow Trust, 10 September 2024, 60 copies").wait_for()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Number at home").click()
    page.get_by_role("link", name="Bring another edition").click()
    axe(page)
    page.get_by_label("Edition").fill("2024/25")
    page.get_by_label("Words").fill("Count the stairs.\n\n- Up\n- Down")
    page.get_by_label("To be read through again by").fill("2025-07-01")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("link", name="Note who was given it").click()
    axe(page)
    fits(page)
    page.get_by_label("3B").check()
    page.get_by_label("Copies, each").fill("30")
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("1 of 2 have an edition in force.").wait_for()
    axe(page)
    fits(page)
    picture(page, "telling-guide")
    enter(phone, cast.teacher)
    phone.goto(f"/schools/123456/guides/{guide.pk}/")
    phone.get_by_text("withdrawn since").wait_for()
    axe(phone)
