"""Examination: the order to an inspector, on paper and on a tablet, and what was found."""
