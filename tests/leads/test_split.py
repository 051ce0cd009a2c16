"""A proposal to share land has no blocking pair, and no other proposal is free of one."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.matching.split import Applicant, blocking_pairs, split

CODES = "ABCDE"
SETS = st.frozensets(st.sampled_from(CODES), min_size=1, max_size=3)
FREE = st.frozensets(st.sampled_from(CODES))


@st.composite
def people(draw: st.DrawFn) -> list[Applicant]:
    wishes = draw(st.lists(st.lists(SETS, max_size=4, unique=True), max_size=5))
    left, found = set(CODES), []
    for number, own in enumerate(wishes):
        has = frozenset(draw(st.frozensets(st.sampled_from(sorted(left)), max_size=1))) if left else frozenset()
        left -= has
        found.append(Applicant(number, tuple(own), has))
    return found


def test_who_comes_first_gets_the_best_that_is_left_and_the_others_are_told_why() -> None:
    pair, single = frozenset("AB"), frozenset("B")
    first = Applicant(1, (pair, frozenset("C")))
    second = Applicant(2, (single, frozenset("C")))
    third = Applicant(3, (frozenset("C"), single))
    shares = split([first, second, third], free="ABC")
    assert [(one.key, one.plots, one.choice) for one in shares] == [
        (1, pair, 1),
        (2, frozenset("C"), 2),
        (3, frozenset(), 0),
    ]
    assert shares[1].missed == ((single, {"B": 1}),)
    assert shares[2].missed == ((frozenset("C"), {"C": 2}), (single, {"B": 1}))


def test_who_holds_land_keeps_it() -> None:
    shares = split([Applicant(1, (frozenset("A"),)), Applicant(2, (), frozenset("A"))], free="A")
    assert [one.plots for one in shares] == [frozenset(), frozenset("A")]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people(), FREE)
def test_no_blocking_pair_nothing_given_twice_nothing_given_that_is_not_free(
    applicants: list[Applicant], free: frozenset[str]
) -> None:
    shares = split(applicants, free)
    given_out = [code for one in shares for code in one.plots]
    held = {code for one in applicants for code in one.has}
    assert len(given_out) == len(set(given_out))
    assert set(given_out) <= free | held
    assert blocking_pairs(applicants, free, {one.key: one.plots for one in shares}) == []
    for one, share in zip(applicants, shares, strict=True):
        assert share.plots in (one.has, frozenset(), *one.wishes)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(people().filter(lambda rows: len(rows) <= 3), FREE)
def test_every_other_proposal_has_one(applicants: list[Applicant], free: frozenset[str]) -> None:
    ours = {one.key: one.plots for one in split(applicants, free)}
    held = {code for one in applicants for code in one.has}
    choices = [[one.has] if one.has else [frozenset(), *one.wishes] for one in applicants]
    for row in product(*choices):
        given_out = [code for plots in row for code in plots]
        asked = [code for one, plots in zip(applicants, row, strict=True) if not one.has for code in plots]
        if len(given_out) != len(set(given_out)) or not set(asked) <= free - held:
            continue
        other = {one.key: plots for one, plots in zip(applicants, row, strict=True)}
        assert (blocking_pairs(applicants, free, other) == []) == (other == ours)
