"""Templates of replies: dated rows per language, fields that exist, who writes them, and taking one into a reply."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from leads.choices import Role
from leads.models import Lead, Mail, ReplyTemplate
from leads.services.merge import FIELDS, SAMPLES, merged, sample_of
from leads.services.merge_fields import NAMES, MergeFieldLeft, MergeFieldUnknown, check_fields, check_merged
from leads.services.organisation import ChangedMeanwhile, NameTaken
from leads.services.reply_templates import (
    NotAWriter,
    TemplatePast,
    TemplateText,
    end_template,
    in_force,
    may_write,
    save_template,
    templates_for,
)
from leads.services.seed_desk import load_reply_templates
from leads.services.words import ChoiceUnknown, FieldMissing
from tests.leads.conftest import NOW, Cast, seq_of
from tests.leads.desk_acts import act
from tests.leads.test_desk_views import lead as plain_lead
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
plain = plain_lead
TODAY = NOW.date()
BODY = "Kính gửi {{ organisation }}: {{ plots }}. Bước tới: {{next_step}}."


def text(**more: Any) -> TemplateText:
    return TemplateText(**({"name": "Lần đầu", "language": "vi", "body": BODY, "valid_from": TODAY} | more))


def saved(cast: Cast, template: ReplyTemplate | None = None, role: Role = Role.DUTY_HEAD, **more: Any) -> ReplyTemplate:
    return save_template(template=template, text=text(**more), by=cast.users[role], now=NOW)


def test_heads_and_editors_write_a_head_for_the_own_department(cast: Cast) -> None:
    able = {role for role in Role if may_write(cast.users[role])}
    assert able == {Role.DUTY_HEAD, Role.HEAD_OF_DEPARTMENT, Role.EDITOR}
    for role in set(Role) - able:
        with pytest.raises(NotAWriter):
            saved(cast, role=role)
    shared = saved(cast)
    own = saved(cast, role=Role.HEAD_OF_DEPARTMENT, name="Của Sở", department="so_tai_chinh")
    assert own.department_id == "so_khcn"
    with pytest.raises(NotAWriter):
        saved(cast, shared, role=Role.HEAD_OF_DEPARTMENT)
    with pytest.raises(NotAWriter):
        end_template(template=shared, by=cast.an.user, now=NOW)


def test_an_unknown_field_is_an_error_at_saving(cast: Cast) -> None:
    for body in ("Chào {{ ten }}", "{{ contact_name.__class__ }}", "{{}}"):
        with pytest.raises(MergeFieldUnknown):
            saved(cast, body=body)
    assert not ReplyTemplate.objects.exists()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " "}, FieldMissing),
        ({"body": ""}, FieldMissing),
        ({"language": "fr"}, ChoiceUnknown),
        ({"valid_from": TODAY - timedelta(days=1)}, TemplatePast),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, change: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        saved(cast, **change)


def test_a_change_is_a_row_from_its_day_on(cast: Cast) -> None:
    first, later = saved(cast), TODAY + timedelta(days=7)
    second = saved(cast, first, body="Mới", valid_from=later)
    first.refresh_from_db()
    assert (first.body, first.valid_to, second.valid_from) == (BODY, later, later)
    assert [row.body for row in in_force(later - timedelta(days=1))] == [BODY]
    assert [row.body for row in in_force(later)] == ["Mới"]
    with pytest.raises(ChangedMeanwhile):  # somebody looks at the old row still
        saved(cast, first, body="Khác")
    with pytest.raises(NameTaken):
        saved(cast)


def test_a_correction_of_the_same_day_replaces_the_row(cast: Cast) -> None:
    again = saved(cast, saved(cast), body="Đã sửa")
    assert [(row.pk, row.body) for row in ReplyTemplate.objects.all()] == [(again.pk, "Đã sửa")]
    end_template(template=again, by=cast.vu.user, now=NOW)
    assert not in_force(TODAY).exists()
    with pytest.raises(ChangedMeanwhile):
        end_template(template=again, by=cast.vu.user, now=NOW)


def test_the_investors_language_comes_first(cast: Cast, lead: Lead) -> None:
    vi, ko = saved(cast), saved(cast, name="첫 회신", language="ko", body="안녕하세요", key="lan_dau")
    en = saved(cast, language="en", body="Hello", key="lan_dau")
    saved(cast, name="Chỉ Sở khác", department="so_tai_chinh")
    assert [row.pk for row in templates_for(lead, TODAY)] == [vi.pk]
    Lead.objects.filter(pk=lead.pk).update(language="ko")
    lead.refresh_from_db()
    assert [row.pk for row in templates_for(lead, TODAY)] == [ko.pk, en.pk]


def test_fields_are_filled_in_and_what_nobody_knows_stays_visible(cast: Cast, lead: Lead) -> None:
    words = merged(BODY, lead=lead, author=cast.an.user, lang="vi", now=NOW)
    assert words == "Kính gửi Công ty mẫu Phần mềm Lạc Hồng Thử (mẫu): SX-23. Bước tới: {{next_step}}."
    whole = " | ".join(f"{{{{ {name} }}}}" for name in FIELDS)
    left = merged(whole, lead=lead, author=cast.an.user, lang="en", now=NOW)
    assert left.count("{{") == 2  # no next step is promised yet
    assert set(SAMPLES) == set(FIELDS) == set(NAMES)


@pytest.mark.parametrize("words", ["Bước tới: {{next_step}}.", "Xin chào {{name}}", "Xin chào {{ tên }}"])
def test_a_reply_with_a_field_left_in_it_mistyped_or_not_is_not_sent(cast: Cast, lead: Lead, words: str) -> None:
    for broken in ("Dear {{ name", "Dear ｛｛ name ｝｝,", "{ { name } }", "name }}"):
        with pytest.raises(MergeFieldLeft):
            check_merged(broken)
        with pytest.raises(MergeFieldUnknown):
            check_fields(broken)
    check_merged("f(x) = {a} {b}")
    with pytest.raises(MergeFieldLeft):
        answered_with(lead, cast, words)
    assert not Mail.objects.filter(kind="reply").exists()
    answered_with(lead, cast, "Ngoặc đơn {như thế} không phải trường.")


@pytest.mark.parametrize(
    ("words", "language", "times"),
    [
        ("Kính gửi ông Kim,\nGiá là …", "vi", 1),
        ("Dear Mr Kim,\nThe price …", "en", 1),
        ("Giá là 75 USD.", "vi", 1),
        ("Hiện chưa có giá.", "vi", 1),
    ],
)
def test_a_reply_greets_once(cast: Cast, lead: Lead, words: str, language: str, times: int) -> None:
    Lead.objects.filter(pk=lead.pk).update(language=language)
    answered_with(lead, cast, words)
    body = Mail.objects.get(kind="reply").body
    assert body.count("Kính gửi" if language == "vi" else "Dear ") == times
    assert words in body


def answered_with(lead: Lead, cast: Cast, words: str) -> None:
    from leads.services.desk import record_reply

    act(record_reply, lead, cast, text=words)


def test_the_seeds_are_sound_and_loaded_once(cast: Cast) -> None:
    load_reply_templates(now=NOW)
    rows = list(ReplyTemplate.objects.all())
    load_reply_templates(now=NOW)
    assert ReplyTemplate.objects.count() == len(rows) > 10
    keys = {language: {row.key for row in rows if row.language == language} for language in ("vi", "en")}
    assert keys["vi"] == keys["en"]
    assert all("{" not in merged_names(row.body) for row in rows)


def merged_names(body: str) -> str:
    check_fields(body)
    return sample_of(body, "vi")


# --- The doors ---


def test_a_template_is_taken_into_the_reply_and_nothing_typed_is_lost(cast: Cast, plain: Lead) -> None:
    row = save_template(template=None, text=text(valid_from=date(2999, 1, 1)), by=cast.vu.user, now=timezone.now())
    ReplyTemplate.objects.filter(pk=row.pk).update(valid_from=TODAY)
    client = signed_in(cast.an.user)
    assert row.name in client.get(f"/admin/desk/{plain.pk}/").content.decode()
    form = {"text": "Thưa ông Lin,", "template": row.pk, "seen_seq": seq_of(plain), "next_step": "Gọi lại"}
    response = client.post(f"/admin/desk/{plain.pk}/reply/insert/", form)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Thưa ông Lin,\n\nKính gửi Công ty mẫu" in page
    assert 'value="Gọi lại"' in page
    assert not Mail.objects.filter(kind="reply").exists()
    none = client.post(f"/admin/desk/{plain.pk}/reply/insert/", form | {"template": ""})
    assert "Thưa ông Lin," in none.content.decode()
    assert signed_in(cast.leader).post(f"/admin/desk/{plain.pk}/reply/insert/", form).status_code == 403


def test_a_preview_keeps_nothing_and_names_what_is_no_field(cast: Cast) -> None:
    client = signed_in(cast.users[Role.EDITOR])
    form = {"name": "Thử", "language": "vi", "body": "{{ officer }} {{ ten }}", "valid_from": "2999-01-01"}
    shown = client.post("/admin/desk/templates/new/", form | {"preview": "1"})
    assert "Cán bộ Mẫu" in shown.content.decode()
    assert "“ten”" in shown.content.decode()
    refused = client.post("/admin/desk/templates/new/", form)
    assert refused.status_code == 422
    assert "ten" in refused.content.decode()
    assert not ReplyTemplate.objects.exists()
    assert client.post("/admin/desk/templates/new/", form | {"body": "{{ officer }}"}).status_code == 302
    row = ReplyTemplate.objects.get()
    assert client.get(f"/admin/desk/templates/{row.pk}/").status_code == 200
    assert client.get("/admin/desk/templates/").status_code == 200
