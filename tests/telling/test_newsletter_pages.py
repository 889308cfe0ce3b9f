"""Newsletters on the page: who is asked, who writes, who publishes, and files that are no pictures."""

import shutil

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.telling.news import (
    a_newsletter,
    a_photograph,
    a_picture,
    a_published_newsletter,
    a_series,
    asked,
    of_class,
    uploaded,
    written,
)
from trellis.telling import actions, pictures
from trellis.telling.composing import compose
from trellis.telling.models import Newsletter, Picture, Section, Series

NEWS = "/schools/123456/newsletters/"


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_newsletter_is_set_up_begun_written_and_published(cast, sign_in):
    office, head = sign_in(cast.office), sign_in(cast.head)
    office.post(
        f"{NEWS}series/add/",
        {"title": "Oak News", "about": "school", "every": "month", "owner": f"person:{cast.office.pk}"},
    )
    series = Series.objects.get()
    assert (series.person, series.every) == (cast.office, "month")
    office.post(f"{NEWS}series/{series.pk}/begin/", {"title": "Oak News", "due_on": "2024-09-13"})
    here = f"{NEWS}{Newsletter.objects.get().pk}/"
    office.post(f"{here}sections/add/", {"what": "words"})
    section = Section.objects.get()
    office.post(f"{here}sections/{section.pk}/", {"title": "Hello", "words": "Dear all"})
    assert "Dear all" in words(office.get(here))
    assert office.get(f"{here}publish/").status_code == 404
    page = head.get(f"{here}publish/")
    seen = page.context["form"]["seen"].value()
    assert "No name of a child at the school was found" in words(page)
    response = head.post(f"{here}publish/", {"seen": seen})
    assert response.url == f"{here}editions/1/"
    assert "Dear all" in words(office.get(response.url))
    paper = office.get(f"{here}editions/1/newsletter.pdf")
    assert paper.content.startswith(b"%PDF")
    page = office.get(f"{here}editions/1/newsletter.html")
    assert page["Content-Disposition"] == 'attachment; filename="newsletter.html"'
    assert "sandbox" in page["Content-Security-Policy"]


@pytest.mark.parametrize("file", ["newsletter.pdf", "newsletter.html"])
def test_an_edition_whose_files_are_gone_says_so_and_what_to_do(cast, sign_in, data_folder, file):
    """As after a backup of the records alone was put back."""
    edition = a_published_newsletter(cast)
    shutil.rmtree(data_folder / "files" / "telling" / "newsletters")
    here = f"{NEWS}{edition.newsletter_id}/editions/1/"
    page = sign_in(cast.office).get(f"{here}{file}", follow=True)
    assert page.redirect_chain == [(here, 302)]
    assert "The files of this edition are no longer kept on this machine" in words(page)
    assert "Publish it again as another edition" in words(page)
    assert file not in words(page)
    page = sign_in(cast.teacher).get(f"{here}{file}", follow=True)
    assert "Ask whoever writes the newsletter to publish it again" in words(page)
    actions.publish(
        newsletter=edition.newsletter,
        seen=compose(edition.newsletter).digest,
        corrects="Its files were lost.",
        by=cast.head,
    )
    again = sign_in(cast.office).get(f"{NEWS}{edition.newsletter_id}/editions/2/newsletter.pdf")
    assert again.content.startswith(b"%PDF")


def test_a_picture_that_is_gone_is_in_no_newsletter(cast, sign_in):
    newsletter = a_newsletter(cast)
    section, picture = written(cast, newsletter), a_picture(cast)
    actions.write_section(section=section, title="x", words="y", picture=picture, by=cast.office)
    shutil.rmtree(pictures.folder())
    assert sign_in(cast.office).get(f"{NEWS}pictures/{picture.pk}/").status_code == 404
    page = words(sign_in(cast.head).get(f"{NEWS}{newsletter.pk}/publish/"))
    assert "The picture “Leaves on a table” is no longer kept on this machine: bring it again" in page


