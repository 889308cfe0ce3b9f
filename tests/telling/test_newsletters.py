"""Newsletters: begun, asked for, written, published once as shown, corrected beside what was published."""

import datetime as dt
import io

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from tests.attendance.spending import spend
from tests.messages.reading_back import read_back
from tests.telling.news import (
    a_newsletter,
    a_photograph,
    a_picture,
    a_series,
    asked,
    of_class,
    published,
    written,
)
from trellis.schools.actions import join_team, make_team
from trellis.schools.models import CalendarSpan
from trellis.schools.owning import AtWork
from trellis.telling import actions, publishing
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.blocks import BLOCKS, Block, Drawn
from trellis.telling.composing import compose
from trellis.telling.models import Ask, Newsletter, Section
from trellis.telling.own_blocks import dates_coming
from trellis.telling.reminders import remind_of
from trellis.telling.typesetting import Page, set_paper
from trellis.telling.words import parts_of


def said_no(act, **said) -> str:
    with pytest.raises(ProblemWithTelling) as refused:
        act(**said)
    return str(refused.value)


def words_of(edition) -> list[str]:
    return [
        line
        for side in edition.sides
        for part in side["parts"]
        for line in [part.get("text", ""), part.get("figure", ""), *part.get("lines", [])]
        if line
    ]


# --- Begun --------------------------------------------------------------------------------------------------


def test_a_series_has_its_title_once(cast):
    a_series(cast)
    assert said_no(a_series, cast=cast, title=" oak  news ") == (
        "There is a newsletter called “oak news” already."
    )


def test_a_newsletter_of_a_class_says_which(cast):
    series = a_series(cast, about="class")
    assert said_no(a_newsletter, cast=cast, series=series) == "Say which class this newsletter is of."
    whole = a_series(cast, title="Another")
    assert "of the whole school" in said_no(a_newsletter, cast=cast, series=whole, school_class=cast.class_3b)


def test_a_class_newsletter_begins_with_how_to_help_at_home(cast):
    newsletter = of_class(cast)
    assert [section.kind for section in newsletter.sections.all()] == ["home_help"]
    written(cast, newsletter)
    held = compose(newsletter)
    assert held.problems == [
        "It says nothing yet of how to help at home: fill that section in, or take it out."
    ]
    assert said_no(published, cast=cast, newsletter=newsletter) == held.problems[0]
    actions.write_section(
        section=newsletter.sections.get(kind="home_help"),
        title="",
        words="Read for ten minutes.",
        by=cast.teacher,
    )
    assert words_of(published(cast, newsletter))[:2] == ["How to help at home", "Read for ten minutes."]


# --- Asked for ----------------------------------------------------------------------------------------------


def test_a_contribution_is_asked_for_given_and_may_be_given_again(cast):
    newsletter = a_newsletter(cast)
    ask = asked(cast, newsletter)
    assert compose(newsletter).empty == [ask.section]
    actions.contribute(ask=ask, words="We read in the sun.", by=cast.teacher)
    actions.contribute(ask=ask, words="We read in the rain.", by=cast.teacher)
    ask.refresh_from_db()
    assert (ask.given_by, ask.given_by_name) == (cast.teacher, cast.teacher.name)
    assert words_of(published(cast, newsletter)) == ["Reading", "We read in the rain."]
    assert said_no(actions.contribute, ask=ask, words="x", by=cast.teacher) == (
        "This newsletter is published already."
    )


def test_what_the_editor_writes_for_somebody_counts_as_given(cast):
    newsletter = a_newsletter(cast)
    ask = asked(cast, newsletter)
    actions.write_section(section=ask.section, title="Reading", words="From a note.", by=cast.office)
    ask.refresh_from_db()
    assert ask.given_by == cast.office


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"due_on": dt.date(2024, 9, 14)}, "That is after the newsletter is to be published."),
        ({"owner": None}, "Say whom you ask."),
    ],
)
def test_an_ask_that_cannot_be(cast, said, says):
    assert said_no(asked, cast=cast, newsletter=a_newsletter(cast), **said) == says


