"""A page that shows every component, for the journey that looks at them: see test_components.py."""
