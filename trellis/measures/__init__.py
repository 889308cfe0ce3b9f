"""Adding people up: measures, the attendance catalogue, and their evaluation over registers."""
