"""PostgreSQL as Trellis asks it."""
