"""What is shown to others: to a court, to a partner whose log must agree, to other systems."""
