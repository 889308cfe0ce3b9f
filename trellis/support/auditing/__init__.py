"""Audits: questions judged once a year with evidence and what follows, kept as they were judged."""
