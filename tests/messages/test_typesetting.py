"""Letters on paper, read back: tags, title, language, order; hostile names; what cannot be printed."""

import datetime as dt
import threading

import pytest

from tests.messages.reading_back import read_back
from tests.messages.test_wording import HOSTILE
from trellis.messages import press, typesetting
from trellis.messages.typesetting import NotPrintable, Sheet, set_pages, set_pdf, set_pdfs, unprintable
from trellis.messages.wording import plain

AT = dt.datetime(2024, 11, 4, 9, 0, tzinfo=dt.UTC)
PARTS = [
    {"kind": "text", "lines": ["Dear Ann Adams,"]},
    {"kind": "figure", "figure": "92.1%", "caption": "70 of 76 sessions"},
    {"kind": "table", "rows": [["Possible", "76"], ["Attended", "70"], ["Late", "3"]]},
    {"kind": "weeks", "sessions": ["..AAALMMAA"], "alt": "2 September: 6 attended.", "key": "Dark: missed."},
    {"kind": "heading", "text": "How we can help"},
    {"kind": "points", "points": ["Breakfast club", "A word with us"]},
    {"kind": "legal", "text": "What the law says: attend."},
    {"kind": "text", "lines": ["Yours sincerely,", "Helen Hart"]},
]


def sheet(**said):
    held = {
        "language": "en",
        "school": "Oak Primary",
        "letterhead": ["Oak Lane", "01632 960100"],
        "address": ["Ann Adams", "4 Orchard Way", "NM1 4AA"],
        "date": "4 November 2024",
        "reference": "L000001",
        "title": "Amy’s attendance",
        "parts": PARTS,
    }
    return Sheet(**{**held, **said})


def paper(*sheets, **how):
    return read_back(set_pdf(list(sheets), title="Attendance letters", at=AT, **how))


def test_a_letter_is_a_tagged_pdf_ua_with_its_title_and_language():
    held = paper(sheet())
    assert (held.title, held.language, held.accessible) == ("Attendance letters", "en", "1")
    assert held.marked
    assert held.shows_title


def test_its_tags_say_what_each_part_is():
    tags = paper(sheet()).tags
    assert tags[0] == "Document"
    assert tags.count("H1") == 1
    assert tags.count("H2") == 1
    assert tags.count("Table") == 1
    assert tags.count("TH") == 3
    assert tags.count("TD") == 3
    assert tags.count("LI") == 2
    assert tags.count("Figure") == 1
    assert tags.index("H1") < tags.index("Table") < tags.index("Figure") < tags.index("H2") < tags.index("L")


def test_a_picture_says_in_words_what_it_shows():
    assert paper(sheet()).alternatives == ["2 September: 6 attended."]


def test_it_is_read_in_the_order_it_is_written():
    held = paper(sheet())
    assert held.in_reading_order()
    words = [
        "Oak Primary",
        "Ann Adams",
        "4 November 2024",
        "Amy’s attendance",
        "Dear Ann Adams",
        "92.1%",
        "70 of 76 sessions",
        "Possible",
        "Dark: missed.",
        "How we can help",
        "Breakfast club",
        "What the law says",
        "Yours sincerely",
    ]
    places = [held.texts[0].index(word) for word in words]
    assert places == sorted(places)


def test_every_letter_is_a_bookmark_of_the_print_run_and_its_parts_are_not():
    held = paper(sheet(), sheet(title="Eve’s attendance"))
    assert held.bookmarks == ["Amy’s attendance", "Eve’s attendance"]
    assert len(held.texts) == 2


def test_a_side_in_another_language_says_so():
    held = paper(sheet(), sheet(language="cy", title="Presenoldeb Amy"))
    welsh = [part for part in held.document.walk() if part.language == "cy"]
    assert welsh
    assert held.language == "en"
    in_english = paper(sheet(), sheet())
    assert [part.language for part in in_english.document.walk() if part.language] == []


def test_the_reference_is_at_the_foot_of_every_page_of_a_long_letter():
    long = [{"kind": "text", "lines": ["We would like to help. " * 40]}] * 8
    held = paper(sheet(parts=long))
    assert len(held.texts) > 1
    assert all("L000001" in text for text in held.texts)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_printed_as_it_is_written(name):
    parts = [{"kind": "text", "lines": [f"Dear {name}"]}, {"kind": "points", "points": [name]}]
    held = paper(sheet(address=[name, "4 Orchard Way"], title=name, parts=parts, school=name))
    assert "".join(name.split()) in "".join(held.texts[0].split())
    assert held.tags.count("H1") == 1
    assert held.bookmarks == [plain(name)]


