"""Telling: what a school says to everybody at once, in newsletters, on boards and screens, in guides."""
