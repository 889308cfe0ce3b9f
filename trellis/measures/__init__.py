"""Adding people up: what a measure is, the attendance catalogue, and the evaluation of measures over registers."""
