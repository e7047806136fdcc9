"""Values in, bytes out: the summary as PDF, letters, FHIR, and the package. Decides nothing about the case."""
