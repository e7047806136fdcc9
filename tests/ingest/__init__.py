"""Tests of reading. Samples are made by `samples`, so every expected word is known."""
