"""What the province does: one app per subject, entered by its interface.py."""
