"""What happened between children: incidents, who took part, what was done, and how often it happens."""
