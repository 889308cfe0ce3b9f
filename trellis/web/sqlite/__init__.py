"""SQLite as Trellis asks it: Django's own engine, which remembers how each question is put."""
