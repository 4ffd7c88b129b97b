"""Tests of directives."""
