"""The formal steps: where a child stands against the threshold, and what is done before any notice."""
