"""Evidence: files that show where figures come from, and letters that confirm them; off unless it is decided otherwise."""
