"""The board: stages as columns, the card's menu is the lead's own form, and two officers who meet on a card."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.choices import Role, Stage
from leads.desk.board import COLUMN_CARDS, board_page
from leads.desk.filters import DeskFilter
from leads.models import Lead
from leads.services import desk
from leads.services.desk import Step
from tests.leads.conftest import Cast, at, did, seq_of
from tests.leads.test_desk_list import a_lead
from tests.leads.test_desk_list import leads as few_leads
from tests.leads.test_desk_views import lead as plain_lead
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
lead, leads = plain_lead, few_leads
LATER = Step("Gửi phương án", at("2031-01-06 15:00"))
BOARD = "/admin/desk/board/?whose=visible"


def cards(cast: Cast, role: Role, **wanted: str) -> dict[str, list[str]]:
    shown = board_page(cast.users[role], DeskFilter(**{"whose": "visible", **wanted}), timezone.now())
    return {column.stage: [card.row.reference for card in column.cards] for column in shown.columns if column.cards}


def test_the_board_holds_what_the_list_holds_by_stage(cast: Cast, leads: dict[str, Lead]) -> None:
    assert cards(cast, Role.DUTY_HEAD) == {"new": [leads[name].reference for name in ("late", "free", "binh", "fresh")]}
    assert cards(cast, Role.OFFICER) == {"new": [leads[name].reference for name in ("late", "free", "fresh")]}
    assert cards(cast, Role.DUTY_HEAD, owner="off_binh") == {"new": [leads["binh"].reference]}
    assert cards(cast, Role.DUTY_HEAD, state="due", whose="unassigned") == {"new": [leads["free"].reference]}


def test_who_may_not_move_a_lead_finds_no_menu(cast: Cast, leads: dict[str, Lead]) -> None:
    for role, moves in ((Role.DUTY_HEAD, True), (Role.OFFICER, True), (Role.LEADER, False)):
        shown = board_page(cast.users[role], DeskFilter(whose="visible"), timezone.now())
        assert {bool(card.moves) for column in shown.columns for card in column.cards} == {moves}


def test_a_full_column_says_how_many_more(cast: Cast) -> None:
    from datetime import timedelta

    for number in range(COLUMN_CARDS + 3):
        a_lead(cast, number, "off_an", timedelta(minutes=number))
    column = board_page(cast.users[Role.DUTY_HEAD], DeskFilter(whose="visible"), timezone.now()).columns[0]
    assert (len(column.cards), column.count, column.more) == (COLUMN_CARDS, COLUMN_CARDS + 3, 3)


def moved(client: object, lead: Lead, to: str, seq: int, **more: str) -> tuple[int, str]:
    """What the card's menu sends: the same form as on the lead's page."""
    form = {"seen_seq": seq, "next": BOARD, **more}
    response = client.post(f"/admin/desk/{lead.pk}/stage/{to}/", form)
    return response.status_code, response.headers.get("Location", "") or response.content.decode()


def test_a_card_moves_and_comes_back_to_the_board(cast: Cast, lead: Lead) -> None:
    by = {"by": cast.an.user, "now": timezone.now()}
    did(lambda: desk.record_reply(lead=lead, text="Chào", seen_seq=seq_of(lead), step=LATER, **by))
    lead.refresh_from_db()
    assert lead.stage == Stage.IN_CONTACT
    client = signed_in(cast.an.user)
    assert f'formaction="/admin/desk/{lead.pk}/stage/lost/"' in client.get(BOARD).content.decode()
    status, where = moved(client, lead, "lost", seq_of(lead), loss_reason="silent")
    assert (status, where) == (302, f"{BOARD}#card-{lead.pk}")


def test_a_gate_that_is_missing_opens_the_form_with_what_is_missing(cast: Cast, lead: Lead) -> None:
    status, page = moved(signed_in(cast.an.user), lead, "in_contact", seq_of(lead))
    assert status == 422
    assert "Trả lời đầu tiên của cán bộ" in page
    status, page = moved(signed_in(cast.an.user), lead, "lost", seq_of(lead))
    assert status == 422
    assert 'name="loss_reason"' in page
    assert "next=%2Fadmin%2Fdesk%2Fboard%2F" in page  # and then comes back to the board
    lead.refresh_from_db()
    assert lead.stage == Stage.NEW


def test_the_second_of_two_is_told_who_was_quicker(cast: Cast, lead: Lead) -> None:
    seen = seq_of(lead)
    assert moved(signed_in(cast.an.user), lead, "lost", seen, loss_reason="silent")[0] == 302
    late = signed_in(cast.vu.user)
    status, where = moved(late, lead, "lost", seen, loss_reason="silent")
    assert (status, where) == (302, f"{BOARD}#card-{lead.pk}")
    page = late.get(where).content.decode()
    assert cast.an.name in page
    assert "Chưa thay đổi gì" in page
    assert lead.events.filter(kind="stage_changed").count() == 1


def test_after_a_conflict_the_form_can_be_sent_again(cast: Cast, lead: Lead) -> None:
    seen = seq_of(lead)
    did(lambda: desk.set_next_step(lead=lead, step=LATER, seen_seq=seen, by=cast.vu.user, now=timezone.now()))
    client = signed_in(cast.an.user)
    status, page = moved(client, lead, "lost", seen, loss_reason="silent")
    assert status == 409
    assert cast.vu.name in page
    assert f'name="seen_seq" value="{seq_of(lead)}"' in page


def test_a_stranger_page_is_no_way_back(cast: Cast, lead: Lead) -> None:
    form = {"loss_reason": "silent", "next": "https://evil.example/"}
    assert moved(signed_in(cast.an.user), lead, "lost", seq_of(lead), **form)[1] == f"/admin/desk/{lead.pk}/"
