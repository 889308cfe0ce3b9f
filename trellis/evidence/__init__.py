"""Evidence: what a school's figures are set beside, those that arrive, and those that were reported."""
