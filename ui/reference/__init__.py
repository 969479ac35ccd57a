"""Pages on which things are looked up."""
