"""The names of parties as they are compared: folded letters, words, forms, and how much each word tells."""
