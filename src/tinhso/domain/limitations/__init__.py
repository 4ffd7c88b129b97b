"""What is lacking, why, who owns it and which duty remedies it."""
