"""The sheet for the appointment, as a PDF, as text, as part of a page."""
