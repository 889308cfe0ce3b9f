"""The ladder: what is done when absence grows, rehearsed on last year, switched on, and answered."""
