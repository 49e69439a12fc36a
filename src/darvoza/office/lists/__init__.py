"""Lists: watch lists, control lists, what is allowed in spite of them, and the goods look-up."""
