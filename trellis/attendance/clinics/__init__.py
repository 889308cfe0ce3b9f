"""Clinics and other gatherings with families: asked for by the ladder, invited to, held, a step agreed."""
