"""Directives: documents that give work, and the tasks found in them."""
