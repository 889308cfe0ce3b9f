"""This room's blocks, what it writes to families about, and its part in the rhythm."""

from trellis.messages import drafts
from trellis.rhythm import events, places
from trellis.telling import blocks, own_blocks, schedule, sending
from trellis.telling.places import PLACES

for block in own_blocks.OWN:
    blocks.declare(block)
places.declare_all(PLACES)
events.declare(schedule.CAME_OUT)
drafts.declare(sending.NEWS)
