"""What must be said, as tables that a clinician can read and sign."""
