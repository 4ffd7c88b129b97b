"""Working sessions of leaders: who was there, what was said, what was concluded."""
