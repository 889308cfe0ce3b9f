"""Families for the tests: an adult, where they live, and what the school was told of them.

family(cast.oak, cast.ben, "Bea Bright", at="1 High Street")          a mother the child lives with
family(cast.oak, cast.ben, "Bob Bright", at=None, has_care=False)     a father with no address known
"""

import datetime as dt
from typing import Any

from trellis.schools.models import Contact, FamilyLink, Household, Pupil, School

SINCE = dt.date(2024, 9, 3)


def household(address: str | None) -> Household | None:
    if address is None:
        return None
    return Household.objects.get_or_create(address=address, defaults={"postcode": "NM1 1AA"})[0]


def family(
    school: School,
    pupil: Pupil,
    name: str,
    *,
    at: str | None = "1 High Street",
    language: str = "en",
    phone: str = "",
    **said: Any,
) -> FamilyLink:
    contact = Contact.objects.create(name=name, household=household(at), language=language, phone=phone)
    told = {"relationship": "mother", "parental_responsibility": True, "has_care": True, "since": SINCE}
    return FamilyLink.objects.create(pupil=pupil, school=school, contact=contact, **{**told, **said})
