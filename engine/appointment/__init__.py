"""What a patient takes to the appointment: questions, what matters, what to get ready."""
