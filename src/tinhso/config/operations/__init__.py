"""For the engineers who run it: probes and figures, discreet logs, the doctor, backup and restore."""
