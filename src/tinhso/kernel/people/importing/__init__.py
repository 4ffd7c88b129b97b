"""People and posts from a sheet: `sheet` reads cells, `checking` says what is wrong, the actions write."""
