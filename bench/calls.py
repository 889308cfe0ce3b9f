"""The call list: a thousand pupils in 33 classes, each register taken, each child with two adults to ring."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from bench import pages
from bench.timing import Row


def rows() -> Iterator[Row]:
    """The figures of this module."""
    with tempfile.TemporaryDirectory() as folder:
        pages.set_up(folder)
        pages.fill(1)
        _families()
        for name, url in (
            ("the call list", f"{pages.SCHOOL}absence/"),
            ("told of an absence", f"{pages.SCHOOL}absence/told/?q=ro+ee"),
        ):
            yield pages.page_row(f"{name}, 1,000 pupils", "attendance_lead", url, limit=100)


def _families() -> None:
    """Two adults for every child; every third child shares its home with the next."""
    from trellis.schools.models import Contact, FamilyLink, Household, Pupil, School

    school = School.objects.get()
    pupils = list(Pupil.objects.order_by("pk"))
    homes = Household.objects.bulk_create(Household(address=f"{n} High Street") for n in range(len(pupils)))
    adults = Contact.objects.bulk_create(
        Contact(household=homes[n - (n % 3 == 1)], name=f"Adult {n} {at}", phone=f"01632 96{n:04}")
        for n in range(len(pupils))
        for at in range(2)
    )
    FamilyLink.objects.bulk_create(
        FamilyLink(
            pupil=pupil,
            school=school,
            contact=adults[2 * n + at],
            relationship="parent",
            priority=at + 1,
            since=pages.JOINED,
        )
        for n, pupil in enumerate(pupils)
        for at in range(2)
    )
