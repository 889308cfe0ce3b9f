"""Guides and leaflets: editions, who received which, who has not, and files in which nothing can act."""

import datetime as dt
import io
import random
import zlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.reading_back import read_back
from tests.telling.news import a_guide, an_edition, given_by_the_trust, uploaded
from trellis.telling import library
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.documents import ProblemWithDocument, clean_pdf, folder
from trellis.telling.library import holders_of
from trellis.telling.models import Given, Guide, GuideEdition
from trellis.telling.typesetting import Page, set_paper

GUIDES = "/schools/123456/guides/"
TRUST = "/groupings/trust/Hedgerow%20Trust/guides/"


def words(response) -> str:
    return " ".join(response.content.decode().split())


def said_no(act, **said) -> str:
    with pytest.raises(ProblemWithTelling) as refused:
        act(**said)
    return str(refused.value)


def give(cast, edition, **said) -> list[Given]:
    told = {"on": cast.today, "how": "home", "by": cast.office}
    return library.give_edition(edition=edition, **{**told, **said})


def who_has(guide, day) -> dict[str, str]:
    """The edition each had last, where it is in force; a dash where it is not."""
    return {one.name: one.last.edition.label if one.is_current else "–" for one in holders_of(guide, day)}


# --- Who has it ---------------------------------------------------------------------------------------------


def test_families_are_counted_by_class_and_those_without_come_first(cast):
    guide = a_guide(cast)
    edition = an_edition(cast, guide)
    give(cast, edition, classes=[cast.class_3b], copies=30)
    assert list(who_has(guide, cast.today).items()) == [("4C", "–"), ("3B", "2024/25")]


def test_a_class_that_holds_only_a_withdrawn_edition_has_none(cast):
    guide = a_guide(cast)
    first = an_edition(cast, guide, label="1st")
    give(cast, first, classes=[cast.class_3b, cast.class_4c])
    second = an_edition(cast, guide, label="2nd")
    library.withdraw_edition(edition=first, why="A number was wrong.", by=cast.head)
    assert who_has(guide, cast.today) == {"3B": "–", "4C": "–"}
    give(cast, second, classes=[cast.class_4c])
    assert who_has(guide, cast.today) == {"3B": "–", "4C": "2nd"}
    assert "withdrawn" in said_no(give, cast=cast, edition=first, whom="somebody")
    assert Given.objects.filter(edition=first).count() == 2


def test_staff_are_counted_one_by_one(cast):
    guide = a_guide(cast, title="What a board shows", kind="guidance", audience="staff")
    edition = an_edition(cast, guide)
    give(cast, edition, people=[cast.teacher, cast.office], how="meeting")
    held = who_has(guide, cast.today)
    assert {name for name, label in held.items() if label != "–"} == {cast.teacher.name, cast.office.name}
    assert cast.head.name in held
    assert cast.mr_outside.name not in held


def test_a_groupings_guide_goes_to_its_schools(cast, sign_in):
    row = given_by_the_trust(cast)
    assert who_has(row.edition.guide, cast.today) == {"Oak Primary": "1st"}
    page = words(sign_in(cast.head).get(GUIDES))
    assert "Help for families, 1st" in page
    assert "from Hedgerow Trust, 10 September 2024, 60 copies" in page
    elsewhere = f"/schools/234567/guides/received/{row.pk}.pdf"
    assert sign_in(cast.mr_outside).get(elsewhere).status_code == 404
    paper = sign_in(cast.teacher).get(f"{GUIDES}received/{row.pk}.pdf")
    assert "Count the stairs." in read_back(paper.content).texts[0]


