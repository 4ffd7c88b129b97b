"""Tỉnh Số: digital government for a Vietnamese province, from province to commune."""

__version__ = "0.1.0"
