"""Help for the editor: which issue is open, what to choose from, what was chosen, what is missing."""
