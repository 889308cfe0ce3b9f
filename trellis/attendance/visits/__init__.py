"""Visits at home: whom first, who goes and when they are back, the sheet they take, what came of it."""
