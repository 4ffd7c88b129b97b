"""The verbs of a duty, one file each. Every action takes who acts and when: `by=`, `at=`."""
