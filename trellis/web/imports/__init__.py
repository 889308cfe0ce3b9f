"""The pages that bring files in: try one, see what would change, say yes, take it back."""