@pytest.mark.parametrize("seed", range(6))
def test_who_has_what_is_what_one_would_count_by_hand(cast, seed):
    """Twenty acts drawn by chance, against a list kept on paper."""
    chance, guide = random.Random(seed), a_guide(cast)
    editions = [an_edition(cast, guide, label=f"E{number}") for number in range(4)]
    paper: dict[str, GuideEdition] = {}
    gone: set[GuideEdition] = set()
    for _each in range(20):
        edition = chance.choice(editions)
        if edition in gone:
            continue
        if chance.random() < 0.15:
            gone.add(library.withdraw_edition(edition=edition, why="Old.", by=cast.head))
            continue
        classes = chance.sample([cast.class_3b, cast.class_4c], chance.randint(1, 2))
        give(cast, edition, classes=classes)
        paper |= dict.fromkeys((each.name for each in classes), edition)
    counted = {
        name: paper[name].label if paper.get(name) not in {None, *gone} else "–" for name in ("3B", "4C")
    }
    assert who_has(guide, cast.today) == counted


# --- Editions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"label": " 2024/25 "}, "There is an edition “2024/25” in this language already."),
        ({"label": "2nd", "words": " "}, "Write the words, or bring a file."),
    ],
)
def test_an_edition_that_cannot_be(cast, said, says):
    guide = a_guide(cast)
    an_edition(cast, guide)
    assert said_no(an_edition, cast=cast, guide=guide, **said) == says


def test_the_same_edition_in_another_language_stands_beside(cast):
    guide = a_guide(cast)
    an_edition(cast, guide)
    assert an_edition(cast, guide, language="pl", words="Licz schody.").language_in_words == "Polish"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({}, "Say to whom it was given."),
        ({"on": dt.date(2024, 9, 11), "whom": "x"}, "That day is still to come."),
    ],
)
def test_a_giving_that_cannot_be(cast, said, says):
    assert said_no(give, cast=cast, edition=an_edition(cast, a_guide(cast)), **said) == says


def test_a_guide_is_added_given_and_withdrawn_on_the_page(cast, sign_in):
    office = sign_in(cast.office)
    sent = {"title": "Reading at home", "kind": "guide", "topic": "reading", "audience": "families"}
    here = office.post(f"{GUIDES}add/", sent).url
    office.post(here, {"label": "1st", "language": "en", "words": "Read aloud.", "review_on": "2024-09-01"})
    guide, edition = Guide.objects.get(), GuideEdition.objects.get()
    page = words(office.get(GUIDES))
    assert "1 is due to be read through again." in page
    at = f"{GUIDES}{guide.pk}/editions/{edition.pk}/"
    assert 'name="people"' not in words(office.get(f"{at}give/"))
    office.post(
        f"{at}give/",
        {
            "on": "2024-09-10",
            "how": "home",
            "classes": [cast.class_3b.pk],
            "whom": "the open evening",
            "copies": "40",
        },
    )
    page = words(office.get(f"{GUIDES}{guide.pk}/"))
    assert "1 of 2 have an edition in force." in page
    assert "10 September 2024: 1st, the open evening, Home with the children, 40 copies (Olive Ofori)" in page
    office.post(f"{at}withdraw/", {"why": "A word was wrong."})
    page = words(office.get(f"{GUIDES}{guide.pk}/"))
    assert "withdrawn 10 September 2024, Olive Ofori: A word was wrong." in page
    assert "0 of 2 have an edition in force." in page


def test_a_trust_officer_keeps_the_trusts_guides_and_an_authority_officer_does_not(cast, sign_in):
    given_by_the_trust(cast)
    guide = Guide.objects.get(grouping=cast.trust)
    officer = sign_in(cast.trust_officer)
    assert "Help for families" in words(officer.get(TRUST))
    page = words(officer.get(f"{TRUST}{guide.pk}/editions/{guide.editions.get().pk}/give/"))
    assert "Oak Primary" in page
    assert "Elm Primary" not in page
    assert sign_in(cast.authority_officer).get(f"{TRUST}add/").status_code == 404
    assert sign_in(cast.office).get(f"{TRUST}add/").status_code == 404


