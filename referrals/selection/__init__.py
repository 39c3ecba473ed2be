"""Who fits which rules, and what would change it: label, trial, center and payer rules as data, never mixed. Arithmetic is elsewhere."""
