"""The benchmark: every figure of speed that Trellis promises, measured in one run (`make bench`)."""