def test_what_must_never_be_untrue_is_refused_by_the_database(cast):
    edition = an_edition(cast, a_guide(cast))
    give(cast, edition, whom="x")
    for model, wrong in (
        (GuideEdition, {"withdrawn_on": cast.today}),
        (GuideEdition, {"words": ""}),
        (Guide, {"grouping": cast.trust}),
        (Given, {"whom": ""}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**wrong)


@pytest.mark.parametrize("page", ["", "{guide}/"])
def test_a_page_asks_as_many_questions_for_eight_as_for_two(cast, sign_in, django_assert_num_queries, page):
    first, head = a_guide(cast), sign_in(cast.head)

    def more(*numbers):
        for number in numbers:
            an_edition(cast, a_guide(cast, title=f"G{number}"))
            give(cast, an_edition(cast, first, label=f"E{number}"), classes=[cast.class_3b])

    more(1, 2)
    address = GUIDES + page.format(guide=first.pk)
    head.get(address)
    with CaptureQueriesContext(connection) as few:
        head.get(address)
    more(*range(3, 9))
    with django_assert_num_queries(len(few)):
        head.get(address)


# --- Files --------------------------------------------------------------------------------------------------


def a_pdf(inside: bytes = b"", packed: bytes = b"") -> bytes:
    page = Page("en", "Oak Primary", [], "Leaflet", "", [{"kind": "text", "lines": ["Help is here."]}])
    made = set_paper([page], title="Leaflet", at=dt.datetime(2024, 9, 10, tzinfo=dt.UTC), how="guide")
    stream = b"9 0 obj\n<</Filter/FlateDecode>>\nstream\n" + zlib.compress(packed) + b"\nendstream\n"
    return made.replace(b"%%EOF", inside + (stream if packed else b"") + b"%%EOF")


def test_a_plain_pdf_is_taken_as_it_is_and_handed_out(cast, sign_in):
    guide, office, content = a_guide(cast), sign_in(cast.office), a_pdf()
    office.post(
        f"{GUIDES}{guide.pk}/editions/add/",
        {"label": "1st", "language": "en", "file": uploaded(content, "leaflet.pdf")},
    )
    edition = GuideEdition.objects.get()
    paper = office.get(f"{GUIDES}{guide.pk}/editions/{edition.pk}/guide.pdf")
    assert paper.content == content
    assert paper["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in paper["Content-Security-Policy"]
    assert [path.name for path in folder().iterdir()] == [edition.file]
    (folder() / edition.file).unlink()
    gone = office.get(f"{GUIDES}{guide.pk}/editions/{edition.pk}/guide.pdf", follow=True)
    assert gone.redirect_chain == [(f"{GUIDES}{guide.pk}/", 302)]
    assert "is no longer kept on this machine: bring it again." in gone.content.decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90", "That is no PDF, whatever it is called"),
        (b"%PDF-1.7\n", "cut short"),
        (a_pdf(b"/Encrypt 4 0 R "), "locked with a password"),
        (a_pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "holds more than pages"),
        (a_pdf(b"<</S/#4aava#53cript>>"), "holds more than pages"),
        (a_pdf(b"<</S/Launch/F(x.exe)>>"), "holds more than pages"),
        (a_pdf(packed=b"<</Names<</EmbeddedFiles 1 0 R>>>>"), "holds more than pages"),
        (a_pdf(packed=b"\0" * (21 * 1024 * 1024)), "unpacks to far more than its pages"),
    ],
    ids=["program", "short", "locked", "script", "hidden", "launch", "packed", "bomb"],
)
def test_a_file_that_can_act_is_refused_in_a_sentence_and_the_words_stay(cast, sign_in, content, says):
    guide = a_guide(cast)
    response = sign_in(cast.office).post(
        f"{GUIDES}{guide.pk}/editions/add/",
        {"label": "1st", "language": "en", "words": "Typed for an hour.", "file": uploaded(content, "a.pdf")},
    )
    assert response.status_code == 400
    assert says in words(response)
    assert "Typed for an hour." in words(response)
    assert not GuideEdition.objects.exists()
    assert not folder().exists()


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_pdf_or_a_sentence(rest):
    content = b"%PDF-1.7" + rest + b"%%EOF"
    assert taken(content) in {content, "a sentence."}


def taken(content: bytes) -> bytes | str:
    try:
        return clean_pdf(io.BytesIO(content))
    except ProblemWithDocument as wrong:
        return "a sentence." if str(wrong).endswith(".") else str(wrong)
