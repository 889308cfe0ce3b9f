"""How it is counted what is somebody's to do, for the reminders of the morning."""

from trellis.messages import reminding
from trellis.web.yours import counted

reminding.declare(counted)
