"""Every bench_*.py beside this file, one after the other. Ends with 1 if one of them was slower than it may be."""

import importlib
import time
from pathlib import Path


def main() -> None:
    slow = []
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        begun = time.perf_counter()
        try:
            importlib.import_module(f"tests.benchmarks.{path.stem}").main()
        except SystemExit as limit:
            print(f"{path.stem}: {limit}")
            slow.append(path.stem)
        print(f"{path.stem}: took {time.perf_counter() - begun:.0f} s\n")
    if slow:
        raise SystemExit(f"Slower than allowed: {', '.join(slow)}.")


if __name__ == "__main__":
    main()
