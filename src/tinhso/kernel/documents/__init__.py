"""Files and official documents: what they are, how their text is read, who may open them."""
