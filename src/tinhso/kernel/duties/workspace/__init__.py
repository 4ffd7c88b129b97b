"""What officials see of duties: the inbox, the page of a duty, one page per move."""
