"""A demo province: real units, plainly fictional people, and directives of our own wording."""
