"""Storing what the demonstration's first school tells everybody: newsletters, boards, pages, three guides.

Everything is done by the same acts as on the pages; only the moments are set back to the days they belong to.
"""

import datetime as dt
import io
import math
from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from PIL import Image, ImageDraw

from trellis.schools.models import Person, Post, School, SchoolClass
from trellis.telling import actions, keeping, library
from trellis.telling.composing import compose
from trellis.telling.models import Ask, Given, GuideEdition, Newsletter, Picture
from trellis.web.demo.world import World

_A_DAY: Final = dt.timedelta(days=1)
_A_WEEK: Final = dt.timedelta(days=7)

_GREETING: Final = """Thank you to everybody who came to look at the new reading corner.

The gate opens at twenty to nine. Whoever is in class by the first bell begins the day with a story."""
_WOODLAND: Final = """Every class has had a day in the woodland: we built shelters and made bread over a fire.

- Wellingtons stay at school until half-term.
- Old saucepans for the mud kitchen are very welcome."""
_NEWS: Final = (("From the headteacher", _GREETING), ("Outdoors", _WOODLAND))
_HOME: Final = (
    "Count the stairs on the way to bed, forwards and then backwards.\n\n"
    "- Let your child pay at the shop and work out the change.\n- Read the same book twice: the second time "
    "is when the words stick."
)
_GUIDES: Final = (
    ("Number at home", "guide", "number", "families", "Five minutes a day with stairs, spoons and change."),
    (
        "Books for this year",
        "book_list",
        "reading",
        "families",
        "A list for each year group, to borrow or buy.",
    ),
    (
        "What a notice board shows",
        "guidance",
        "notice boards",
        "staff",
        "This half-term’s topic; what we learn.",
    ),
)
_BOARDS: Final = (("Entrance", "beside the office", 4, 9), ("Hall", "opposite the stage", 6, 40))
_PAGES: Final = (
    ("Term dates", "web_page", "half_term", 20),
    ("Attendance", "web_page", "half_term", 130),
    ("Prospectus", "prospectus", "year", 300),
    ("School account", "social", "month", 12),
)


def store_telling(world: World, schools: Sequence[School]) -> None:
    """What the first school has lately told everybody."""
    told = _Telling(schools[0], world.on)
    told.newsletters()
    told.boards()
    told.pages()
    told.guides()