def test_a_role_is_asked_and_whoever_has_it_may_give(cast):
    newsletter, at_work = a_newsletter(cast), AtWork.at(cast.oak, cast.today)
    ask = asked(cast, newsletter, owner="class_teacher", on_behalf_of="the school council")
    assert ask.of_whom == "Class teacher, for the school council"
    assert list(Ask.objects.not_given().of(cast.teacher, cast.oak, at_work)) == [ask]
    assert not Ask.objects.not_given().of(cast.office, cast.oak, at_work).exists()
    assert not Ask.objects.not_given().of(cast.mr_outside, cast.elm, AtWork.at(cast.elm, cast.today)).exists()


def test_a_team_is_asked_and_everybody_in_it_may_give(cast):
    team = make_team(name="School council", school=cast.oak, by=cast.head)
    join_team(team=team, person=cast.teacher, since=dt.date(2024, 9, 3), by=cast.head)
    newsletter, at_work = a_newsletter(cast), AtWork.at(cast.oak, cast.today)
    ask = asked(cast, newsletter, owner=team)
    assert ask.of_whom == "School council"
    assert list(Ask.objects.not_given().of(cast.teacher, cast.oak, at_work)) == [ask]
    before = AtWork.at(cast.oak, dt.date(2024, 9, 2))
    assert not Ask.objects.not_given().of(cast.teacher, cast.oak, before).exists()
    assert remind_of(newsletter=newsletter, address=address) == 1
    assert mail.outbox[0].to == [cast.teacher.email]


def address(ask) -> str:
    return f"http://trellis.example/{ask.pk}"


def test_those_who_have_not_given_are_reminded_once_a_day(cast, clock):
    newsletter = a_newsletter(cast)
    mine, roles = (
        asked(cast, newsletter),
        asked(cast, newsletter, owner="head", wanted="A greeting"),
    )
    given = asked(cast, newsletter, owner=cast.office)
    actions.contribute(ask=given, words="Done.", by=cast.office)
    assert remind_of(newsletter=newsletter, address=address) == 2
    assert {message.to[0] for message in mail.outbox} == {cast.teacher.email, cast.head.email}
    first = next(message for message in mail.outbox if message.to == [cast.teacher.email])
    assert first.subject == "Wanted for Oak News"
    assert (
        f"A paragraph about reading, by Wednesday 11 September: http://trellis.example/{mine.pk}"
        in first.body
    )
    assert remind_of(newsletter=newsletter, address=address) == 0
    clock.at("2024-09-11 08:00")
    assert remind_of(newsletter=newsletter, address=address) == 2
    roles.refresh_from_db()
    assert roles.reminders == 2


def test_a_mail_server_that_does_not_answer_leaves_nobody_marked_as_reminded(cast, monkeypatch):
    newsletter = a_newsletter(cast)
    ask = asked(cast, newsletter)

    def refuses(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuses)
    assert "could not be sent" in said_no(remind_of, newsletter=newsletter, address=address)
    ask.refresh_from_db()
    assert ask.reminders == 0


def test_nobody_is_asked_for_one_that_was_given_up(cast):
    newsletter = a_newsletter(cast)
    asked(cast, newsletter)
    actions.give_up_newsletter(newsletter=newsletter)
    assert not Ask.objects.not_given().exists()
    assert said_no(asked, cast=cast, newsletter=newsletter) == "This newsletter was given up."


# --- Written ------------------------------------------------------------------------------------------------


def test_sections_change_places_and_are_taken_out(cast):
    newsletter = a_newsletter(cast)
    first, second, third = (written(cast, newsletter, title=title) for title in ("A", "B", "C"))
    actions.move_section(section=third, up=True)
    actions.move_section(section=first, up=True)
    assert [section.title for section in newsletter.sections.all()] == ["A", "C", "B"]
    actions.move_section(section=Section.objects.get(pk=first.pk), up=False)
    actions.take_out_section(section=second)
    assert [section.title for section in newsletter.sections.all()] == ["C", "A"]


