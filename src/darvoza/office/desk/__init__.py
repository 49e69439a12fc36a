"""Desk: messages come in, are assessed and ranked, and officers decide what is stopped and what goes on."""
