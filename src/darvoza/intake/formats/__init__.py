"""One module per message format. To add a format, add a module with a ``FORMAT`` here and its tests."""
