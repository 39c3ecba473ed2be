"""Mutation testing of `patients.clinical`: every small change of its arithmetic must be noticed by a test. See docs/mutation.md."""
