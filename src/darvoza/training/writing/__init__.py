"""Writing traffic as real message files, a folder of them as posts receive them in a day."""

from darvoza.training.writing.folder import write

__all__ = ["write"]
