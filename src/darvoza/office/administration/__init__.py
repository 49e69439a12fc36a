"""Administration: units and their posts, what they can examine, their people and roles, tokens for other systems."""
