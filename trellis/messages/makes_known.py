"""What tells of several children, what goes with an adult's record, what a timeline is made of, and where
duties about messages are done.
"""

from trellis.messages import sources, timeline
from trellis.messages.conversations import forget_children
from trellis.messages.families import carry_over
from trellis.messages.models import Conversation
from trellis.messages.places import PLACES
from trellis.registers import erasure
from trellis.rhythm import places
from trellis.schools import copying

erasure.declare(erasure.Shared(Conversation, "pupils", forget_children))
copying.declare("messages", carry_over)
for source in sources.OFFERED:
    timeline.declare(source)
places.declare_all(PLACES)
