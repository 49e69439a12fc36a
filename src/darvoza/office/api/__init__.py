"""API: what other systems of an administration ask of the office and tell it, over REST with scoped tokens."""
