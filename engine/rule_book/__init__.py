"""What the rule book may say, and reading it."""
