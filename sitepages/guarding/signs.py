"""How much a form that was sent looks like a machine's: a sum of signs. Pure."""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 2  # from here on the browser proves its work
AT_ONCE = 2  # seconds in which nobody reads and sends any form
ONE_STAMP = 3  # a form sent again: a double click, a second window


@dataclass(frozen=True, slots=True)
class Soft:
    """How often within an hour nobody is asked anything: from one network address, about one subject."""

    address: int
    subject: int


@dataclass(frozen=True, slots=True)
class Signs:
    """What one sending shows. `seconds`: since the form was drawn, None without a stamp of ours;
    the others: how often within the hour from this network address, for this e-mail address, about this thing,
    with this very drawn form.
    """

    trap_filled: bool
    seconds: int | None
    quickest: int
    from_address: int = 0
    for_mail: int = 0
    about_thing: int = 0
    with_stamp: int = 0


def suspicion(signs: Signs, soft: Soft) -> int:
    """The sum; one strong sign or two weak ones are ENOUGH. None of them refuses anybody."""
    return (
        2 * signs.trap_filled
        + _haste(signs)
        + (2 if signs.from_address > soft.address else int(signs.from_address > soft.address // 2))
        + 2 * (signs.for_mail > soft.subject)
        + 2 * (signs.about_thing > soft.subject)
        + 2 * (signs.with_stamp > ONE_STAMP)
    )


def _haste(signs: Signs) -> int:
    if signs.seconds is None or signs.seconds < min(AT_ONCE, signs.quickest):
        return 2
    return int(signs.seconds < signs.quickest)


def effort(from_address: int, soft: Soft) -> int:
    """By how much the work grows with what one network address sends: 1, 2, 4, at most 8."""
    over = from_address // max(soft.address, 1)
    return int(2 ** min(max(over - 1, 0), 3))