def test_a_translation_is_a_draft_until_approved_and_again_when_the_words_change(cast):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    translation = actions.translate_section(
        section=section, language="pl", title="Na dworze", words="Dzień w lesie."
    )
    held = compose(newsletter)
    assert [side.language for side in held.sides] == ["en"]
    assert [(each.pk, language) for each, language in held.waiting] == [(section.pk, "Polish")]
    actions.approve_translation(translation=translation, by=cast.head)
    assert [side.name for side in compose(newsletter).sides] == ["English", "Polish"]
    actions.write_section(
        section=section, title="Outdoors", words="The woodland day is moved.", by=cast.office
    )
    assert [side.language for side in compose(newsletter).sides] == ["en"]


def test_what_the_typeface_cannot_print_is_said(cast):
    newsletter = a_newsletter(cast)
    written(cast, newsletter, words="A smile 🙂")
    assert compose(newsletter).problems == ["The typeface of our newsletters cannot print 🙂."]


# --- Live figures -------------------------------------------------------------------------------------------


@pytest.fixture
def week(cast):
    """Amy missed two of the four sessions of Thursday and Friday; three others were there."""
    spend(
        cast.oak,
        {cast.amy: "2I", cast.ben: "", cast.cal: "", cast.dee: ""},
        since=dt.date(2024, 9, 3),
        until=dt.date(2024, 9, 6),
    )


def figures_of(held) -> list[str]:
    return [part["figure"] for one in held.told for part in one.parts if part["kind"] == "figure"]


def test_the_weeks_attendance_is_live_until_it_is_published(cast, week, clock):
    newsletter = a_newsletter(cast)
    actions.add_section(newsletter=newsletter, kind="block", block="attendance-week")
    held = compose(newsletter)
    # Six children on roll, four with marks: the week of 2 September, 8 sessions open.
    part = held.told[0].parts[1]
    assert part["figure"] == "93.8%"
    assert part["caption"] == "attendance: 30 of 32 half-day sessions attended"
    edition = published(cast, newsletter)
    assert edition.ledger == {"123456": 1}
    assert ("Marks missing", "16, never counted as present") in [tuple(pair) for pair in edition.counted]
    spend(cast.oak, {cast.fay: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 6))
    assert figures_of(compose(newsletter)) == ["95.0%"]
    edition.refresh_from_db()
    assert [part["figure"] for part in edition.sides[0]["parts"] if part["kind"] == "figure"] == ["93.8%"]


def test_where_nothing_is_known_the_block_says_nothing(cast):
    newsletter = a_newsletter(cast)
    actions.add_section(newsletter=newsletter, kind="block", block="attendance-week")
    assert compose(newsletter).told[0].parts == ()
    assert compose(newsletter).problems == ["There is nothing in this newsletter yet."]


def test_the_dates_that_are_coming_are_the_calendars(cast):
    newsletter = a_newsletter(cast)
    actions.add_section(newsletter=newsletter, kind="block", block="dates")
    clock_day = dt.date(2024, 10, 14)
    assert compose(newsletter, clock_day).told[0].parts[1]["points"] == [
        "Friday 25 October: INSET day: no school for pupils",
        "Monday 28 October: Autumn half-term, to Friday 1 November: no school",
    ]
    december = compose(newsletter, dt.date(2024, 12, 16)).told[0].parts[1]["points"]
    assert december[0] == "Friday 20 December: last day of the Autumn term"
    assert december[1:] == [
        "Monday 6 January: INSET day: no school for pupils",
        "Monday 6 January: Spring term begins",
    ]


def test_a_term_that_is_called_one_is_not_called_so_twice(cast):
    CalendarSpan.objects.filter(school=cast.oak, name="Spring").update(name="Spring term")
    points = dates_coming(cast.oak, dt.date(2025, 1, 4)).parts[0]["points"]
    assert "Monday 6 January: Spring term begins" in points


def test_a_figure_that_changed_since_it_was_looked_at_stops_it(cast, week):
    newsletter = a_newsletter(cast)
    actions.add_section(newsletter=newsletter, kind="block", block="attendance-week")
    seen = compose(newsletter).digest
    spend(cast.oak, {cast.fay: ""}, since=dt.date(2024, 9, 3), until=dt.date(2024, 9, 6))
    assert said_no(actions.publish, newsletter=newsletter, seen=seen, by=cast.head) == (
        "A figure or a word has changed since you looked: look again before you publish."
    )
    assert not newsletter.editions.exists()


