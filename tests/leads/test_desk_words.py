"""What the forms and tables of the desk say: bounds that hold for nothing, holidays, words instead of codes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from leads.desk.forms import ReplyForm, details_asked
from leads.desk.rule_forms import RuleForm
from leads.models import CalendarDay, Lead
from leads.refusals import sentence
from leads.services import desk
from leads.services.desk import DayOff, Step
from leads.services.desk_rules import takes_step
from leads.services.export import cells
from sitepages.templatetags.figures import moment, moment_abroad
from tests.leads.conftest import NOW, Cast, at, seq_of
from tests.leads.test_desk_views import signed_in


def test_a_rule_for_no_size_at_all_is_refused_at_its_field(cast: Cast) -> None:
    typed = {"seen": "0", "to": "so_khcn", "source": "x", "certainty": "ours"}
    for least, below, wrong in (("100", "50", True), ("50", "50", True), ("50", "100", False), ("", "50", False)):
        sizes = {"c1_area_m2_least": least, "c1_area_m2_below": below}
        form = RuleForm(typed | sizes, row=None, today=NOW.date(), seen=0)
        assert ("c1_area_m2_below" in form.errors) == wrong
        assert set(form.errors) <= {"c1_area_m2_below"}


@pytest.mark.parametrize(("lang", "words"), [("vi", "tối đa 5.000 ký tự"), ("en", "at most 5,000 characters")])
def test_a_message_too_long_for_the_api_is_told_its_length(db: None, client: Client, lang: str, words: str) -> None:
    sent = client.post("/api/leads", {"message": "x" * 5001, "lang": lang}, content_type="application/json")
    assert sent.status_code == 422
    assert words in sent.json()["errors"]["message"]


def test_a_next_step_on_a_holiday_is_refused_with_the_next_working_day(lead: Lead, cast: Cast) -> None:
    for day in (16, 17, 18, 19):
        CalendarDay.objects.create(day=date(2027, 2, day), works=False, reason="tet", certainty="ours")
    step = {"lead": lead, "seen_seq": seq_of(lead), "by": cast.an.user, "now": NOW}
    with pytest.raises(DayOff) as refused:
        desk.set_next_step(step=Step("Gọi lại", at("2027-02-17 09:00")), **step)
    with translation.override("vi"):
        assert "17/02/2027 là ngày nghỉ lễ" in sentence(refused.value)
        assert sentence(refused.value).endswith("Ngày làm việc kế tiếp là 22/02/2027.")
    desk.set_next_step(step=Step("Hội chợ", at("2027-02-20 09:00")), **step)  # a Saturday is one's own choice


def test_a_closed_lead_is_asked_for_no_next_step() -> None:
    assert takes_step(desk.Stage.IN_CONTACT)
    assert not takes_step(desk.Stage.LOST)
    assert not {"next_step", "next_step_due"} & set(ReplyForm(takes_step=False).fields)


def test_units_keep_their_capitals_and_sources_are_words(lead: Lead) -> None:
    with translation.override("en"):
        assert "Not enough power: power needed, kVA" in list(details_asked())
        lead.source = "import"
        assert "a list of leads" in cells(lead, "en")


def test_the_desk_lives_by_its_own_clock() -> None:
    with translation.override("en"):
        assert moment(NOW) == "10:00, 25 Nov 2026"
        assert moment_abroad(NOW) == "10:00, 25 Nov 2026 (UTC+7)"


def test_with_nothing_due_the_page_says_so_in_a_sentence(cast: Cast) -> None:
    page = signed_in(cast.an.user).get("/admin/desk/due/").content.decode()
    assert "Hôm nay không có việc nào đến hạn." in page
    assert "yb-table" not in page
