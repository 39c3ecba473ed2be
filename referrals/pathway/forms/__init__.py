"""The shape of what the pages of a journey ask for; each form calls its verb, whose refusals it puts beside the field at fault."""
