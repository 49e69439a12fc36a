"""People: officers, the units they serve in and in which role, and what each may therefore see and do."""
