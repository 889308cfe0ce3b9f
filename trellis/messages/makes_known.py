"""What tells of several children, what a timeline is made of, and where duties about messages are done."""

from trellis.messages import sources, timeline
from trellis.messages.conversations import forget_children
from trellis.messages.models import Conversation
from trellis.messages.places import PLACES
from trellis.registers import erasure
from trellis.rhythm import places

erasure.declare(erasure.Shared(Conversation, "pupils", forget_children))
for source in sources.OFFERED:
    timeline.declare(source)
places.declare_all(PLACES)