def test_a_name_that_turns_the_direction_of_text_cannot():
    assert "Amy Adams" in paper(sheet(address=["Amy \u202eAdams"])).texts[0]


def test_welsh_polish_and_many_other_letters_are_printed():
    names = "Ŵyn Llŷr ÿ, Żółć Łukaszewicz, Şükrü, Țepeș, Nguyễn, Юлія, Δέσποινα, Ọláwálé, O’Brien-Núñez"
    assert unprintable(names) == ""
    assert "Żółć Łukaszewicz" in paper(sheet(address=[names])).texts[0]


def test_what_is_surely_printed_is():
    surely = "".join(sorted(typesetting._SURELY_PRINTS - {"\xad"}))
    for line in (surely[:100], surely[100:]):
        printed = paper(sheet(address=[line])).texts[0]
        assert "".join(plain(line).split()) in "".join(printed.split())


def test_letters_the_typeface_does_not_have_are_named():
    assert unprintable("李 Amy عائشة 李") == "李عائشة"


def test_words_that_cannot_be_printed_are_refused_not_left_blank():
    with pytest.raises(NotPrintable, match="could not be displayed"):
        paper(sheet(address=["李"]))


def test_a_missing_typeface_is_an_error_and_not_an_empty_letter(monkeypatch):
    monkeypatch.setattr(typesetting, "TYPEFACE", "No Such Typeface")
    with pytest.raises(NotPrintable, match="unknown font family"):
        paper(sheet())


def test_the_same_letters_at_the_same_moment_are_the_same_bytes():
    one = set_pdf([sheet()], title="A", at=AT)
    assert set_pdf([sheet()], title="A", at=AT) == one
    assert set_pdf([sheet()], title="A", at=AT + dt.timedelta(days=1)) != one


def test_paper_printed_on_both_sides_never_has_two_families_on_one_sheet():
    welsh = sheet(language="cy", first=False)
    held = paper(sheet(), sheet(title="Eve’s attendance"), welsh, sheet(title="Ben’s"), both_sides=True)
    begun = [number for number, text in enumerate(held.texts) if "4 November 2024" in text]
    assert begun == [0, 2, 3, 4]


def test_one_sided_paper_wastes_none():
    assert len(paper(sheet(), sheet(), sheet()).texts) == 3


def test_a_band_is_always_a_word_and_never_a_colour_alone():
    held = paper(sheet(band={"word": "Amber", "colour": "#a04a00"}))
    assert "Amber" in held.texts[0]
    assert "Amber" not in paper(sheet()).texts[0]


def test_a_longer_table_goes_down_the_page():
    rows = [["What", "How many"], *([f"Row {n}", str(n)] for n in range(7))]
    tags = paper(sheet(parts=[{"kind": "table", "rows": rows}])).tags
    assert (tags.count("TH"), tags.count("TR")) == (2, 8)


def test_a_page_on_screen_is_a_picture():
    pages = set_pages([sheet(), sheet(language="cy")], title="A")
    assert [page[:8] for page in pages] == [b"\x89PNG\r\n\x1a\n"] * 2


def test_a_large_run_is_forgotten_again_and_nobody_waits_for_that(monkeypatch):
    begun, handed_over, forgotten = threading.Event(), threading.Event(), []

    def forget():
        begun.set()
        handed_over.wait(timeout=60)
        forgotten.append(threading.current_thread())

    monkeypatch.setattr(press, "forget", forget)
    set_pdf([sheet()] * typesetting.LARGE_RUN, title="A", at=AT)
    assert begun.wait(timeout=60)
    assert forgotten == []
    set_pdf([sheet()], title="A", at=AT)
    handed_over.set()
    for each in set(threading.enumerate()) - {threading.current_thread()}:
        each.join(timeout=60)
    assert len(forgotten) == 1


def side_by_side(monkeypatch):
    monkeypatch.setattr(press.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(typesetting, "MANY", 1)


def test_papers_set_side_by_side_are_the_same_bytes_in_their_order(monkeypatch):
    side_by_side(monkeypatch)
    titles = ["Part 1", "Part 2", "Part 3"]
    beside = list(set_pdfs([(title, [sheet(title=title)]) for title in titles], at=AT))
    assert beside == [set_pdf([sheet(title=title)], title=title, at=AT) for title in titles]
    assert [read_back(pdf).title for pdf in beside] == titles


def test_what_cannot_be_printed_is_refused_side_by_side_too(monkeypatch):
    side_by_side(monkeypatch)
    bundles = [("One", [sheet()]), ("Two", [sheet(address=["李"])])]
    with pytest.raises(NotPrintable, match="could not be displayed"):
        list(set_pdfs(bundles, at=AT))
