"""Evidence: what a school's figures are set beside. Readings and indicators stand here as they are built."""
