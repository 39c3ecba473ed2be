"""Should I refer now? One screen for the practice: answers with reasons from what is typed, nothing kept unless somebody asks for it."""
