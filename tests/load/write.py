"""Runs every benchmark, prints it and writes docs/benchmarks.md: `make bench`."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def told(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.strip()


def lines(bench: str, quick: bool) -> Iterator[str]:
    """A benchmark's table, each from a process of its own, so that none pays for the memory of another."""
    command = [sys.executable, "-m", f"tests.load.{bench}", *(["--quick"] if quick else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout
        yield from (line.rstrip() for line in running.stdout)
    if running.returncode:
        raise SystemExit(f"{bench} ended with {running.returncode}")


def processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor() or "unknown processor"


def document(quick: bool) -> Iterator[str]:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    yield "# Benchmarks"
    yield ""
    yield "Written by `make bench`; never a test. Compare ratios: another machine has other milliseconds."
    yield ""
    yield f"- commit {told(['git', 'rev-parse', '--short', 'HEAD'])}, {datetime.now().astimezone().date().isoformat()}"
    yield f"- {processor()}, {os.cpu_count()} processors, load before {load}; {platform.system()} {platform.machine()}"
    yield f"- Python {platform.python_version()}, SQLite"
    yield ""
    yield "## Pages"
    yield ""
    yield "One process, the test client through all the middleware, 500 leads; the empty view is in the same run."
    yield ""
    yield from lines("bench_pages", quick)
    yield ""
    yield "## Land"
    yield ""
    yield "The explorer's pages as the park grows, in processor time; queries must not grow. `make bench-land` alone."
    yield ""
    yield from lines("bench_land", quick)
    yield ""
    yield "## Matching"
    yield ""
    yield "A whole answer: ten different options, reasons, near misses, groups across the street. `make bench-matching`"
    yield "alone gives this table."
    yield ""
    yield from lines("bench_matching", quick)
    yield ""
    yield "### Memory"
    yield ""
    yield from lines("bench_memory", quick)
    yield ""
    yield "### Beside CP-SAT and exhaustive search"
    yield ""
    yield "Ratios are of the solver's or the enumeration's time to the engine's, in the same run."
    yield ""
    yield from lines("bench_proof", quick)
    yield ""
    yield "### Reverse match"
    yield ""
    yield from lines("bench_reverse", quick)
    yield ""
    yield "## Law"
    yield ""
    yield "Thirteen standard investors. `make bench-law` alone gives this table."
    yield ""
    yield from lines("bench_law", quick)


def main(quick: bool) -> None:
    written = []
    for line in document(quick):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        written.append(line)
    if not quick:
        (ROOT / "docs" / "benchmarks.md").write_text("\n".join(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
