"""Tests of trials: reading, keeping, lists, pre-screens, criteria of a center, trials as alternatives."""
