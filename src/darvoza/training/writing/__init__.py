"""Writing traffic as real message files, a folder of them as posts receive them in a day."""

from darvoza.training.writing.folder import messages, write

__all__ = ["messages", "write"]
