"""Refuses law that speaks of what is not there: a fact, a value, a category, a definition, a requirement. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sitepages.incentives.shared import NEEDED
from sitepages.incentives.tree import (
    ZONE_FACT,
    ApprovalGiven,
    BadCondition,
    Compare,
    Node,
    OneOf,
    SectorCategory,
    WithinDates,
    references,
    walk,
)

if TYPE_CHECKING:
    from sitepages.incentives.book import LawBook


def refuse_circles(known: Mapping[str, Node]) -> None:
    """Raises BadCondition where a definition leads back to itself, or to nothing."""
    done: set[str] = set()

    def follow(key: str, path: tuple[str, ...]) -> None:
        if key in path:
            raise BadCondition(f"{' -> '.join((*path, key))}: definitions go in a circle")
        if key in done:
            return
        for ref in sorted(references(known[key])):
            if ref not in known:
                raise BadCondition(f"{key}: no definition {ref}")
            follow(ref, (*path, key))
        done.add(key)

    for key in known:
        follow(key, ())


def refuse_unknown_names(book: LawBook) -> None:
    """Raises BadCondition with the first name that the vocabulary, the categories or the records do not have."""
    for problem in _unknown_names(book):
        raise BadCondition(problem)


def _unknown_names(book: LawBook) -> Iterator[str]:
    for key, node in _trees(book):
        for part in walk(node):
            yield from (f"{key}: {problem}" for problem in _of_node(book, part))
    yield from (f"no figure {key}" for key in NEEDED if not book.figures.get(key))
    for key, rule in book.standing.items():
        yield from (f"{key}: {problem}" for problem in _of_fact(book, rule.fact, rule.not_in))
    for key, category in book.categories.items():
        if category.fact:
            yield from (f"{key}: {problem}" for problem in _of_fact(book, category.fact, category.true_values))
        yield from (f"{key}: no category {part}" for part in category.any_of if part not in book.categories)
    for record in book.records:
        yield from (f"{record.key}: no requirement {key}" for key in record.provided_that if key not in book.standing)
        yield from (f"{record.key}: no record {key}" for key in record.overrides if book.named(key) is None)


def _trees(book: LawBook) -> Iterator[tuple[str, Node]]:
    yield from book.definitions.items()
    for record in book.records:
        for node in (record.condition, *record.segments):
            yield record.key, node
            missing = references(node) - book.definitions.keys() - {other.key for other in book.records}
            if missing:
                raise BadCondition(f"{record.key}: no definition {min(missing)}")


def _of_node(book: LawBook, node: Node) -> Iterator[str]:
    match node:
        case OneOf(fact, values, unsure) if fact != ZONE_FACT:
            yield from _of_fact(book, fact, (*values, *unsure))
        case Compare(fact=fact) | WithinDates(fact=fact) | ApprovalGiven(fact=fact) | OneOf(fact=fact):
            yield from _of_fact(book, fact, ())
        case SectorCategory(categories):
            yield from (f"no category {key}" for key in categories if key not in book.categories)


def _of_fact(book: LawBook, key: str, values: tuple[object, ...]) -> Iterator[str]:
    spec = book.facts.get(key)
    if spec is None:
        yield f"no fact {key}"
    elif spec.choices:
        yield from (f"{key} is never {value!r}" for value in values if value not in spec.choices)