def test_names_found_in_the_words_are_listed_and_somebody_says_that_consent_is_held(cast, sign_in):
    newsletter = a_newsletter(cast)
    written(cast, newsletter, words="Well done Amy Adams and Rose.")
    head, here = sign_in(cast.head), f"{NEWS}{newsletter.pk}/publish/"
    page = head.get(here)
    assert "<li>Amy Adams</li>" in words(page)
    seen = page.context["form"]["seen"].value()
    refused = head.post(here, {"seen": seen})
    assert refused.status_code == 400
    assert "Say that consent is held for every child who is named or pictured." in words(refused)
    assert head.post(here, {"seen": seen, "consent": "on"}).status_code == 302


def test_after_a_change_the_page_is_shown_again_and_can_be_published_then(cast, sign_in):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    head, here = sign_in(cast.head), f"{NEWS}{newsletter.pk}/publish/"
    seen = head.get(here).context["form"]["seen"].value()
    actions.write_section(section=section, title="Outdoors", words="Changed.", by=cast.office)
    again = head.post(here, {"seen": seen})
    assert "has changed since you looked" in words(again)
    assert head.post(here, {"seen": again.context["form"]["seen"].value()}).status_code == 302


# --- Contributions ------------------------------------------------------------------------------------------


def test_whoever_is_asked_finds_it_on_the_page_and_gives_it(cast, sign_in):
    ask = asked(cast, a_newsletter(cast))
    teacher, office = sign_in(cast.teacher), sign_in(cast.office)
    assert "A paragraph about reading" in words(teacher.get(NEWS))
    assert "Asked of you" not in words(office.get(NEWS))
    here = f"{NEWS}asked/{ask.pk}/"
    assert sign_in(cast.governor).get(here).status_code == 404
    assert office.get(here).status_code == 200  # whoever edits may give it for them
    response = teacher.post(
        here,
        {
            "words": "We read.",
            "picture": uploaded(a_photograph()),
            "says": "Books on a step",
            "shows": "nobody",
        },
        follow=True,
    )
    assert "Thank you: it is with the newsletter." in words(response)
    assert "Asked of you" not in words(response)
    ask.section.refresh_from_db()
    assert (ask.section.words, ask.section.picture.says) == ("We read.", "Books on a step")
    shown = teacher.get(f"{NEWS}pictures/{ask.section.picture_id}/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "sandbox" in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b'<svg onload="alert(1)"/>', "flower.png", "That is a drawing that can hold a program (SVG)"),
        (b"<!doctype html><script>alert(1)</script>", "flower.jpg", "That is a web page"),
        (b"%PDF-1.7", "flower.jpg", "That is a PDF file"),
        (a_photograph((900, 900))[:-300], "flower.jpg", "damaged or cut short"),
        (b"", "flower.jpg", "The submitted file is empty."),
    ],
)
def test_an_unsafe_file_is_refused_in_a_sentence_and_the_words_stay(cast, sign_in, content, name, says):
    ask = asked(cast, a_newsletter(cast))
    sent = {"words": "Typed for an hour.", "says": "A flower", "shows": "nobody"}
    response = sign_in(cast.teacher).post(
        f"{NEWS}asked/{ask.pk}/", {**sent, "picture": uploaded(content, name)}
    )
    assert response.status_code == 400
    assert says in words(response)
    assert "Typed for an hour." in words(response)
    assert 'value="A flower"' in words(response)
    assert not Picture.objects.exists()
    assert not pictures.folder().exists()
    ask.refresh_from_db()
    assert ask.given_at is None


def test_a_picture_comes_with_its_words_and_whether_children_are_in_it(cast, sign_in):
    ask = asked(cast, a_newsletter(cast))
    response = sign_in(cast.teacher).post(
        f"{NEWS}asked/{ask.pk}/", {"words": "Look", "picture": uploaded(a_photograph())}
    )
    assert "Say what the picture shows." in words(response)
    assert "Say whether children can be recognised in the picture." in words(response)


def test_a_section_keeps_its_picture_until_it_is_left_out(cast, sign_in):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    actions.write_section(section=section, title="x", words="y", picture=a_picture(cast), by=cast.office)
    office, here = sign_in(cast.office), f"{NEWS}{newsletter.pk}/sections/{section.pk}/"
    office.post(here, {"title": "x", "words": "z"})
    section.refresh_from_db()
    assert (section.words, section.picture.says) == ("z", "Leaves on a table")
    office.post(here, {"title": "x", "words": "z", "leave_out_picture": "on"})
    section.refresh_from_db()
    assert section.picture is None


