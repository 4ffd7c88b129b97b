"""The verbs of this room. Each of the first nine drafts an act; answer, decide and withdraw carry a draft on."""