def test_a_block_of_a_room_that_is_gone_is_left_out(cast, monkeypatch):
    monkeypatch.setitem(
        BLOCKS,
        "league",
        Block("league", "The league", lambda school, day: Drawn([{"kind": "text", "lines": ["3B won."]}])),
    )
    newsletter = a_newsletter(cast)
    actions.add_section(newsletter=newsletter, kind="block", block="league")
    assert compose(newsletter).told[0].parts[1] == {"kind": "text", "lines": ["3B won."]}
    monkeypatch.delitem(BLOCKS, "league")
    assert compose(newsletter).told[0].parts == ()
    assert said_no(actions.add_section, newsletter=newsletter, kind="block", block="league") == (
        "There are no such figures."
    )


# --- Published ----------------------------------------------------------------------------------------------


def test_an_edition_is_a_page_and_paper_that_say_the_same(cast):
    newsletter = a_newsletter(cast, title="Oak News, September")
    section = written(cast, newsletter, words="The woodland day was a joy.\n\n- mud\n- leaves")
    actions.write_section(
        section=section,
        title="Outdoors <b>now</b>",
        words=section.words,
        picture=a_picture(cast),
        by=cast.office,
    )
    edition = published(cast, newsletter)
    page = publishing.path_of(edition, "newsletter.html").read_text()
    assert "Outdoors &lt;b&gt;now&lt;/b&gt;" in page
    assert "<b>" not in page
    assert 'alt="Leaves on a table"' in page
    assert "data:image/jpeg;base64," in page
    assert "http" not in page.replace("http-equiv", "")
    paper = read_back(publishing.path_of(edition, "newsletter.pdf").read_bytes())
    assert paper.accessible == "1"
    assert (paper.title, paper.language) == ("Oak News, September, Oak Primary", "en")
    assert "Leaves on a table" in paper.alternatives
    assert {"H1", "H2", "L", "Figure", "P"} <= set(paper.tags)
    assert paper.in_reading_order()
    for words in ("Oak News, September", "The woodland day was a joy.", "mud", "10 September 2024"):
        assert words in paper.texts[0]


def test_each_language_has_a_sheet_of_its_own(cast):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    translation = actions.translate_section(
        section=section, language="pl", title="Las", words="Dzień w lesie."
    )
    actions.approve_translation(translation=translation, by=cast.head)
    edition = published(cast, newsletter)
    paper = read_back(publishing.path_of(edition, "newsletter.pdf").read_bytes())
    assert len(paper.texts) == 2
    assert "Dzień w lesie." in paper.texts[1]
    assert "10 września 2024" in paper.texts[1]


@pytest.mark.parametrize("how", ["named", "pictured"])
def test_a_child_named_or_pictured_waits_for_somebody_to_say_that_consent_is_held(cast, how):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter, words="Well done Amy Adams." if how == "named" else "Look.")
    if how == "pictured":
        picture = a_picture(cast, shows="consent")
        actions.write_section(section=section, title="x", words="Look.", picture=picture, by=cast.office)
    assert compose(newsletter).needs_consent
    assert said_no(published, cast=cast, newsletter=newsletter) == (
        "Say that consent is held for every child who is named or pictured."
    )
    edition = published(cast, newsletter, consent=True)
    assert edition.names == (["Amy Adams"] if how == "named" else [])


def test_a_correction_is_another_edition_and_both_are_kept(cast, clock):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter, words="School ends at two.")
    first = published(cast, newsletter)
    kept = publishing.path_of(first, "newsletter.pdf").read_bytes()
    actions.write_section(section=section, title="Times", words="School ends at three.", by=cast.office)
    assert said_no(published, cast=cast, newsletter=newsletter) == "Say what this edition puts right."
    second = published(cast, newsletter, corrects="School ends at three.")
    assert (second.number, words_of(first)[-1], words_of(second)[-1]) == (
        2,
        "School ends at two.",
        "School ends at three.",
    )
    assert publishing.path_of(first, "newsletter.pdf").read_bytes() == kept
    paper = read_back(publishing.path_of(second, "newsletter.pdf").read_bytes())
    assert "edition 2: School ends at three." in paper.texts[0]


