"""What is done with boards, screens, notices, and whatever else must be kept up to date."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.schools.dating import ONE_DAY, By, drop, keep, name_of
from trellis.schools.models import Person, School
from trellis.schools.owning import Owner
from trellis.telling.actions import ProblemWithTelling
from trellis.telling.blocks import BLOCKS
from trellis.telling.models import Board, BoardUpdate, Kept, Look, Notice, Picture, Reach, Screen, Series
from trellis.telling.names import possible_names


def _signed(by: By) -> dict[str, Any]:
    return {"by": by if isinstance(by, Person) else None, "by_name": name_of(by)}


def _past(day: dt.date) -> dt.date:
    if day > timezone.localdate():
        raise ProblemWithTelling(_("That day is still to come."))
    return day


@transaction.atomic
def hand_on(
    *,
    thing: Board | Kept | Series,
    owner: Owner,
    by: By,
) -> None:
    """Somebody else sees to it from now on; who did before stays in its history."""
    thing.owner = owner
    keep(thing, by)


# --- Boards -------------------------------------------------------------------------------------------------


@transaction.atomic
def hang_board(*, school: School, name: str, by: By, since: dt.date | None = None, **said: Any) -> Board:
    """A board to be kept fresh. What it shows on the day it hangs is new."""
    name = " ".join(name.split())
    if Board.objects.filter(school=school, name__iexact=name, until=None).exists():
        raise ProblemWithTelling(_("There is a board called “%(name)s” already.") % {"name": name})
    return keep(Board(school=school, name=name, since=since or timezone.localdate(), **said), by)


@transaction.atomic
def update_board(*, board: Board, on: dt.date, by: By, says: str = "") -> BoardUpdate:
    """Something new is on the board."""
    return BoardUpdate.objects.create(board=board, on=_past(on), says=says.strip(), **_signed(by))


@transaction.atomic
def take_down(*, thing: Board | Screen | Kept | Series, by: By) -> None:
    """It is there no more from today; what is known of it stays, unless it only came today."""
    yesterday = timezone.localdate() - ONE_DAY
    if isinstance(thing, Board | Kept) and thing.since > yesterday:
        drop(thing, by)
    else:
        thing.until = yesterday
        keep(thing, by)


# --- Screens and notices ------------------------------------------------------------------------------------


@transaction.atomic
def set_up_screen(*, school: School, name: str, by: By, place: str = "", seconds: int = 15) -> Screen:
    """A screen, whose address can be opened at once."""
    name = " ".join(name.split())
    if Screen.objects.filter(school=school, name__iexact=name, until=None).exists():
        raise ProblemWithTelling(_("There is a screen called “%(name)s” already.") % {"name": name})
    return keep(Screen(school=school, name=name, place=place, seconds=seconds), by)


@transaction.atomic
def give_new_address(*, screen: Screen, by: By) -> Screen:
    """From now on the screen has another address, and the one before opens nothing."""
    screen = Screen.objects.select_for_update().get(pk=screen.pk)
    screen.turn += 1
    return keep(screen, by)


@transaction.atomic
def put_up_notice(
    *,
    school: School,
    title: str,
    since: dt.date,
    until: dt.date | None,
    screens: Iterable[Screen],
    words: str = "",
    block: str = "",
    picture: Picture | None = None,
    consent: bool = False,
    notice: Notice | None = None,
    by: By,
) -> Notice:
    """A notice for some screens between two days, or a change to one. Also printed as a poster."""
    if until is not None and until < since:
        raise ProblemWithTelling(_("The last day cannot come before the first."))
    if not (words.strip() or block or picture):
        raise ProblemWithTelling(_("There is nothing on this notice yet."))
    if block and block not in BLOCKS:
        raise ProblemWithTelling(_("There are no such figures."))
    names = possible_names([title, words], school, timezone.localdate())
    if names and not consent:
        said = _("These may be names of children: %(names)s. Say that consent is held, or take them out.")
        raise ProblemWithTelling(said % {"names": ", ".join(names)})
    notice = notice or Notice(school=school)
    notice.title, notice.words, notice.block = " ".join(title.split()), words.strip(), block
    notice.picture, notice.since, notice.until, notice.names = picture, since, until, names
    notice.put_up_by = by if isinstance(by, Person) else None
    notice.put_up_by_name = name_of(by)
    notice.save()
    notice.screens.set(screens)
    return notice


@transaction.atomic
def take_down_notice(*, notice: Notice) -> None:
    """It is shown no more, from this moment."""
    yesterday = timezone.localdate() - ONE_DAY
    if notice.since > yesterday:
        notice.delete()
    else:
        notice.until = yesterday
        notice.save(update_fields=["until"])


# --- Kept up to date ----------------------------------------------------------------------------------------


@transaction.atomic
def keep_up_to_date(*, school: School, name: str, by: By, since: dt.date | None = None, **said: Any) -> Kept:
    """A page, prospectus or account that somebody must look at again and again."""
    name = " ".join(name.split())
    if Kept.objects.filter(school=school, name__iexact=name, until=None).exists():
        raise ProblemWithTelling(_("“%(name)s” is on the list already.") % {"name": name})
    return keep(Kept(school=school, name=name, since=since or timezone.localdate(), **said), by)


@transaction.atomic
def look_at(
    *, kept: Kept, on: dt.date, by: By, changed: bool = False, edition: str = "", says: str = ""
) -> Look:
    """Somebody has looked at it, and it is true now."""
    return Look.objects.create(
        kept=kept, on=_past(on), changed=changed, edition=edition.strip(), says=says.strip(), **_signed(by)
    )


@transaction.atomic
def count_reach(
    *,
    kept: Kept,
    on: dt.date,
    what: str,
    number: int,
    by: By,
    families: int | None = None,
    out_of: int | None = None,
    source: str = "",
) -> Reach:
    """How many it reached, as somebody counted on a day."""
    if (families is None) != (out_of is None):
        raise ProblemWithTelling(_("Say how many families, and out of how many: both, or neither."))
    if out_of is not None and (out_of < 1 or families > out_of):
        raise ProblemWithTelling(_("There cannot be more families reached than there are."))
    return Reach.objects.create(
        kept=kept,
        on=_past(on),
        what=what,
        number=number,
        families=families,
        out_of=out_of,
        source=source.strip(),
        **_signed(by),
    )
