"""What can be done on the command line? One module per subject; each loads what it needs only when it runs."""
