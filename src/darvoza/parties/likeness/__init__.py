"""How alike two parties are: words that meet, what they tell together, and how sure that makes it."""
