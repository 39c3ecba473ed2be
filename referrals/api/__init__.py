"""The loop for programs: the same filter, the same verbs, the same refusals as the pages."""
