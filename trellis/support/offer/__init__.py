"""The offer: what help there is, in levels, who does each step of it, and how a family gets it."""
