"""The pages that prepare for the appointment: compare, what matters, questions, the sheet."""
