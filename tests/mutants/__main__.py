"""Does each fault of tests/mutants/matching.py make a test fail? `make mutants` tells; never a test itself.

Works on a copy outside the repository, with the pure tests of matching only (no database): some minutes. A number or
two after the command asks only these mutants again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.matching import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("leads", "sitepages", "yenbinh", "templates", "tests", "manage.py", "pyproject.toml")
# The quick and pointed ones first: most faults end there.
TESTS = ("rules", "next", "street", "reverse", "examples", "oracle", "oracle_near", "oracle_cut", "properties")


def copied(folder: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "browser"))
        else:
            shutil.copy(source, folder / name)


def asked(folder: Path) -> str:
    """The first test that fails, "" if none does."""
    files = [f"tests/leads/test_matching_{name}.py" for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", *files]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode and not failed:
        raise SystemExit(done.stdout + done.stderr)
    return failed[0].split("::", 1)[1].split("[")[0] if failed else ""


@contextmanager
def faulty(mutant: Mutant, folder: Path) -> Iterator[None]:
    """Raises SystemExit if the place is not there or not the only one: the list has to follow the code."""
    path = folder / "leads" / "matching" / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise SystemExit(f"{mutant.what}: {mutant.file} has {text.count(mutant.old)} places that read {mutant.old!r}")
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    yield
    path.write_text(text, encoding="utf-8")


def main(chosen: Sequence[int]) -> int:
    survived = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        copied(folder)
        told("| # | fault | file | seconds | found by |")
        told("|---|---|---|---|---|")
        for number, mutant in enumerate(MUTANTS, start=1):
            if chosen and number not in chosen:
                continue
            start = time.monotonic()
            with faulty(mutant, folder):
                found = asked(folder)
            survived += not found
            seconds = time.monotonic() - start
            told(f"| {number} | {mutant.what} | {mutant.file} | {seconds:.0f} | {found or '**nothing**'} |")
    told(f"\n{survived} survived.")
    return survived


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(min(1, main([int(one) for one in sys.argv[1:]])))
