"""Parts that are shown add up to the sum that is shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from leads.portal.contributions import tenths


@given(st.lists(st.tuples(st.integers(0, 10_000), st.floats(0, 1)), min_size=1, max_size=12))
def test_parts_are_rounded_so_that_they_add_up(drawn: list[tuple[int, float]]) -> None:
    whole = sum(one for one, _share in drawn) or 1
    weights = [one / whole for one, _share in drawn]
    given_ = [weight * share for weight, (_one, share) in zip(weights, drawn, strict=True)]
    score = sum(given_)
    most = tenths(weights, sum(weights))
    shown = tenths(given_, score, most)
    assert sum(most) == (Decimal(str(sum(weights))) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert sum(shown) == (Decimal(str(score)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    for part, exact in zip(shown, given_, strict=True):
        assert abs(part - Decimal(str(exact)) * 100) < Decimal("0.1")


def test_the_largest_remainder_is_rounded_up() -> None:
    shares = [0.12248, 0.16, 0.16, 0.07444, 0.0, 0.09143, 0.07444, 0.01702]
    assert sum(tenths(shares, sum(shares))) == Decimal("70.0")
    assert tenths([1 / 3, 1 / 3, 1 / 3], 1.0) == (Decimal("33.4"), Decimal("33.3"), Decimal("33.3"))
