"""The one idea: every source of work is one kind of duty (*việc*), given by one unit, led by one unit, by
a day."""
