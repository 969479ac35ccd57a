"""The questions, the check of the answers, the result."""
