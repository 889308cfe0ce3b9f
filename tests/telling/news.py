"""Newsletters for the tests: one of Oak with what was asked for it, and pictures to put in."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from trellis.telling import actions, keeping, library
from trellis.telling.composing import compose
from trellis.telling.models import (
    Board,
    Edition,
    Given,
    Guide,
    GuideEdition,
    Kept,
    Newsletter,
    Notice,
    Picture,
    Screen,
    Series,
)

FRIDAY = dt.date(2024, 9, 13)


def a_series(cast, **said: Any) -> Series:
    told = {"title": "Oak News", "every": "half_term", "owner": cast.office, "by": cast.head}
    return actions.begin_series(school=cast.oak, **{**told, **said})


def a_newsletter(cast, series: Series | None = None, **said: Any) -> Newsletter:
    told = {"due_on": FRIDAY, "by": cast.office}
    return actions.begin_newsletter(series=series or a_series(cast), **{**told, **said})


def of_class(cast, **said: Any) -> Newsletter:
    series = a_series(cast, title="Class news", about="class", home_help=True)
    return a_newsletter(cast, series, school_class=cast.class_3b, title="3B this half-term", **said)


def written(
    cast, newsletter: Newsletter, words: str = "The woodland day was a joy.", title: str = "Outdoors"
):
    section = actions.add_section(newsletter=newsletter, title=title)
    return actions.write_section(section=section, title=title, words=words, by=cast.office)


def asked(cast, newsletter: Newsletter, **said: Any):
    told = {
        "wanted": "A paragraph about reading",
        "due_on": dt.date(2024, 9, 11),
        "owner": cast.teacher,
        "title": "Reading",
        "by": cast.office,
    }
    return actions.ask_for(newsletter=newsletter, **{**told, **said})


def published(cast, newsletter: Newsletter, **said: Any) -> Edition:
    seen = compose(newsletter).digest
    return actions.publish(newsletter=newsletter, **{"seen": seen, "by": cast.head, **said})


def a_published_newsletter(cast) -> Edition:
    newsletter = a_newsletter(cast)
    asked(cast, newsletter)
    written(cast, newsletter)
    return published(cast, newsletter)


# --- Boards, screens, pages ---------------------------------------------------------------------------------


def a_board(cast, **said: Any) -> Board:
    told = {"name": "3B", "owner": cast.teacher, "since": dt.date(2024, 9, 3), "by": cast.head}
    return keeping.hang_board(school=cast.oak, **{**told, **said})


def a_screen(cast, **said: Any) -> Screen:
    return keeping.set_up_screen(school=cast.oak, by=cast.head, **{"name": "Entrance", **said})


def a_notice(cast, *screens: Screen, **said: Any) -> Notice:
    told = {
        "title": "Friday assembly",
        "words": "Parents and carers are welcome at 2:40.",
        "since": dt.date(2024, 9, 10),
        "until": dt.date(2024, 9, 13),
        "by": cast.office,
    }
    return keeping.put_up_notice(school=cast.oak, screens=screens, **{**told, **said})


def a_page(cast, **said: Any) -> Kept:
    told = {
        "name": "Term dates",
        "kind": "web_page",
        "every": "half_term",
        "owner": cast.office,
        "since": dt.date(2024, 9, 3),
        "by": cast.head,
    }
    return keeping.keep_up_to_date(school=cast.oak, **{**told, **said})


# --- Guides -------------------------------------------------------------------------------------------------


def a_guide(cast, **said: Any) -> Guide:
    told = {
        "title": "Number at home",
        "kind": "guide",
        "topic": "number",
        "audience": "families",
        "by": cast.office,
    }
    return library.begin_guide(**{"place": cast.oak, **told, **said})


def an_edition(cast, guide: Guide, **said: Any) -> GuideEdition:
    told = {"label": "2024/25", "words": "Count the stairs.", "by": cast.office}
    return library.bring_edition(guide=guide, **{**told, **said})


def given_by_the_trust(cast) -> Given:
    """A leaflet of the trust that was given to Oak."""
    guide = a_guide(cast, place=cast.trust, title="Help for families", kind="leaflet", audience="schools")
    edition = an_edition(cast, guide, label="1st")
    told = {"on": cast.today, "how": "post", "copies": 60, "by": cast.trust_officer}
    return library.give_edition(edition=edition, schools=[cast.oak], **told)[0]


# --- Files --------------------------------------------------------------------------------------------------


def a_photograph(
    size: tuple[int, int] = (640, 480), kind: str = "JPEG", colour: str = "#3f9f94", **how: Any
) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, colour).save(held, kind, **how)
    return held.getvalue()


def uploaded(content: bytes, name: str = "picture.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def a_picture(cast, shows: str = "nobody", says: str = "Leaves on a table") -> Picture:
    return actions.bring_picture(
        school=cast.oak, file=io.BytesIO(a_photograph()), says=says, shows=shows, by=cast.office
    )
