"""Where it is kept that somebody is signed in: Django's own table, read in words that are kept, because every
page and every mark asks for it.
"""

from django.contrib.sessions.backends import db
from django.db.models import CharField
from django.utils import timezone

from trellis.schools.questions import NOW, Given, Question


class SessionStore(db.SessionStore):
    """Django's, but for how one is found."""

    def _get_session_from_db(self):  # noqa: ANN202 - a model that is loaded with the apps
        found = _BY_KEY.ask(key=self.session_key, now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None


_BY_KEY = Question(
    lambda: (
        SessionStore.get_model_class()
        .objects.filter(session_key=Given("key", CharField()), expire_date__gt=NOW)
        .only("session_data")
    )
)
