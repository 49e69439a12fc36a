"""Learning how much the evidence of two names says, from the public lists themselves."""
