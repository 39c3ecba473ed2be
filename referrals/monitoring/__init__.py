"""The first days after infusion: the check at the bedside, its grades, the log of side effects, and who is told."""
