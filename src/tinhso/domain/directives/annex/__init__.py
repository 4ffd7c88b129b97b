"""The annex of a plan: a table in a file, each row of which is a task. Start in reading.py."""
