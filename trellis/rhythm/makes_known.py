"""Where duties of the rooms below are done, and what happens there that duties follow."""

from trellis.rhythm import events, places

places.declare_all(places.BELOW)
for event in events.BELOW:
    events.declare(event)
