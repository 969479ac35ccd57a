"""The rule book as FHIR R4."""
