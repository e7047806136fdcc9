"""Pieces that several screens share: markup, forms, sources, the uploader. No piece calls an action."""
