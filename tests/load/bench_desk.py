"""How the desk answers at a million leads: `python -m tests.load.bench_desk` prints a table (PostgreSQL only), writes
docs/benchmarks-desk.md.

The rows of `desk_rows`, kept between runs. Django's test client through all the middleware, rounds over all pages in
turn; a primary-key lookup and an empty listing of Wagtail's own stand in the same rounds, for the ratios.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from tests.load.bench_pages import Page, at, measure
from tests.load.desk_rows import LEADS, load, prepare
from tests.load.write import ROOT, processor, told

ROUNDS = 15
LISTING = "/admin/redirects/"  # Wagtail's own, without a row
ALL = "whose=visible&state=all"
HEAD = {  # of the duty head, who sees every lead
    "list, open": "/admin/desk/?whose=visible",
    "list, open, page 20": "/admin/desk/?whose=visible&p=20",
    "list, one stage": "/admin/desk/?whose=visible&stage=proposed",
    "list, closed": "/admin/desk/?whose=visible&state=closed",
    "list, all, page 10,000": f"/admin/desk/?{ALL}&p=10000",
    "list, rare sector": f"/admin/desk/?{ALL}&sector=__RARE__",
    "list, rare campaign and source": f"/admin/desk/?{ALL}&campaign=h%E1%BB%99i+ch%E1%BB%A3+hi%E1%BA%BFm&source=fair",
    "list, rare language, closed": "/admin/desk/?whose=visible&state=closed&language=ja",
    "list, two filters that never meet": f"/admin/desk/?{ALL}&sector=__RARE__&stage=parked&source=site",
    "list, words: one name": f"/admin/desk/?{ALL}&q=cong+ty+tnhh+sao+mai+dien+tu+501",
    "list, words: common": f"/admin/desk/?{ALL}&q=cong+ty",
    "list, words: two that never meet": f"/admin/desk/?{ALL}&q=cong+ty+gmbh",
    "list, words: nothing": f"/admin/desk/?{ALL}&q=khongcogica",
    "list, words: two letters": f"/admin/desk/?{ALL}&q=qx",
    "board": "/admin/desk/board/?whose=visible",
    "due now": "/admin/desk/due/",
    "dashboard": "/admin/",
    "search: reference": "/admin/desk/search/?q=__REFERENCE__",
    "search: telephone": "/admin/desk/search/?q=%2B84+900+012+345",
    "search: one name": "/admin/desk/search/?q=sao+mai+dien+tu+501",
    "search: typed wrongly": "/admin/desk/search/?q=sao+mai+dein+tu",
    "search: two that never meet": "/admin/desk/search/?q=cong+ty+gmbh",
    "search: nothing": "/admin/desk/search/?q=khongcogica",
    "one lead": "/admin/desk/__LEAD__/",
    "one lead of 300 events": "/admin/desk/__LONG__/",
    "organisations": "/admin/desk/organisations/",
    "organisations, searched": "/admin/desk/organisations/?q=sao+mai",
    "people": "/admin/desk/contacts/",
    "land held": "/admin/desk/holds/",
    "figures: today": "/admin/desk/figures/",
    "figures: funnel": "/admin/desk/figures/funnel/",
    "figures: time per stage": "/admin/desk/figures/times/",
    "figures: unmet demand": "/admin/desk/figures/unmet/",
    "figures: outcome": "/admin/desk/figures/outcome/",
}
OTHERS = {
    ("leader", "demo_leader"): ("list, open", "list, all, page 10,000", "board", "search: one name", "organisations"),
    ("head of department", "head_khcn"): (
        "list, open",
        "list, closed",
        "board",
        "due now",
        "search: one name",
        "list, words: common",
    ),
    ("officer", "off_an"): (
        "list, open",
        "list, closed",
        "board",
        "search: one name",
        "list, words: two that never meet",
    ),
}


def addresses() -> dict[str, str]:
    from leads.models import Lead, LeadEvent
    from sitepages.models import Sector

    rare = Sector.objects.order_by("pk").values_list("key", flat=True)[0]
    lead = Lead.objects.filter(stage="proposed").order_by("pk")[0]
    long = LeadEvent.objects.order_by("-seq").values_list("lead", flat=True)[0]
    marks = {"__RARE__": rare, "__REFERENCE__": lead.reference, "__LEAD__": str(lead.pk), "__LONG__": str(long)}
    out = {}
    for name, address in HEAD.items():
        for mark, value in marks.items():
            address = address.replace(mark, value)
        out[name] = address
    return out


def pages() -> Iterator[Page]:
    from django.contrib.auth.models import User
    from django.test import Client

    from leads.models import Lead

    def signed_in(name: str) -> Any:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    head, where = signed_in("demo_head"), addresses()
    pk = Lead.objects.order_by("pk").values_list("pk", flat=True)[0]
    yield Page("primary-key lookup", lambda: looked_up(pk))
    yield Page("Wagtail listing, empty", partial(signed_in("demo_admin").get, LISTING))
    for name, address in where.items():
        yield Page(name, partial(head.get, address))
    for (role, account), names in OTHERS.items():
        client = signed_in(account)
        for name in names:
            yield Page(f"{role}: {name}", partial(client.get, where[name]))


def looked_up(pk: int) -> Any:
    from django.http import HttpResponse

    from leads.models import Lead

    return HttpResponse(Lead.objects.get(pk=pk).reference)


def lines(leads: int, rounds: int) -> Iterator[str]:
    prepare(os.environ["DATABASE_URL"])
    load(leads, datetime.now(UTC))
    asked = list(pages())
    measure(asked, rounds)
    lookup, empty = (at(page.times, 0.5) for page in asked[:2])
    yield "| page | queries | p50 ms | p95 ms | p50 / lookup | p50 / empty listing |"
    yield "|---|---|---|---|---|---|"
    for page in asked:
        p50, p95 = at(page.times, 0.5), at(page.times, 0.95)
        yield f"| {page.name} | {page.queries} | {p50:.1f} | {p95:.1f} | {p50 / lookup:.0f} | {p50 / empty:.1f} |"


def document(leads: int, rounds: int) -> Iterator[str]:
    yield "# The desk at a million leads"
    yield ""
    yield "Written by `make bench-desk`; never a test. Compare ratios: another machine has other milliseconds. The rows"
    yield "are made up by `tests/load/desk_rows.py` and loaded by COPY; who looks is the duty head unless it says so."
    yield ""
    yield f"- commit {told(['git', 'rev-parse', '--short', 'HEAD'])}, {datetime.now(UTC).date().isoformat()}"
    yield f"- {processor()}, {os.cpu_count()} processors, PostgreSQL as Debian sets it up"
    yield f"- {leads:,} leads, {ROUNDS} rounds over all pages in turn, the test client through all the middleware"
    yield ""
    yield from lines(leads, rounds)


def main(quick: bool) -> None:
    written = []
    for line in document(20_000 if quick else LEADS, 3 if quick else ROUNDS):
        sys.stdout.write(f"{line}\n")
        written.append(line)
    if not quick:
        (ROOT / "docs" / "benchmarks-desk.md").write_text("\n".join(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
