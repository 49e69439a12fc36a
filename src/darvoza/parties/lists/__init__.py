"""Watch lists: their publishers, what they say of a listed party, and how snapshots of them are kept."""
