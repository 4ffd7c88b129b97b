"""The kernel: what every domain stands on. Imports go only to rooms on the right (house.md)."""
