"""The indicators, a module for each group; add a function here and it is part of every evaluation."""
