"""The first rows of a search in a long table, newest first, in bounded time.

PostgreSQL expects the words of a search to be spread evenly: it walks a whole table for two common words that never
meet, and sorts a third of it for one that is common. So the newest rows are looked through first, where a common word
soon fills a page; what is rarer is asked of the index of words, in an order that no other index serves.
SQLite reads its rows one after the other: 48 ms for 100,000.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.cache import cache
from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F, IntegerField, Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from leads.models import Contact, Lead, Organisation
from leads.records.names import core, phone_key, tax_key
from leads.records.search import WITHIN, likeness, near_enough, near_enough_by_pg_trgm
from leads.services.contact_records import contacts_visible_to
from leads.services.lead_search import all_words
from leads.services.organisations import organisations_visible_to
from sitepages.reading import once

T = TypeVar("T")

NEAR = 20_000  # rows looked through one by one, from the newest
CANDIDATES = 200
READ_THROUGH = 20_000  # names compared one by one where the database has no index of likeness
MOST_CAMPAIGNS = 50
MARK_KEPT = 600  # seconds: where the newest rows begin is no exact thing, and a few more than NEAR do no harm
SHORTEST = 4  # letters from which a likeness says something


def newest_leads(leads: QuerySet[Lead], start: int, most: int, *, by_words: bool) -> list[int]:
    """Numbers of these leads by time of arrival; `by_words`: they were searched for."""
    by_time = leads.order_by("-received_at", "-pk").values_list("pk", flat=True)
    if not (by_words and connection.vendor == "postgresql"):
        return list(by_time[start : start + most])
    (near,) = kept_a_while("newest-leads-since", lambda: (since_of_near(),))
    if near:
        found = list(by_time.filter(received_at__gte=near)[start : start + most])
        if len(found) == most:
            return found
    unserved = ExpressionWrapper(F("received_at") + timedelta(0), output_field=DateTimeField())
    return list(leads.order_by(unserved.desc(), "-pk").values_list("pk", flat=True)[start : start + most])


def since_of_near() -> datetime | None:
    """When the oldest of the newest leads arrived; None where all there are count as near."""
    return Lead.objects.order_by("-received_at").values_list("received_at", flat=True)[NEAR : NEAR + 1].first()


def campaigns_of_late(leads: QuerySet[Lead]) -> list[str]:
    """What stood behind ?src= of the newest leads, for a filter to choose from."""
    oldest = Subquery(Lead.objects.order_by("-received_at").values("received_at")[NEAR : NEAR + 1])
    late = leads.filter(received_at__gte=Coalesce(oldest, Value(datetime(2000, 1, 1, tzinfo=UTC))))
    words = late.exclude(campaign="").order_by("campaign").values_list("campaign", flat=True)
    return list(words.distinct()[:MOST_CAMPAIGNS])


def newest_records(rows: QuerySet[Any], start: int, most: int) -> list[int]:
    """Numbers of organisations or people that were searched for."""
    by_number = rows.order_by("-pk").values_list("pk", flat=True)
    if connection.vendor != "postgresql":
        return list(by_number[start : start + most])
    last = kept_a_while(f"newest-{rows.model.__name__}", lambda: newest_number(rows.model))
    found = list(by_number.filter(pk__gt=last - NEAR)[start : start + most])
    if len(found) == most:
        return found
    unserved = ExpressionWrapper(F("pk") + 0, output_field=IntegerField())
    return list(rows.order_by(unserved.desc()).values_list("pk", flat=True)[start : start + most])


def kept_a_while(name: str, ask: Callable[[], T]) -> T:
    known: T | None = cache.get(name)
    if known is None:
        known = ask()
        cache.set(name, known, MARK_KEPT)
    return known


def newest_number(model: type[Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def organisations_found(user: User, text: str) -> QuerySet[Organisation]:
    """The visible organisations that hold every word of the text in their name, or a tax code that begins so."""
    found = all_words("folded", text) | all_words("core", text)
    code = tax_key(text)
    known = len(code) >= SHORTEST and any(sign.isdecimal() for sign in code)
    return organisations_visible_to(user).filter(found | Q(tax_key__startswith=code) if known else found)


def contacts_found(user: User, text: str) -> QuerySet[Contact]:
    """The visible people that hold every word of the text in their name, or whose address or number it is."""
    found = all_words("folded", text)
    if len(text.strip()) >= WITHIN:
        found |= Q(email__contains=text.strip().lower())
    number = phone_key(text)
    return contacts_visible_to(user).filter(found | Q(phone_key=number) if number else found)


def organisations_alike(user: User, text: str, most: int) -> list[Organisation]:
    """Visible organisations whose name is nearly what was typed, the nearest first."""
    return _alike(organisations_visible_to(user), "core", core(text), most)


def contacts_alike(user: User, text: str, most: int) -> list[Contact]:
    """Visible people whose name is nearly what was typed, the nearest first."""
    return _alike(contacts_visible_to(user).filter(erased_at=None), "folded", core(text), most)


def _alike(rows: QuerySet[Any], column: str, asked: str, most: int) -> list[Any]:
    if len(asked) < SHORTEST:
        return []
    if connection.vendor == "postgresql":
        rows_near = ((getattr(row, column), row) for row in _candidates(rows, column, asked))
        named = [(likeness(asked, name), row.pk, row) for name, row in rows_near]
        best = sorted(named, key=lambda one: (-one[0], one[1]))[:most]
        return [row for share, _pk, row in best if share >= near_enough(asked)]
    names = rows.order_by("-pk").values_list("pk", column)[:READ_THROUGH]
    near = sorted(((likeness(asked, name), pk) for pk, name in names), key=lambda one: (-one[0], one[1]))
    keys = [pk for share, pk in near[:most] if share >= near_enough(asked)]
    found = rows.model._default_manager.in_bulk(keys)
    return [found[pk] for pk in keys]


def _candidates(rows: QuerySet[Any], column: str, asked: str) -> list[Any]:
    """At least the rows whose name is near enough, by the index of trigrams."""
    share = near_enough_by_pg_trgm(asked)
    once(("near enough", share), lambda: _take_as_near(share))
    near = rows.filter(**{f"{column}__trigram_word_similar": asked})
    nearest = near.annotate(near=TrigramWordSimilarity(asked, column)).order_by("-near", "-pk")
    return list(nearest[:CANDIDATES])


def _take_as_near(share: float) -> None:
    """From which likeness on the index offers a name: of the connection, not of a transaction, which costs two more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(share)])
