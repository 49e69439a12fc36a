"""Cases: investigations that tie consignments, parties and findings together, with evidence for a court."""
