"""Tests of the extraction engine."""
