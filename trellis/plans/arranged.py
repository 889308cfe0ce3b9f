"""What recurs of a plan, a step or a look, is a duty of the rhythm: whose it is then, as its duty says."""

from collections.abc import Iterable, Mapping

from trellis.plans.models import Monitoring, Step
from trellis.rhythm.models import Arrangement
from trellis.schools.owning import Owned


def arranged(found: Iterable[Step | Monitoring]) -> Mapping[int, Arrangement]:
    """How each duty of some steps or looks is arranged last, by duty: one question for all that recur."""
    duties = [one.duty_id for one in found if one.duty_id is not None]
    if not duties:
        return {}
    held = Arrangement.objects.filter(duty__in=duties).owned().order_by("since")
    return {one.duty_id: one for one in held}


def whose(one: Step | Monitoring) -> Owned:
    """What says whose a step or a look is: of one that recurs, its duty."""
    last = one.duty.arrangements.order_by("-since").first() if one.duty is not None else None
    return last or one
