"""What support tells on a child's timeline, where its duties are done, which readings go with a child, what
becomes one when two records of a child do, and how talks with staff are destroyed again after a restore.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from trellis.evidence.models import Reading
from trellis.messages import timeline
from trellis.registers import erasure, merging_pupils
from trellis.rhythm import places
from trellis.schools import destroying
from trellis.schools.models import Certificate, Pupil
from trellis.support.finding import for_agendas
from trellis.support.meetings import sources
from trellis.support.protection.joining import JOINED
from trellis.support.told_on_timeline import SOURCE
from trellis.support.wellbeing.actions import destroy_checks_again


def _of_one_child(_rows: Any, _pupils: Iterable[Pupil]) -> None:
    """A reading of a case is of one child: where it stays, it is another child's."""


timeline.declare(SOURCE)
for source in (*sources.OWN, *for_agendas.SOURCES):
    sources.declare(source)
for joined in JOINED:
    merging_pupils.declare(joined)
destroying.declare(Certificate.Kind.STAFF, destroy_checks_again)
erasure.declare(erasure.Shared(Reading, "of_case__case__pupil", _of_one_child))
places.declare_all(
    (
        places.Place("support", _("cases of support"), places.page("support:cases"), ("forum", "mentor")),
        places.Place(
            "referrals", _("referrals to services"), places.page("support:referrals"), ("referral", "refer")
        ),
    )
)
