"""Due times reckoned twice: 10,000 random histories, and every lead of the demo, by two programs that share nothing."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from leads.choices import Clock, Priority, Stage
from leads.models import Lead
from leads.services import desk
from leads.services.clocks import due_of
from leads.services.events import (
    Contacted,
    Event,
    Happened,
    NextStepSet,
    NoteWritten,
    Paused,
    Received,
    Replied,
    Resumed,
    StageChanged,
    fold,
    to_json,
)
from leads.services.link_events import MessageWritten
from leads.services.post_events import MailReceived
from leads.services.recompute import Line, due, line_of, minutes_on
from leads.services.stages import pipeline
from leads.services.target_versions import set_targets
from leads.services.targets import seed_targets
from tests.leads.conftest import NOW, Cast, at, did, seq_of
from tests.leads.test_calendar_hours import DATA, OFFICE
from tests.leads.test_targets import FASTER, facts

LOGS = 10_000
MINUTES = {
    clock: {one.value: seed_targets().minutes[Clock(clock), one] for one in Priority}
    for clock in ("first_reply", "full_answer", "reply_to_message")
}


def promised(_day: date) -> dict[str, dict[str, int]]:
    """The same on every day."""
    return MINUTES


@pytest.fixture(scope="module")
def line() -> Line:
    hours = [
        {"from_day": row["from"], "to_day": row["to"], "periods": row["periods"], "valid_from": None, "valid_to": None}
        for row in DATA["office_hours"]
    ]
    return line_of(hours, dict(OFFICE.exceptions))


class Chance:
    """A lead's life by dice: mostly as the desk would, now and then at odd hours and over holidays."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.at = at("2026-01-02 00:00") + timedelta(minutes=dice.randrange(60 * 24 * 900), seconds=dice.randrange(60))
        self.stage, self.pause, self.seq = Stage.NEW, None, 0
        self.log: list[Happened] = []

    def happens(self, event: Event) -> None:
        self.seq += 1
        self.log.append(Happened(self.seq, event, self.at))

    def later(self) -> timedelta:
        """A minute to a week, seldom more: so that holidays, nights and lunches are met."""
        most = self.dice.choice((20, 300, 60 * 24, 60 * 24 * 7, 60 * 24 * 30))
        return timedelta(minutes=self.dice.randrange(1, most), seconds=self.dice.randrange(60))

    def live(self) -> list[Happened]:
        priority = self.dice.choice(list(Priority)).value
        self.happens(Received(source="site", language="vi", priority=priority))
        for _ in range(self.dice.randrange(12)):
            self.at += self.later()
            if self.pause and self.pause <= self.at:
                self.happens(Resumed(ended_at=self.pause))
                self.pause = None
            self.dice.choice(
                (
                    self.reply,
                    self.speak,
                    self.step,
                    self.stop,
                    self.stop,
                    self.run,
                    self.move,
                    self.note,
                    self.writes,
                    self.writes,
                )
            )()
        return self.log

    def reply(self) -> None:
        self.happens(Replied(mail=1, answers_all=self.dice.random() < 0.3))

    def speak(self) -> None:
        self.happens(Contacted(channel="phone", text="x", answers_all=self.dice.random() < 0.2))

    def step(self) -> None:
        self.happens(NextStepSet(what="x", due=self.at + self.later()))

    def writes(self) -> None:
        """The investor, by mail or on the page; now and then only a machine."""
        mail = MailReceived(incoming=1, automatic=self.dice.random() < 0.3)
        self.happens(self.dice.choice((mail, MessageWritten(message=1))))

    def note(self) -> None:
        self.happens(NoteWritten(text="x"))

    def stop(self) -> None:
        if self.pause is None and pipeline().is_open(self.stage):
            self.pause = self.at + self.later()
            self.happens(Paused(reason=self.dice.choice(list(pipeline().pause_reasons)), until=self.pause))

    def run(self) -> None:
        if self.pause:
            self.happens(Resumed(ended_at=self.at))
            self.pause = None

    def move(self) -> None:
        moves = [to for to, _kind in pipeline().moves_from(self.stage)]
        if not moves:
            return
        to = self.dice.choice(moves)
        back = (self.at + self.later()).date() if to == Stage.PARKED else None
        self.happens(StageChanged(old=self.stage.value, new=to.value, come_back_on=back))
        self.stage = to
        if not pipeline().is_open(to):
            self.pause = None


def test_ten_thousand_random_histories_are_due_when_the_other_program_says(line: Line) -> None:
    met: Counter[str] = Counter()
    for number in range(LOGS):
        log = Chance(random.Random(number)).live()
        ours = due_of(fold(log), OFFICE, seed_targets())
        rows = [(one.event.kind.value, to_json(one.event), one.at) for one in log]
        theirs = due(rows, line, promised)
        assert theirs == ((ours.at, ours.clock.value) if ours else (None, "")), (number, log)
        met[theirs[1]] += 1
    assert min(met[key] for key in ("first_reply", "full_answer", "reply_to_message", "next_step", "")) > LOGS // 25, (
        met
    )


def test_the_second_program_would_notice(line: Line) -> None:
    """A reckoning that forgets one pause, or a lunch, gives other times: the comparison can fail."""
    step = NextStepSet(what="x", due=at("2026-11-26 10:00"))
    log = [
        Happened(1, Received(source="site", language="vi", priority="normal"), NOW),
        Happened(2, Replied(mail=1, answers_all=True), NOW + timedelta(minutes=10)),
        Happened(3, step, NOW + timedelta(minutes=10)),
        Happened(4, Paused(reason="waiting_investor", until=at("2026-11-26 09:00")), at("2026-11-25 16:00")),
        Happened(5, Resumed(ended_at=at("2026-11-26 09:00")), at("2026-11-26 09:00")),
    ]
    rows = [(one.event.kind.value, to_json(one.event), one.at) for one in log]
    assert due(rows, line, promised) == (at("2026-11-26 14:00"), "next_step")
    assert due(rows[:3], line, promised) == (step.due, "next_step")
    lunchless = replace_periods(line)
    assert due(rows, lunchless, promised) != due(rows, line, promised)


def replace_periods(line: Line) -> Line:
    hours = [{"from_day": "01-01", "to_day": "12-31", "periods": [["07:30", "17:00"]]}]
    return line_of([{**row, "valid_from": None, "valid_to": None} for row in hours], {date(2026, 11, 24): False})


def test_a_version_of_the_targets_counts_from_its_day(cast: Cast) -> None:
    set_targets(facts=facts(cells=FASTER), by=cast.vu.user, now=NOW)
    assert minutes_on(NOW.date())["first_reply"]["normal"] == 60
    assert minutes_on(date(2026, 11, 26))["first_reply"] == {"urgent": 15, "high": 30, "normal": 30}


# --- The command ---


def test_the_command_finds_a_due_time_that_was_tampered_with(
    lead: Lead, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    by: dict[str, Any] = {"by": cast.an.user, "now": NOW + timedelta(minutes=5)}
    step = desk.Step("Gọi", at("2026-11-26 15:00"))
    did(lambda: desk.record_reply(lead=lead, text="Chào", step=step, seen_seq=seq_of(lead), **by))
    call_command("check_clocks")
    assert "1 leads: every due time" in capsys.readouterr().out
    Lead.objects.filter(pk=lead.pk).update(due_at=at("2026-11-26 15:01"), stage="qualified")
    with pytest.raises(CommandError, match="1 due times and 1 rows of 1 leads"):
        call_command("check_clocks")
    told = capsys.readouterr().err
    assert lead.reference in told
    assert "stage, due_at" in told
