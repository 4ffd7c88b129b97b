"""Thin shells that mount and dress the rooms; only config imports them."""
