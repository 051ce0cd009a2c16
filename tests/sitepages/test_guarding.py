"""The guard's parts: how suspicion adds up, a stamp, a proof of work. Whole forms: tests/leads/test_guard.py."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from altcha import Challenge, Payload, solve_challenge
from hypothesis import given
from hypothesis import strategies as st

from sitepages.guarding.proof import GOOD_FOR, challenge, proves
from sitepages.guarding.signs import ENOUGH, Signs, Soft, effort, suspicion
from sitepages.guarding.stamp import Stamp, new_stamp, read_stamp, signer, written

NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
SOFT = Soft(address=10, subject=5)
counts = st.integers(0, 10_000)
signs = st.builds(
    Signs,
    trap_filled=st.booleans(),
    seconds=st.none() | st.integers(0, 100_000),
    quickest=st.integers(0, 10),
    from_address=counts,
    for_mail=counts,
    about_thing=counts,
    with_stamp=counts,
)


def solved(sums: str) -> str:
    asked = Challenge.from_dict(json.loads(sums))
    solution = solve_challenge(asked)
    assert solution
    return Payload(asked, solution).to_base64()


# --- Signs ---


@given(signs, counts)
def test_more_of_the_same_is_never_less_suspicious(one: Signs, more: int) -> None:
    for name in ("from_address", "for_mail", "about_thing", "with_stamp"):
        worse = {field: getattr(one, field) for field in Signs.__slots__} | {name: getattr(one, name) + more}
        assert suspicion(Signs(**worse), SOFT) >= suspicion(one, SOFT)


@given(st.integers(4, 86_400), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_person_who_takes_time_is_asked_nothing(seconds: int, address: int, mail: int, about: int) -> None:
    calm = Signs(False, seconds, 4, address, mail, about, 1)
    assert suspicion(calm, SOFT) == 0


@pytest.mark.parametrize(
    ("asked", "one"),
    [
        (False, Signs(False, 3, 4)),  # one who types quickly, or whose browser does
        (False, Signs(False, 60, 4, from_address=10)),
        (True, Signs(False, 3, 4, from_address=6)),  # two weak signs
        (True, Signs(False, 1, 4)),
        (True, Signs(False, None, 4)),
        (True, Signs(True, 60, 4)),
        (True, Signs(False, 60, 4, from_address=11)),
        (True, Signs(False, 60, 4, for_mail=6)),
        (True, Signs(False, 60, 4, about_thing=6)),
        (True, Signs(False, 60, 4, with_stamp=4)),
    ],
)
def test_when_a_proof_is_asked_for(asked: bool, one: Signs) -> None:
    assert (suspicion(one, SOFT) >= ENOUGH) is asked


def test_the_work_grows_with_what_one_address_sends() -> None:
    assert [effort(count, SOFT) for count in (0, 11, 19, 20, 30, 40, 5_000)] == [1, 1, 1, 2, 4, 8, 8]
    assert effort(3, Soft(0, 0)) >= 1


# --- Stamps ---


def test_a_stamp_is_of_one_form_and_says_when_it_was_drawn() -> None:
    stamp = new_stamp(NOW, asked=True)
    assert read_stamp(written(stamp, "send"), "send") == stamp
    assert read_stamp(written(stamp, "send"), "report") is None
    assert stamp.age(NOW + timedelta(hours=1)) == 3600


@given(st.text(max_size=300))
def test_no_text_of_others_is_a_stamp(text: str) -> None:
    assert read_stamp(text, "send") is None
    signed = signer("send").sign(text)
    found = read_stamp(signed, "send")
    assert found is None or isinstance(found, Stamp)


# --- Proofs ---


@pytest.mark.django_db
def test_a_proof_counts_once_and_for_the_form_it_was_drawn_with() -> None:
    sums = challenge(form="send", nonce="n1", effort=1, now=NOW)
    work = solved(sums)
    assert not proves(work, form="report", nonce="n1", now=NOW)
    assert not proves(work, form="send", nonce="n2", now=NOW)
    assert proves(work, form="send", nonce="n1", now=NOW)
    assert not proves(work, form="send", nonce="n1", now=NOW)
    assert not proves(work, form="send", nonce="n1", now=NOW + timedelta(minutes=61))


@pytest.mark.django_db
def test_a_proof_runs_out() -> None:
    work = solved(challenge(form="send", nonce="n1", effort=1, now=NOW))
    assert not proves(work, form="send", nonce="n1", now=NOW + GOOD_FOR)


@pytest.mark.django_db
def test_an_easier_challenge_or_another_answer_proves_nothing() -> None:
    sums = json.loads(challenge(form="send", nonce="n1", effort=1, now=NOW))
    easier = {"parameters": sums["parameters"] | {"cost": 1, "keyPrefix": ""}, "signature": sums["signature"]}
    assert not proves(solved(json.dumps(easier)), form="send", nonce="n1", now=NOW)
    own = {"parameters": sums["parameters"] | {"keyPrefix": "", "keySignature": None}}
    assert not proves(solved(json.dumps(own)), form="send", nonce="n1", now=NOW)
    guess = {"challenge": sums, "solution": {"counter": 1, "derivedKey": "00" * 32}}
    assert not proves(b64encode(json.dumps(guess).encode()).decode(), form="send", nonce="n1", now=NOW)


@pytest.mark.django_db
@given(st.text(max_size=200) | st.recursive(st.none() | st.text(max_size=5) | st.integers(), st.lists).map(json.dumps))
def test_no_text_of_others_is_a_proof(text: str) -> None:
    assert not proves(text, form="send", nonce="n", now=NOW)
    packed = b64encode(text.encode("utf-8", "replace")).decode()
    assert not proves(packed, form="send", nonce="n", now=NOW)
    assert not proves("A" * 100_000, form="send", nonce="n", now=NOW)
