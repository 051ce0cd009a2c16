"""How fast the answer pack is there: `python -m tests.load.bench_pack [--quick]` prints a table.

Every published project of kind P or M, with years and profit added so that there is a schedule, is sent through the
site in turn: the sending itself (lead, pack, mails in one transaction), the pack's page, and the PDF nobody asked for
yet. One process, the test client through all the middleware. Wanted: the pack within 5 s, the page within 1 s.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.load.bench_pages import set_up

PLAN = {"first_revenue": "2029-01-01", "first_profit": "2030-01-01", "annual_profit_usd": 5_000_000}
CONTACT = {
    "contact_name": "Bench",
    "language": "en",
    "message": "Is there a dual power feed? How long do the permits take?",
    "consent-answer_request": "on",
}


def lines(quick: bool = False) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder, 20 if quick else 200)
        yield "| what | median ms | p95 ms | wanted ms |"
        yield "|---|---|---|---|"
        times = measured(1 if quick else 3)
        for name, wanted in (("sending, with the pack", 5000), ("the page", 1000), ("the PDF, cold", 5000)):
            found = sorted(times[name])
            yield f"| {name} | {found[len(found) // 2]:.0f} | {found[int(len(found) * 0.95)]:.0f} | {wanted} |"


def measured(rounds: int) -> dict[str, list[float]]:
    from django.test import Client
    from django.utils import timezone

    from leads.published import INVESTORS, published_rows, request_of
    from leads.services.matching import run_match

    client, times = Client(), dict[str, list[float]]()
    rows = [row for row in published_rows() if row["kind"] in INVESTORS]
    for number, row in enumerate(rows * rounds):
        request = request_of(row)
        request["project"] = (request.get("project") or {}) | PLAN
        run = run_match(request=request, source="bench", now=timezone.now())
        form = CONTACT | {"submission_key": f"pack-{number}", "contact_email": f"bench{number}@example.com"}
        lang = ("vi", "en")[number % 2]
        address = f"/{lang}/match/{run.token}/send/"
        sent = _timed(times, "sending, with the pack", partial(client.post, address, form))
        where = sent.headers["Location"]
        _timed(times, "the page", partial(client.get, f"{where}pack/"))
        _timed(times, "the PDF, cold", partial(client.get, f"{where}pack/1/pack.pdf"))
    return times


def _timed(times: dict[str, list[float]], name: str, ask: Callable[[], Any]) -> Any:
    begin = time.perf_counter()
    answer = ask()
    times.setdefault(name, []).append((time.perf_counter() - begin) * 1000)
    if answer.status_code not in {200, 302}:
        raise RuntimeError(f"{name}: {answer.status_code}")
    return answer


if __name__ == "__main__":
    for line in lines("--quick" in sys.argv):
        sys.stdout.write(f"{line}\n")
