"""The pages on which a visitor answers the questions, ending with the result."""
