"""The cascade from a resolution's goals to a commune's task, targets by year, work programmes."""
