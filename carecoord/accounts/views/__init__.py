"""Pages about oneself and one's team. Who sees which patient is not decided here."""
