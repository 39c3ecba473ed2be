"""The way home: the document from center to practice, its acknowledgement, and the practice's note after each visit."""
