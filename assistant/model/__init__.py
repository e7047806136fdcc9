"""The nouns: frozen values, lawful changes as pure functions. Imports nothing but `ingest.document`."""
