"""FHIR R4 out: an IPS 2.0 document, and a referral beside it. Plain dictionaries by small functions; deterministic.

Codes appear only where the statement carries one of a system we know; words always.
"""
