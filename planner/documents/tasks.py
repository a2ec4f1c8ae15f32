"""Background entry points of documents."""
