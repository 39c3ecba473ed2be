"""The road for programs: the same verbs, versions and refusals as the pages."""
