"""Attendance letters drawn up for the tests: Amy's half-term had illness, everybody else was there."""

import datetime as dt

from tests.attendance.spending import spend
from trellis.attendance.actions import prepare_attendance_letters
from trellis.attendance.letters import TRAFFIC_LIGHTS
from trellis.messages.actions import approve_batch, offer_templates, prepare_batch
from trellis.messages.drafts import Draft, DraftItem, DraftSide
from trellis.messages.models import Batch, Item, Wording
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import FamilyLink

AFTER_HALF_TERM = "2024-11-04 09:00"
YEAR = AcademicYear(2024)


def everybody_spent(cast, clock, **said):
    """Half-term is over; each child's marks are in the register, all present unless said."""
    clock.at(AFTER_HALF_TERM)
    oak = [name for name in cast.pupils if name not in {"zak", "yas"}]
    spend(cast.oak, {cast.pupils[name]: said.get(name, "") for name in oak})


def prepared(cast, by=None, half_term="Autumn 1") -> Batch:
    batch, _draft = prepare_attendance_letters(
        school=cast.oak, year=YEAR, half_term=half_term, by=by or cast.office
    )
    return batch


def sent(cast) -> Batch:
    return approve_batch(batch=prepared(cast), by=cast.attendance_lead)


def about(batch, name):
    """The letters of a batch about a child of this forename."""
    return list(batch.items.filter(pupil__forename=name.title()).order_by("place"))


def left_out(batch):
    """Why children are left out, by forename."""
    return {each.pupil.forename.lower(): each.reason for each in batch.left_out.select_related("pupil")}


def words(letter) -> str:
    """Everything a letter says, as one text."""
    found = []
    for side in letter.sides.all():
        found.append(side.title)
        found.extend(str(value) for part in side.parts for key, value in part.items() if key != "kind")
    return "\n".join(found)


def a_waiting_letter(cast) -> Item:
    """A letter about Amy that waits for approval, made without a register."""
    offer_templates(school=cast.oak, subject=TRAFFIC_LIGHTS)
    wording = Wording.objects.get(template__name="attendance-green", channel="letter", language="en")
    links = FamilyLink.objects.select_related("contact__household")
    link = links.get(pupil=cast.amy, contact__name="Ann Adams")
    letter = DraftItem(
        pupil=cast.amy,
        enrolment=cast.enrolment("amy"),
        class_name="3B",
        household=link.contact.household,
        addressed_to=[link.contact],
        addressee="Ann Adams",
        address=["Ann Adams", "4 Orchard Way"],
        sides=[DraftSide(wording, "Amy’s attendance", [{"kind": "text", "lines": ["Dear Ann Adams,"]}])],
        band="Green",
        figures={"possible": 76, "attended": 76, "absent": 0},
    )
    since, until = dt.date(2024, 9, 2), dt.date(2024, 10, 25)
    draft = Draft(items=[letter], left_out=[], counted=COUNTED, since=since, until=until)
    batch = prepare_batch(
        school=cast.oak,
        subject=TRAFFIC_LIGHTS.name,
        occasion="2024/25 Autumn 1",
        since=since,
        until=until,
        asked={"year": 2024, "half_term": "Autumn 1"},
        draft=draft,
        by=cast.office,
    )
    return batch.items.get()


COUNTED = {
    "since": "2024-09-02",
    "until": "2024-10-25",
    "as_at": "2024-09-10T08:57:00+01:00",
    "ledger": 0,
    "bands": [],
    "target": "96",
    "fewest_sessions": 20,
    "provisional": False,
}
