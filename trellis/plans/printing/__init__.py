"""A plan printed as the paper its readers know: PDF, Word and Excel, in its own captions and order."""