def test_an_editor_asks_and_reminds(cast, sign_in):
    newsletter = a_newsletter(cast)
    office, here = sign_in(cast.office), f"{NEWS}{newsletter.pk}/"
    page = words(office.get(f"{here}ask/"))
    assert "Everybody with the role" in page
    assert cast.mr_outside.name not in page
    office.post(
        f"{here}ask/",
        {
            "wanted": "A poem",
            "owner": "role:class_teacher",
            "due_on": "2024-09-12",
            "on_behalf_of": "the school council",
        },
    )
    assert "Asked of Class teacher, for the school council, wanted by Thursday 12 September." in words(
        office.get(here)
    )
    response = office.post(f"{here}remind/", follow=True)
    assert "1 person is reminded." in words(response)
    assert f"http://testserver{NEWS}asked/" in mail.outbox[0].body
    assert "Nobody is written to" in words(office.post(f"{here}remind/", follow=True))


# --- Who may ------------------------------------------------------------------------------------------------


def test_a_class_teacher_begins_and_writes_their_own_class_newsletter(cast, sign_in):
    theirs, whole = of_class(cast), a_newsletter(cast)
    teacher = sign_in(cast.teacher)
    page = words(teacher.get(NEWS))
    assert "3B this half-term" in page
    assert "Oak News" not in page
    assert teacher.get(f"{NEWS}{theirs.pk}/").status_code == 200
    assert teacher.get(f"{NEWS}{whole.pk}/").status_code == 404
    assert teacher.get(f"{NEWS}series/{whole.series_id}/begin/").status_code == 404
    choices = teacher.get(f"{NEWS}series/{theirs.series_id}/begin/").context["form"]["school_class"].field
    assert [str(each) for each in choices.queryset] == ["3B"]


def test_a_picture_of_another_school_is_not_shown(cast, sign_in):
    held = a_picture(cast)
    assert sign_in(cast.mr_outside).get(f"/schools/234567/newsletters/pictures/{held.pk}/").status_code == 404


def test_translations_are_written_by_one_and_approved_by_another(cast, sign_in):
    newsletter = a_newsletter(cast)
    section = written(cast, newsletter)
    here = f"{NEWS}{newsletter.pk}/sections/{section.pk}/in/pl/"
    office, head = sign_in(cast.office), sign_in(cast.head)
    assert "cannot print 🙂" in words(office.post(here, {"title": "", "words": "🙂"}))
    assert "Kept as a draft" in words(
        office.post(here, {"title": "Las", "words": "Dzień w lesie."}, follow=True)
    )
    assert office.post(f"{here}approve/").status_code == 404
    head.post(f"{here}approve/")
    assert section.translations.get().approved_by == cast.head
    assert office.get(f"{NEWS}{newsletter.pk}/sections/{section.pk}/in/tlh/").status_code == 404


# --- Constant questions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "{newsletter}/", "{newsletter}/publish/"])
def test_a_page_asks_as_many_questions_for_twelve_as_for_three(
    cast, sign_in, django_assert_num_queries, page
):
    series, head = a_series(cast), sign_in(cast.head)
    newsletter = a_newsletter(cast, series)

    def more(number):
        for _each in range(number):
            asked(cast, newsletter, owner=cast.head)
            written(cast, newsletter)
            a_newsletter(cast, series)

    more(3)
    address = NEWS + page.format(newsletter=newsletter.pk)
    head.get(address)
    with CaptureQueriesContext(connection) as few:
        head.get(address)
    more(9)
    with django_assert_num_queries(len(few)):
        head.get(address)


def test_the_list_of_published_ones_asks_the_same_however_many(cast, sign_in, django_assert_num_queries):
    a_published_newsletter(cast)
    head = sign_in(cast.head)
    head.get(NEWS)
    with CaptureQueriesContext(connection) as few:
        head.get(NEWS)
    for number in range(4):
        newsletter = a_newsletter(cast, a_series(cast, title=f"News {number}"))
        written(cast, newsletter)
        actions.publish(newsletter=newsletter, seen=actions.compose(newsletter).digest, by=cast.head)
    with django_assert_num_queries(len(few)):
        head.get(NEWS)
