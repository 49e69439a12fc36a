"""Profiles: the analysts' own signs, written, tried on the past, approved by a second officer, and let go."""
