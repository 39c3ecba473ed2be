"""Education: topics, their text in each language, review, and the public library. Nothing here knows a patient."""
