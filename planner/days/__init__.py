"""Days: which are worked, which are holidays here and there, and which are better avoided."""
