"""The messages under an agreement: their kinds, their written form, whether one is complete, and what answers what."""
