"""The directory to test with: a family pointed to a service, and an agreement with one."""

from decimal import Decimal
from typing import Any

from tests.support.helped import an_agency
from trellis.support.directory.actions import agree, point_family
from trellis.support.directory.models import Agreement, Signpost
from trellis.support.models import Agency


def a_family_centre(cast: Any, **said: Any) -> Agency:
    """A place at Oak that families go to by themselves."""
    held = {
        "name": "Family centre",
        "tier": "universal",
        "ages_from": 0,
        "ages_until": 5,
        "answers_days": None,
    }
    return an_agency(cast, cast.oak, **held | said)


def pointed(cast: Any, name: str = "amy", agency: Agency | None = None) -> Signpost:
    """A family pointed there this morning."""
    return point_family(
        pupil=cast.pupils[name],
        school=cast.oak,
        agency=agency or a_family_centre(cast),
        on=cast.today,
        words="Somewhere to meet other parents",
        by=cast.inclusion_lead,
    )


def an_agreement(cast: Any, agency: Agency, **said: Any) -> Agreement:
    """Oak buys some of a service this school year."""
    held = {"year": 2024, "level": "Level 2", "cost": Decimal(1800), "by": cast.head}
    return agree(school=cast.oak, agency=agency, **held | said)
