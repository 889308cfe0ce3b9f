"""What children have learned and how they are, as scores on scales a school names."""
