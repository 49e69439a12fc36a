"""The liaison desk: drafts, their approval, and what came in."""
