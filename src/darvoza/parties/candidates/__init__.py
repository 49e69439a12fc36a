"""Whom a declared name may be, among all that lists name: the index and the search of it."""
