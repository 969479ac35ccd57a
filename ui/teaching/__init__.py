"""Pages for a class: cases, pathways, the matrix."""
