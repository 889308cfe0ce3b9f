"""Dates and times in Welsh: written as in English."""

from trellis.web.formats.en.formats import *  # noqa: F403
