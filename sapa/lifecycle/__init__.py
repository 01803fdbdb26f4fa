"""Knowing every customer: what they did in figures, the seven stages, groups, profile and value."""
