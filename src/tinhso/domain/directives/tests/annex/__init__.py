"""Annexes of plans."""
