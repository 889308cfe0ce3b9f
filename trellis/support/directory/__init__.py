"""The directory: services, where families were pointed, and what schools agreed and pay for."""
