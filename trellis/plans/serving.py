"""Links between plans: a row of a school's plan serves a priority of its trust's or authority's, and the
page of that priority says which rows of which schools do.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from trellis.plans.models import Link, Part, Plan, Row
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import Grouping, Person, School

_HEADINGS: Final = (Part.Kind.THEME, Part.Kind.PRIORITY, Part.Kind.OBJECTIVE)
_WIDE: Final = 80


def first_line(words: Any) -> str:
    """How a row or heading is named in a list."""
    return str(words).split("\n")[0][:_WIDE]


def priorities_for(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """What the rows of a plan may serve, plan by plan: its headings, or its rows where it has none."""
    plans = list(Plan.objects.that_may_be_served_by(plan).select_related("school", "grouping"))
    headings: dict[int, list[tuple[str, str]]] = {}
    for part in Part.objects.filter(plan__in=plans, kind__in=_HEADINGS):
        headings.setdefault(part.plan_id, []).append((f"heading:{part.pk}", first_line(part)))
    bare = [each for each in plans if each.pk not in headings]
    for row in Row.objects.filter(part__plan__in=bare).select_related("part"):
        if row.part.is_of_a_plan and str(row):
            headings.setdefault(row.part.plan_id, []).append((f"row:{row.pk}", first_line(row)))
    return {f"{each.name} ({each.place})": headings[each.pk] for each in plans if each.pk in headings}


@dataclass
class AtPlace:
    """The rows of one place that serve a priority."""

    place: School | Grouping
    urn: GroupingNamed | str  # as an address names it
    rows: list[tuple[Plan, Row]] = field(default_factory=list)


@dataclass
class Served:
    """A priority of a plan, and what serves it at each place."""

    words: str
    anchor: str
    places: list[AtPlace]

    @property
    def rows(self) -> int:
        """How many rows serve it."""
        return sum(len(each.rows) for each in self.places)


def _seen(plan: Plan, person: Person) -> Any:
    """What serves a plan, of the plans somebody may see."""
    seen = Plan.objects.visible_to(person)
    return Link.objects.serving(plan).filter(row__part__plan__in=seen.values("pk"))


def how_often_served(plan: Plan, person: Person) -> Mapping[int, int]:
    """How many rows serve what stands under each heading, of the plans somebody may see."""
    return Counter(_seen(plan, person).exclude(heading=None).values_list("heading", flat=True))


def serving(plan: Plan, person: Person) -> list[Served]:
    """Each heading of a plan, and each row of it that is served, with what serves it; the headings that
    nothing serves are there too.
    """
    links = _seen(plan, person).select_related(
        "row__part__plan__school", "row__part__plan__grouping", "to__part"
    )
    found: dict[str, Served] = {
        f"part-{part.pk}": Served(first_line(part), f"part-{part.pk}", [])
        for part in plan.parts.filter(kind__in=_HEADINGS)
    }
    for link in links.order_by("row__part__plan__school__name", "row__part__place", "row__place"):
        anchor = f"part-{link.heading_id}" if link.heading_id else f"row-{link.to_id}"
        if anchor not in found:
            found[anchor] = Served(first_line(link.to), anchor, [])
        own = link.row.part.plan
        places = found[anchor].places
        at = next((each for each in places if each.place == own.place), None)
        if at is None:
            at = AtPlace(own.place, own.place.urn if own.school_id else own.place.named)
            places.append(at)
        at.rows.append((own, link.row))
    return list(found.values())
