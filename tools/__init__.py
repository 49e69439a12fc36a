"""Tools for those who develop Darvoza; not part of the package."""
