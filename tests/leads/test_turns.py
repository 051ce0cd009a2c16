"""Whose turn it is: first come, first served, plot by plot, wholly or not at all."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.matching.turns import Wish, next_turns, place_of

PLOTS = st.frozensets(st.sampled_from("ABCDE"), min_size=1, max_size=3)
LINES = st.lists(PLOTS, max_size=8).map(lambda rows: [Wish(number, plots) for number, plots in enumerate(rows)])
SOME = st.frozensets(st.sampled_from("ABCDE"))


def test_the_first_of_each_plot_is_served_and_a_set_only_whole() -> None:
    line = [Wish(1, frozenset("AB")), Wish(2, frozenset("B")), Wish(3, frozenset("C")), Wish(4, frozenset("A"))]
    assert next_turns(line, taken=set(), offered=set("ABC")) == [1, 3]
    assert next_turns(line, taken=set("A"), offered=set("ABC")) == [3]  # 2 waits behind 1, who waits for A too
    assert [place_of(key, line) for key in (1, 2, 3, 4)] == [1, 2, 1, 2]


def test_a_wish_for_land_that_is_not_offered_stands_in_nobodys_way() -> None:
    line = [Wish(1, frozenset("AB")), Wish(2, frozenset("B"))]
    assert next_turns(line, taken=set(), offered=set("B")) == [2]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, SOME, SOME)
def test_never_twice_never_skipped_and_nobody_left_who_could_have_land(
    line: list[Wish], taken: frozenset[str], offered: frozenset[str]
) -> None:
    turns = next_turns(line, taken, offered)
    granted = [wish for wish in line if wish.key in turns]
    given_out = [code for wish in granted for code in wish.plots]
    assert len(given_out) == len(set(given_out))
    assert set(given_out) <= offered - taken
    for place, wish in enumerate(line):
        earlier = [one for one in line[:place] if one.key not in turns and one.plots <= offered]
        if wish.key in turns:
            assert not any(one.plots & wish.plots for one in earlier)
        else:
            blocked = taken | set(given_out) | {code for one in earlier for code in one.plots}
            assert wish.plots & blocked or not wish.plots <= offered
    rest = [wish for wish in line if wish.key not in turns]
    assert next_turns(rest, taken | set(given_out), offered) == []
