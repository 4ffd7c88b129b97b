"""Requests upward, their answers and what came of them."""
