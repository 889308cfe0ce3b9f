"""The door a web server knocks at.

All that answers anybody is loaded here, before the server divides into its processes: the first to ask waits
for none of it, and the processes share it in memory.
"""

import gc
import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.web.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)

# What is loaded now stays to the end: Python need not go looking for rubbish in it in the midst of an answer.
# What an answer leaves behind goes by itself when the last who holds it lets go, all but a little. Python
# looks for that little at every seven hundredth new thing unless it is told: a tenth of a page's time. Nobody
# is answered meanwhile, so it looks often enough to be done in two or three thousandths of a second, and only
# after four hundred thousand at what it found in use before.
gc.collect()
gc.freeze()
NEW_THINGS = 5_000
gc.set_threshold(NEW_THINGS, 80, 20)

# A save asks the database a score of things, and after each would wait this long for a page being drawn up
# beside it in the same process. Python's own five milliseconds make a tenth of a second of that.
SWITCH_INTERVAL = 0.0005
sys.setswitchinterval(SWITCH_INTERVAL)
