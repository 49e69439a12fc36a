"""What ties parties to each other: one entry on several lists, shared addresses and numbers, earlier findings."""
