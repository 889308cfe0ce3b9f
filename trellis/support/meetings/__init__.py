"""Meetings about cases: bodies with a rhythm, agendas built from what is due, decisions that become steps."""
