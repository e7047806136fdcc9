"""Scan pictures out: a DICOM disc with a fresh directory, and copies without the person's identity."""
