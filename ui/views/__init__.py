"""One module a page: what it asks or shows."""
