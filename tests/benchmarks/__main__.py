"""Runs the benchmarks named, or all of them: `python -m tests.benchmarks facts reading`."""

import importlib
import pkgutil
import sys

import tests.benchmarks
from assistant.quiet import quiet


def main() -> int:
    quiet()
    known = sorted(m.name for m in pkgutil.iter_modules(tests.benchmarks.__path__) if not m.name.startswith("_"))
    for area in sys.argv[1:] or known:
        if area not in known:
            print(f"no such area: {area}; known: {', '.join(known)}")
            return 2
        module = importlib.import_module(f"tests.benchmarks.{area}")
        if hasattr(module, "run"):
            print(f"== {area}", flush=True)
            module.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
