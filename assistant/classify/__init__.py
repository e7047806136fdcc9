"""What a paper is: its kind, its head (whose, when, where, by whom), and the reports bundled in one file."""

from assistant.classify.describe import describe
from assistant.classify.kind import classify
from assistant.classify.parts import split

__all__ = ["classify", "describe", "split"]
