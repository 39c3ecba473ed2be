"""The patient's side of the loop: my road, my team, my messages, in plain words (grade 6 or below), in English and Spanish."""