def test_only_somebody_who_may_publishes(cast):
    newsletter = a_newsletter(cast)
    written(cast, newsletter)
    for person in (cast.office, cast.teacher, cast.mr_outside):
        said = said_no(published, cast=cast, newsletter=newsletter, by=person)
        assert said == f"{person.name} may not publish newsletters at this school."


def test_the_same_edition_made_again_is_the_same_bytes(cast):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    actions.write_section(section=section, title="x", words="y", picture=a_picture(cast), by=cast.office)
    edition = published(cast, newsletter)
    for name, made in (("newsletter.pdf", publishing.paper_of), ("newsletter.html", publishing.page_of)):
        assert made(edition) == publishing.path_of(edition, name).read_bytes()


def test_an_attempt_that_failed_half_way_leaves_nothing_that_counts(cast, monkeypatch):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    paper_of = publishing.paper_of

    def runs_out_of_disk(edition):
        raise OSError("No space left on device")

    monkeypatch.setattr(publishing, "paper_of", runs_out_of_disk)
    with pytest.raises(OSError, match="No space"), transaction.atomic():
        published(cast, newsletter)
    assert not newsletter.editions.exists()
    monkeypatch.setattr(publishing, "paper_of", paper_of)
    actions.write_section(section=section, title="Outdoors", words="Other words.", by=cast.office)
    edition = published(cast, newsletter)
    assert "Other words." in publishing.path_of(edition, "newsletter.html").read_text()


def test_what_must_never_be_untrue_is_refused_by_the_database(cast):
    edition = published(cast, _with_words(cast))
    for wrong in ({"number": 2}, {"corrects": "x"}, {"published_by_name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(edition).objects.filter(pk=edition.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(newsletter=edition.newsletter).update(block="dates")


def _with_words(cast) -> Newsletter:
    newsletter = a_newsletter(cast)
    written(cast, newsletter)
    return newsletter


def test_a_class_teacher_edits_the_newsletters_of_their_own_class_and_no_other(cast):
    theirs, whole = of_class(cast), a_newsletter(cast)
    assert list(Newsletter.objects.visible_to(cast.teacher)) == [theirs]
    assert set(Newsletter.objects.visible_to(cast.office)) == {theirs, whole}
    assert not Newsletter.objects.visible_to(cast.mr_outside).exists()


def test_composing_asks_as_many_questions_for_twenty_sections_as_for_two(cast, django_assert_num_queries):
    small = a_newsletter(cast, a_series(cast, title="Small"))
    large = a_newsletter(cast, a_series(cast, title="Large"))
    for newsletter, number in ((small, 2), (large, 20)):
        for _each in range(number):
            written(cast, newsletter)
    with django_assert_num_queries(3):
        compose(small)
    with django_assert_num_queries(3):
        compose(large)


def test_a_photograph_larger_than_the_sheet_is_set_on_it(cast):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    picture = actions.bring_picture(
        school=cast.oak,
        file=io.BytesIO(a_photograph((300, 1500))),
        says="A tree",
        shows="nobody",
        by=cast.office,
    )
    actions.write_section(section=section, title="x", words="y", picture=picture, by=cast.office)
    paper = read_back(publishing.path_of(published(cast, newsletter), "newsletter.pdf").read_bytes())
    assert len(paper.texts) == 1


@pytest.mark.parametrize(("paragraphs", "is_long"), [(2, False), (40, True)])
def test_a_long_newsletter_stands_in_two_columns_and_a_short_one_in_one(cast, paragraphs, is_long):
    words = "\n\n".join(
        ["The woodland day was a joy, and everybody came home with leaves in their hair."] * paragraphs
    )
    page = Page("en", "Oak Primary", [], "Oak News", "", parts_of(words))
    assert page.data("newsletter")["columns"] is is_long
    assert page.data("guide")["columns"] is False
    paper = read_back(set_paper([page], title="Oak News", at=dt.datetime(2024, 9, 10, tzinfo=dt.UTC)))
    assert paper.in_reading_order()
    assert " ".join(" ".join(paper.texts).split()).count("The woodland day was a joy") == paragraphs
