"""Which facts a rule may read at all: under any other its verdict and its segments stay as they are. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sitepages.incentives.tree import ApprovalGiven, Compare, Definition, Node, OneOf, SectorCategory, WithinDates, walk

if TYPE_CHECKING:
    from sitepages.incentives.book import LawBook


def facts_read(book: LawBook) -> dict[str, frozenset[str]]:
    """Record -> the facts of its condition, its segments and its standing requirements, definitions entered."""
    return {
        key: frozenset(
            (
                *(fact for node in (record.condition, *record.segments) for fact in _of_tree(book, node)),
                *(book.standing[name].fact for name in record.provided_that),
            )
        )
        for key, record in book.by_key.items()
    }


def _of_tree(book: LawBook, tree: Node) -> Iterator[str]:
    for node in walk(tree):
        match node:
            case Definition(ref):
                yield from _of_tree(book, book.by_key[ref].condition)
            case SectorCategory(categories):
                for key in categories:
                    yield from facts_of_category(book, key)
            case Compare(fact=fact) | OneOf(fact=fact) | WithinDates(fact=fact) | ApprovalGiven(fact=fact):
                yield fact
                spec = book.facts.get(fact)
                if spec is not None and spec.prefer:
                    yield spec.prefer


def facts_of_category(book: LawBook, key: str) -> Iterator[str]:
    """The sector, and what is asked where it alone does not settle the category."""
    yield "sector"
    category = book.categories[key]
    for part in category.any_of:
        yield from facts_of_category(book, part)
    asked = (row[key].fact for row in book.sectors.values() if key in row)
    yield from (fact for fact in (category.fact, *asked) if fact)
