"""How each figure of the report is counted, in words (docs/reports.md has the same in full)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _


def method() -> Sequence[tuple[str, str]]:
    """How each figure is counted, in one sentence each (docs/reports.md)."""
    return (
        (
            _("Source"),
            _(
                "The leads' own history: events, which are added. Every number can be counted again from it"
                " (manage.py figures --check)."
            ),
        ),
        (
            _("Enquiries received"),
            _(
                "First event in the month, by the clock of the province; what is no investment enquiry stands apart."
                " Department and officer are today's."
            ),
        ),
        (
            _("Reached"),
            _("The lead ever stood in this step or a later one; aftercare counts as the land contract signed."),
        ),
        (
            _("Still there, parked, lost"),
            _("At the furthest step the lead ever reached; the four parts of a bar are those who reached it."),
        ),
        (
            _("In time, late, not yet"),
            _(
                "Against the target promised on the day of receipt for the lead's priority, in working time, pauses"
                " left out; not yet: no such answer, due or not."
            ),
        ),
        (
            _("Half within"),
            _("The group in which the median by nearest rank lies, of answers given and of stages left."),
        ),
        (
            _("Unmet demand"),
            _(
                "The reason of the loss where it says so; of a project neither lost nor signed whose match has no"
                " option, what would have to give. Land: the least asked for. Searches nobody sent are not counted."
            ),
        ),
        (_("Did we answer?"), _("The investor's last answer to the question after the full answer.")),
        (_("Change"), _("The month less the month compared with; not known where nothing was counted yet.")),
    )
