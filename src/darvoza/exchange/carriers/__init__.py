"""How letters travel: in a bundle, over HTTPS, or through a folder."""
