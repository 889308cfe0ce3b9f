"""The letters of this room and how a link in them is made, its blocks, and its part in the rhythm."""

from trellis.attendance.announcing import BLOCKS
from trellis.attendance.choosing import CHOSEN
from trellis.attendance.clinics.inviting import INVITATIONS
from trellis.attendance.clinics.lists import INVITED
from trellis.attendance.day.asked_timeline import ASKED
from trellis.attendance.day.asking import FIRST_DAY
from trellis.attendance.day.closure_telling import CLOSURES
from trellis.attendance.day.leave import forget_children
from trellis.attendance.day.leave_letters import LEAVE
from trellis.attendance.day.leave_lists import SOURCE as ASKED_FOR
from trellis.attendance.day.links import address_of
from trellis.attendance.day.told import SOURCE
from trellis.attendance.formal.actions import carry_over
from trellis.attendance.formal.happened import SOURCE as FORMAL
from trellis.attendance.formal.letters import SUBJECT as FORMAL_LETTERS
from trellis.attendance.letters import TRAFFIC_LIGHTS
from trellis.attendance.models import LeaveRequest
from trellis.attendance.places import EVENTS, PLACES
from trellis.attendance.telling_families import CELEBRATING
from trellis.attendance.visits.lists import VISITED
from trellis.messages import drafts, links, timeline
from trellis.registers import erasure
from trellis.rhythm import events, places
from trellis.schools import copying
from trellis.telling import blocks

for subject in (
    TRAFFIC_LIGHTS,
    CHOSEN,
    CELEBRATING,
    FIRST_DAY,
    CLOSURES,
    *LEAVE,
    FORMAL_LETTERS,
    *INVITATIONS,
):
    drafts.declare(subject)
links.declare(address_of)
copying.declare("formal steps", carry_over)
erasure.declare(erasure.Shared(LeaveRequest, "pupils", forget_children))
for source in (SOURCE, ASKED, ASKED_FOR, FORMAL, INVITED, VISITED):
    timeline.declare(source)
for block in BLOCKS:
    blocks.declare(block)
places.declare_all(PLACES)
for event in EVENTS:
    events.declare(event)
