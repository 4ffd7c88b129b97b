"""Organisations and areas with valid time: who existed on a day, by which name, and what became of them."""
