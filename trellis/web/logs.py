"""What running leaves behind. A log is read by people who may not know a child, so it names nobody."""

import logging
import re

_QUERY = re.compile(r"\?[^\s\"']+")
_KEY = re.compile(r"(/(?:answer|hall|screens?)/)[^\s\"'?]+")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class NobodyNamed(logging.Filter):
    """Takes out of each line what could name a person or open a page: addresses, keys, and what was searched
    for.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        record.msg = _EMAIL.sub("(address)", _KEY.sub(r"\1…", _QUERY.sub("?…", said)))
        record.args = ()
        return True
