"""The board: how well control works at a unit's posts, and how sure that is."""
