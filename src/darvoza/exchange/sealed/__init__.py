"""What proves a message: keys, certificates, seals and the log of every step."""
