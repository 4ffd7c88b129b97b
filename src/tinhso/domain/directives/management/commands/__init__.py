"""Commands of the directives app."""
