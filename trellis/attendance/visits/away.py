"""The sheet on a device, away from any network: the page that opens it, taking it along, sending back.

The page holds nobody's name: what a device keeps it keeps sealed (frontend/script/visits_away.mjs).
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trellis.attendance.clinics.page import show
from trellis.attendance.visits.going import come_back, leave, record_outcome, take_along
from trellis.attendance.visits.lists import as_data, sheet_of
from trellis.attendance.visits.models import HomeVisit, VisitDevice, VisitOutcome, VisitRound
from trellis.imports.problems import said, words
from trellis.rules.words import ProblemWith
from trellis.schools.access import StaffRequest, by_key, showing, staff_may
from trellis.schools.asked_for import number_of

MOST_AT_ONCE = 200
MOST_WORDS = 2000


@staff_may("see families")
@require_safe
def away(request: StaffRequest, urn: str) -> HttpResponse:
    """The page that opens the sheet a device keeps; with `?round` it also offers to keep one."""
    number = request.GET.get("round", "")  # type: ignore[attr-defined]
    rounds = VisitRound.objects.filter(school=request.school, back_at=None, on=timezone.localdate())
    held = rounds.filter(pk=number_of(number)).first() if number else None
    takes = held if held is not None and request.user.pk in held.goes else None
    return show(request, "visits/away.html", takes=takes, words=_words())


def _words() -> dict[str, Any]:
    """What the script says, and the outcomes there are."""
    return {
        "outcomes": [[one.value, str(one.label)] for one in VisitOutcome.Outcome],
        "none": _("No sheet is kept on this device."),
        "short": _("Choose six letters or digits, or more."),
        "wrong": _("That does not open it. LEFT more tries, then it is forgotten."),
        "gone": _("Too many tries: the sheet is forgotten. Take it along again once you have a network."),
        "ended": _("The day is over: the sheet is forgotten."),
        "revoked": _(
            "This device was reported lost: the sheet is forgotten, and nothing more is sent from it."
        ),
        "saved": _("Everything is sent."),
        "waiting": _("COUNT kept on this device, to be sent once there is a network."),
        "signin": _("COUNT kept on this device. Sign in again to send it."),
        "refused": _("Could not be kept: SAYS"),
        "kept": _("Kept on this device."),
        "choose": _("Choose what came of it."),
        "day": _("Say by when the next step is to be done."),
        "words": _("What was said and seen"),
        "outcome": _("What came of it"),
        "next": _("Next step"),
        "due": _("By when"),
        "keep": _("Keep it"),
        "why": _("Why"),
        "hold": _("On hold: nobody writes home"),
        "note": _("Know before you go"),
        "address": _("No address is known."),
        "map": _("Address"),
        "written": _("Written already"),
        "left": _("We are leaving"),
        "back": _("We are back"),
        "round": _("DAY. Leaves LEAVES, expected back BACK. WATCHED watches for you."),
    }


@staff_may("see families", logs="pupils")
@require_POST
def take_sheet(request: StaffRequest, urn: str) -> HttpResponse:
    """The sheet of a round for one device, which is known from now on."""
    sent = _json(request)
    number = sent.get("round")
    held = get_object_or_404(VisitRound, pk=number if isinstance(number, int) else 0, school=request.school)
    try:
        device = take_along(
            round_=held,
            person=request.user,
            name=str(sent.get("name", ""))[:80],
            session_key=request.session.session_key or "",  # type: ignore[attr-defined]
        )
    except ProblemWith as wrong:
        showing(request, 0)  # type: ignore[arg-type]
        return JsonResponse({"says": said(words(wrong.says))}, status=422)
    rows = sheet_of(held, may_know=True)
    showing(request, len(rows))  # type: ignore[arg-type]
    return _private({"device": str(device.key), "sheet": as_data(held, rows)})


@by_key
@require_safe
def device_standing(request: HttpRequest, key: str) -> HttpResponse:
    """Whether a device may go on, asked with its own key, signed in or not: one that was reported lost is
    told so.
    """
    held = get_object_or_404(VisitDevice, key=_uuid(key))
    status = HTTPStatus.NO_CONTENT if held.revoked_at is None else HTTPStatus.GONE
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"})


@staff_may("see families")
@require_POST
def send_back(request: StaffRequest, urn: str) -> HttpResponse:
    """What a device wrote while it was away: each act once, however often it is sent. Of a device that was
    reported lost nothing is kept.
    """
    sent = _json(request)
    device = VisitDevice.objects.select_related("round").filter(
        key=_uuid(sent.get("device")), school=request.school, person=request.user
    )
    held = device.first()
    if held is None:
        # Somebody else is signed in on it: what it holds waits for whoever wrote it.
        return JsonResponse({}, status=403)
    if held.revoked_at is not None:
        return JsonResponse({}, status=410)
    held.heard_at = timezone.now()
    held.save(update_fields=["heard_at"])
    acts = sent.get("acts")
    kept: list[str] = []
    refused: dict[str, str] = {}
    for act in acts[:MOST_AT_ONCE] if isinstance(acts, list) else []:
        key = _uuid(act.get("act")) if isinstance(act, dict) else None
        if key is None:
            continue
        try:
            _carry_out(held, key, act)
        except ProblemWith as wrong:
            refused[str(key)] = said(words(wrong.says))
        else:
            kept.append(str(key))
    return _private({"kept": kept, "refused": refused})


def _carry_out(device: VisitDevice, key: uuid.UUID, act: Mapping[str, Any]) -> None:
    """One act of a device: they left, they are back, or what came of a visit."""
    at, on = _moment(act.get("at")), device.round.on
    if at is not None and timezone.localdate(at) < on:
        at = None  # its clock is behind: it was before now, and on that day
    what = act.get("what")
    if what == "left":
        leave(round_=device.round, by=device.person, at=at)
    elif what == "back":
        come_back(round_=device.round, by=device.person, at=at)
    elif act.get("outcome") in VisitOutcome.Outcome.values:
        number = act.get("visit")
        visit = (
            HomeVisit.objects.select_related("round__school", "pupil", "step")
            .filter(pk=number if isinstance(number, int) else 0, round=device.round)
            .first()
        )
        if visit is not None:
            record_outcome(
                act=key,
                visit=visit,
                outcome=str(act["outcome"]),
                words=str(act.get("words", ""))[:MOST_WORDS],
                next_words=str(act.get("next", "")),
                next_due=_day(act.get("due")) or on,
                at=at,
                device=device,
                by=device.person,
            )


# --- What was sent ------------------------------------------------------------------------------------------


def _json(request: StaffRequest) -> Mapping[str, Any]:
    try:
        sent = json.loads(request.body)  # type: ignore[attr-defined]
    except ValueError:
        return {}
    return sent if isinstance(sent, dict) else {}


def _uuid(written: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(written))
    except ValueError:
        return None


def _moment(written: Any) -> dt.datetime | None:
    """A moment by the device's clock, with its offset; none where it says none."""
    try:
        found = parse_datetime(str(written))
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _day(written: Any) -> dt.date | None:
    try:
        return parse_date(str(written))
    except ValueError:
        return None


def _private(said: Mapping[str, Any] | Sequence[Any]) -> JsonResponse:
    return JsonResponse(said, headers={"Cache-Control": "no-store"})
