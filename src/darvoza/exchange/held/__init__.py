"""What a node holds and may do with it: agreements in force, items under caveats, and who may see them."""
