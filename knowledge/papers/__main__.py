"""`python -m knowledge.papers`: learns from the papers and writes `weights.npz` beside them. Run when they change."""

from __future__ import annotations

import sys

from knowledge.likeness import FILE
from knowledge.papers import learning


def main() -> int:
    sys.stdout.write(learning.make(FILE) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