class _Telling:
    """One school's telling, with the people who do it."""

    def __init__(self, school: School, on: dt.date) -> None:
        self.school, self.on = school, on
        posts = Post.objects.on(on).filter(school=school).select_related("person").order_by("id")
        self.by_role: dict[str, Person] = {}
        for post in posts:
            self.by_role.setdefault(post.role, post.person)
        self.office, self.head = self.by_role["office"], self.by_role["head"]
        self.classes = list(SchoolClass.objects.filter(school=school).order_by("-year", "name"))
        self.friday = on - dt.timedelta(days=(on.weekday() - 4) % 7 or 7)

    def newsletters(self) -> None:
        """One published last Friday, with the week's attendance in it; one in progress, with its asks."""
        news = actions.begin_series(
            school=self.school, title=f"{self.school.name} News", owner=self.office, by=self.head
        )
        last = self._begun(news, self.friday, "News from the woodland")
        for title, words in _NEWS:
            section = actions.add_section(newsletter=last, title=title)
            actions.write_section(section=section, title=title, words=words, by=self.office)
        actions.write_section(
            section=section, title=title, words=words, picture=self._picture(), by=self.office
        )
        for block in ("attendance-week", "dates"):
            actions.add_section(newsletter=last, kind="block", block=block)
        held = compose(last, self.friday)
        actions.freeze_edition(composed=held, at=_at(self.friday, 15), by=self.head)
        coming = self._begun(news, self.friday + 2 * _A_WEEK, "What we read")
        self._ask(coming, "A paragraph about the reading corner", owner=self.by_role["class_teacher"])
        self._ask(
            coming,
            "What the school council decided",
            owner=self.by_role.get("inclusion_lead", self.head),
            on_behalf_of="the school council",
        )
        actions.add_section(newsletter=coming, kind="block", block="attendance-week")
        self._class_news()

    def _class_news(self) -> None:
        """A class newsletter that says how to help at home, and waits to be published."""
        series = actions.begin_series(
            school=self.school,
            title="Class news",
            about="class",
            home_help=True,
            owner=self.head,
            by=self.head,
        )
        one = self._begun(series, self.friday + _A_WEEK, "This half-term in class", self.classes[0])
        section = one.sections.get()
        actions.write_section(section=section, title="", words=_HOME, by=self.by_role["class_teacher"])

    def _begun(
        self, series: object, due_on: dt.date, title: str, school_class: SchoolClass | None = None
    ) -> Newsletter:
        one = actions.begin_newsletter(
            series=series, due_on=due_on, title=title, school_class=school_class, by=self.office
        )
        Newsletter.objects.filter(pk=one.pk).update(begun_at=_at(self.on - _A_WEEK, 10))
        return one

    def _ask(self, newsletter: Newsletter, wanted: str, **said: object) -> None:
        ask = actions.ask_for(
            newsletter=newsletter, wanted=wanted, due_on=self.on - _A_DAY, by=self.office, **said
        )
        Ask.objects.filter(pk=ask.pk).update(asked_at=_at(self.on - _A_WEEK, 11))

    def _picture(self) -> Picture:
        held = actions.bring_picture(
            school=self.school,
            file=drawn_leaves(),
            says="Leaves of six colours laid out in a ring",
            shows=Picture.Shows.NOBODY,
            by=self.office,
        )
        Picture.objects.filter(pk=held.pk).update(brought_at=_at(self.friday, 11))
        return held

    def boards(self) -> None:
        """Two boards in the house and one for each class, some of them stale; a screen with two notices."""
        boards = [
            *_BOARDS,
            *(
                (each.name, f"outside {each.name}", 6, 5 + 9 * place)
                for place, each in enumerate(self._this_year())
            ),
        ]
        owners = {"beside the office": self.office, "opposite the stage": self.office}
        for name, place, weeks, days in boards:
            board = keeping.hang_board(
                school=self.school,
                name=name,
                place=place,
                stale_after_weeks=weeks,
                owner=owners.get(place, "class_teacher"),
                since=self.on - dt.timedelta(days=200),
                by=self.head,
            )
            keeping.update_board(board=board, on=self.on - dt.timedelta(days=days), says="", by=self.office)
        screen = keeping.set_up_screen(school=self.school, name="Entrance screen", by=self.head)
        coming = {"school": self.school, "screens": [screen], "by": self.office}
        keeping.put_up_notice(
            **coming,
            title="Friday assembly",
            words="Families are welcome in the hall at twenty to three.",
            since=self.on - _A_DAY,
            until=self.on + _A_WEEK,
        )
        keeping.put_up_notice(
            **coming,
            title="Attendance this week",
            block="attendance-week",
            since=self.on - _A_DAY,
            until=None,
        )

    def _this_year(self) -> list[SchoolClass]:
        return [each for each in self.classes if each.year == self.classes[0].year][:4]

    def pages(self) -> None:
        """Pages of the website, the prospectus and an account, one of them late to be looked at."""
        for name, kind, every, days in _PAGES:
            kept = keeping.keep_up_to_date(
                school=self.school,
                name=name,
                kind=kind,
                every=every,
                owner=self.office,
                since=self.on - dt.timedelta(days=400),
                by=self.head,
            )
            on = self.on - dt.timedelta(days=days)
            keeping.look_at(kept=kept, on=on, changed=True, by=self.office)
            if kind == "social":
                keeping.count_reach(
                    kept=kept, on=on, what="followers", number=214, families=118, out_of=206, by=self.office
                )

    def guides(self) -> None:
        """A guide, a book list, and guidance for staff; and the prospectus in its edition of the year."""
        told = (
            *_GUIDES,
            ("Prospectus", "prospectus", "the school", "families", "Who we are and how we teach."),
        )
        for title, kind, topic, audience, words in told:
            guide = library.begin_guide(
                place=self.school,
                title=title,
                kind=kind,
                topic=topic,
                audience=audience,
                since=self.on - dt.timedelta(days=200),
                by=self.office,
            )
            edition = library.bring_edition(
                guide=guide,
                label="1st",
                words=words,
                review_on=self.on + dt.timedelta(days=150),
                by=self.office,
            )
            GuideEdition.objects.filter(pk=edition.pk).update(brought_at=_at(self.on - 6 * _A_WEEK, 9))
            to = (
                {"people": [self.by_role["class_teacher"]]}
                if audience == "staff"
                else {"classes": self._this_year()[:2]}
            )
            given = library.give_edition(
                edition=edition, on=self.on - 5 * _A_WEEK, how=Given.How.HOME, copies=30, by=self.office, **to
            )
            assert given


def drawn_leaves() -> io.BytesIO:
    """A picture without anybody in it: leaves in a ring, drawn."""
    paper = Image.new("RGB", (960, 640), "#f4efe2")
    pen = ImageDraw.Draw(paper)
    for place, colour in enumerate(("#b03a1b", "#df8348", "#efbf73", "#8a9a3b", "#3f6f4a", "#7a4a2b") * 2):
        turn = place * math.pi / 6
        x, y = 480 + 220 * math.cos(turn), 320 + 220 * math.sin(turn)
        tip = (480 + 300 * math.cos(turn), 320 + 300 * math.sin(turn))
        pen.ellipse((x - 62, y - 44, x + 62, y + 44), fill=colour)
        pen.line((480 + 130 * math.cos(turn), 320 + 130 * math.sin(turn), *tip), fill="#3a2f24", width=5)
    held = io.BytesIO()
    paper.save(held, "PNG")
    held.seek(0)
    return held


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=timezone.get_current_timezone())
