"""What tells of several children, which files messages are, what goes with an adult's record, what a timeline
is made of, and where duties about messages are done.
"""

from trellis.messages import outbox, sources, timeline
from trellis.messages.conversations import forget_children
from trellis.messages.families import carry_over
from trellis.messages.models import Conversation, Item
from trellis.messages.places import PLACES
from trellis.registers import erased_files, erasure
from trellis.rhythm import places
from trellis.schools import copying

erasure.declare(erasure.Shared(Conversation, "pupils", forget_children))
erased_files.declare(Item, lambda items: outbox.files_of(items.select_related("batch")))
copying.declare("messages", carry_over)
for source in sources.OFFERED:
    timeline.declare(source)
places.declare_all(PLACES)
