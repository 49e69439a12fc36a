"""Audit: who saw, decided and exported what, in a log that only grows and shows every attempt to change it."""
