"""What is written to families: worded, drawn up, checked by a person, approved, sent and kept."""
