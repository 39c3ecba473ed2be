"""Files of trials into `TrialRecord`s: one module for each shape. What cannot be read is a `Fault`: one sentence and the place."""
