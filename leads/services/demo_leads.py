"""The demo's leads, told through the services at their own times, so that nothing in them is made up twice.

A story goes as far as the product can show it: referrals, visits and merges come with their own rooms, so
L05, L07, L24 stand in their stage with the facts stated in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.calendar.hours import WorkingCalendar
from leads.calendar.relative import moment
from leads.choices import DueKind, MailState, Stage
from leads.models import Due, Lead, LeadEvent, Mail, Officer, Organisation
from leads.records.names import tax_key
from leads.services import desk
from leads.services.calendar import working_calendar
from leads.services.demo_holds import offer, tell_hold
from leads.services.events import MailFailed, MailSent, record
from leads.services.gates import checklist
from leads.services.intake import Submission, submit_lead
from leads.services.loss import detail_asked
from leads.services.matching import run_match
from leads.services.organisations import organisation_named
from leads.services.record_merge import KIND as MERGE
from leads.services.record_merge import propose_merge
from sitepages.figures import PARK_TIME
from sitepages.models import ChangeSet

PATH = (
    Stage.IN_CONTACT,
    Stage.QUALIFIED,
    Stage.PROPOSED,
    Stage.VISIT,
    Stage.RESERVED,
    Stage.FILED,
    Stage.LICENSED,
    Stage.WON,
    Stage.AFTERCARE,
)
WITH_LAND = (Stage.RESERVED, Stage.FILED)
ANSWERS = {
    "vi": "Phương án lô đất, ưu đãi kèm điều khoản và các bước thủ tục như trong kết quả ghép. "
    "Số liệu nào chưa biết đều ghi rõ.\n\nTrân trọng,",
    "en": "The plots, the incentives with their clauses and the steps stand in the match result. "
    "What is not known is said there.\n\nKind regards",
}
STATED = {
    "g_origin": "Theo thư của nhà đầu tư (mẫu)",
    "g_size": "Theo thư của nhà đầu tư (mẫu): khoảng 2 ha",
    "g_needed_by": "Chưa chốt, trong năm tới (mẫu)",
    "g_match": "Kết quả ghép đã gửi (mẫu)",
    "g_answer_pack": "Đã gửi qua thư (mẫu)",
    "g_visit_date": "Đã hẹn qua thư (mẫu)",
    "g_org_name": "Theo đăng ký doanh nghiệp (mẫu)",
    "g_duplicates": "Đã kiểm tra, không trùng (mẫu)",
    "g_capital": "40 triệu USD (mẫu)",
    "g_plots": "Theo phương án đã gửi (mẫu)",
    "g_hold_until": "15 ngày làm việc (mẫu)",
    "g_head_approval": "Lãnh đạo phòng đã duyệt (mẫu)",
    "g_permitted": "Được phép theo bảng ngành và khu (mẫu)",
    "g_lane": "normal",
    "g_filed_at": "Nộp tại Sở Tài chính (mẫu)",
    "g_jobs": "400 người (mẫu)",
    "g_decision": "DEMO-QĐ-01 (mẫu)",
    "g_contract": "DEMO-HĐ-01 (mẫu)",
    "g_contract_area": "10146 m² (mẫu)",
}
SPECIAL = {"not_a_lead": Stage.NOT_A_LEAD, "lost": Stage.LOST, "parked": Stage.PARKED}


@dataclass
class Telling:
    """One lead being told: the clock moves on with every step and never past now."""

    lead: Lead
    by: User
    at: datetime
    now: datetime
    calendar: WorkingCalendar

    def step(self, minutes: int = 60) -> datetime:
        """The time of the next step: some working time later, but in the past."""
        later = self.calendar.add_minutes(self.at, minutes)
        self.at = min(later, max(self.at + timedelta(minutes=1), self.now - timedelta(minutes=1)))
        return self.at

    @property
    def seq(self) -> int:
        last = LeadEvent.objects.filter(lead=self.lead).order_by("-seq").values_list("seq", flat=True).first()
        return last or 0

    def fresh(self) -> Lead:
        self.lead = Lead.objects.select_related("owner", "department").get(pk=self.lead.pk)
        return self.lead


def load_demo_leads(*, data: Mapping[str, Any], now: datetime) -> None:
    """Tell each lead once; a lead that is already there is left as people have worked it since."""
    known = set(Lead.objects.filter(source="demo").values_list("submission_key", flat=True))
    organisations = {row["key"]: row for row in data["organisations"]}
    held = {row["lead"]: row for row in data["holds"]}
    calendar = working_calendar()
    rows = [row for row in data["leads"] if f"demo-{row['key']}" not in known]
    for row in sorted(rows, key=lambda row: moment(row["received"], now, calendar)):
        with transaction.atomic():
            _tell(row | {"hold": held.get(row["key"])}, organisations.get(row["organisation"] or ""), now, calendar)
    _a_merge_to_look_at(organisations, now)


def _a_merge_to_look_at(organisations: Mapping[str, Any], now: datetime) -> None:
    """The pair of L11 and L12: a preview that waits for the duty head."""
    names = [organisations[key]["name"] for key in ("o_saebyeok", "o_saebyeok2")]
    rows = [Organisation.objects.filter(name=name, merged_into=None).first() for name in names]
    if all(rows) and not ChangeSet.objects.filter(kind=MERGE).exists():
        keep, gone = (row for row in rows if row)
        head = User.objects.get(username="demo_head")
        propose_merge(what="organisation", keep=keep, gone=gone, by=head, now=now - timedelta(minutes=30))


def _tell(
    row: Mapping[str, Any], organisation: Mapping[str, Any] | None, now: datetime, calendar: WorkingCalendar
) -> None:
    at = min(moment(row["received"], now, calendar), now - timedelta(minutes=1))
    lead = _received(row, organisation, at)
    _mails_left(lead, at, bounced="mail_bounced" in row.get("flags", ()))
    telling = Telling(lead, User.objects.get(username="demo_head"), at, now, calendar)
    _to_the_storys_owner(telling, row["owner"])
    _to_the_storys_stage(telling, row)
    if not row["consent"]["answer_request"]:
        asked = row.get("data_request", {}).get("received")
        lead.consents.update(withdrawn_at=moment(asked, now, calendar) if asked else telling.at)
    _next_step(telling, row)
    _pause(telling, row)
    _mails_left(telling.fresh(), telling.at)


def _received(row: Mapping[str, Any], organisation: Mapping[str, Any] | None, at: datetime) -> Lead:
    needs, origin = dict(row["requirement"]), (organisation or {}).get("country", "")
    message = needs.pop("text", "")
    run = (
        run_match(request=_request(row["sector"], needs, origin, at), source="demo", now=at) if row["sector"] else None
    )
    if organisation:
        known = organisation_named(
            name=organisation["name"], country=origin, domain=organisation["domain"], illustrative=True
        )
        if known and organisation.get("tax_code") and not known.tax_code:
            known.tax_code, known.name_local = organisation["tax_code"], organisation.get("name_local", "")
            known.tax_key = tax_key(known.tax_code)
            known.save(update_fields=["tax_code", "tax_key", "name_local"])
    submission = Submission(
        submission_key=f"demo-{row['key']}",
        match_run=run,
        contact_name=row["contact"]["name"],
        contact_email=row["contact"]["email"],
        organisation_name=organisation["name"] if organisation else "",
        country=origin,
        language=row["language"],
        message=message,
        # A lead is only ever taken in with this consent; L22 withdrew it later.
        consents=frozenset({"answer_request"}),
        source="demo",
        illustrative=True,
    )
    lead, _created = submit_lead(submission=submission, by=None, now=at)
    return lead


def _request(sector: str, needs: Mapping[str, Any], origin: str, at: datetime) -> dict[str, Any]:
    """The flat requirement of the data as a request of matching.md section 8."""
    groups = {
        "land": ("area_min_m2", "area_max_m2"),
        "utilities": ("power_kva", "water_m3_day", "wastewater_m3_day", "fibre_gbps"),
        "project": ("jobs", "capital_usd", "rd_share_pct"),
    }
    request: dict[str, Any] = {"sector": sector, "on": at.astimezone(PARK_TIME).date().isoformat()}
    for group, keys in groups.items():
        if given := {key: needs[key] for key in keys if key in needs}:
            request[group] = given
    if origin:
        request.setdefault("project", {})["origin"] = origin
    if needs.get("needed_by"):
        request["needed_by"] = _day(needs["needed_by"], at)
    return request


def _day(text: str, at: datetime) -> str:
    if text.startswith("+"):
        return (at + timedelta(days=int(text[1:-1]))).astimezone(PARK_TIME).date().isoformat()
    return max(date.fromisoformat(text), at.astimezone(PARK_TIME).date()).isoformat()


def _to_the_storys_owner(telling: Telling, key: str) -> None:
    officer = Officer.objects.select_related("user", "department").get(key=key)
    if telling.lead.owner_id != officer.pk:
        reason = "Theo phân công của ca trực (mẫu)"
        desk.assign(
            lead=telling.lead, officer=officer, reason=reason, seen_seq=telling.seq, by=telling.by, now=telling.step(1)
        )
    telling.fresh()
    telling.by = officer.user


def _to_the_storys_stage(telling: Telling, row: Mapping[str, Any]) -> None:
    target = Stage(row["stage"])
    if target == Stage.NEW:
        return
    if target == Stage.NOT_A_LEAD:
        _move(telling, target, reason="Thư quảng cáo (mẫu)")
        return
    lang = "vi" if row["language"] == "vi" else "en"
    due = telling.calendar.end_of_nth_working_day(telling.now, 5)
    desk.record_reply(
        lead=telling.lead,
        text=ANSWERS[lang],
        seen_seq=telling.seq,
        by=telling.by,
        now=telling.step(40),
        answers_all=True,
        step=desk.Step("Gửi phương án (mẫu)", due),
    )
    land = row["hold"] and offer(codes=row["hold"]["plots"], now=telling.now)
    for stage in _stages_until(target, row, land):
        if stage == Stage.RESERVED:
            _hold(telling, row["hold"])
        _move(telling, stage, **_extra(stage, row, telling))
    if land and target not in WITH_LAND:
        _hold(telling, row["hold"])


def _hold(telling: Telling, row: Mapping[str, Any]) -> None:
    lead, at = telling.fresh(), telling.step()
    telling.at = tell_hold(lead=lead, row=row, by=telling.by, at=at, now=telling.now, calendar=telling.calendar)


def _stages_until(target: Stage, row: Mapping[str, Any], land: bool) -> Iterator[Stage]:
    """The stages after the first contact, up to the story's own; where land is promised only with the land."""
    end = target if target in PATH else Stage.QUALIFIED if row["sector"] else Stage.IN_CONTACT
    for stage in PATH[1 : PATH.index(end) + 1]:
        if (stage != Stage.VISIT or target == Stage.VISIT) and (land or stage not in WITH_LAND):
            yield stage
    if target not in PATH:
        yield target


def _extra(stage: Stage, row: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    if stage == Stage.LOST:
        reason, place = row["loss"]["reason"], row["loss"].get("lost_to_place", "")
        detail = "Theo yêu cầu của nhà đầu tư (mẫu)" if detail_asked(reason) else ""
        return {"loss_reason": reason, "lost_to_place": place, "loss_detail": detail}
    if stage == Stage.PARKED:
        return {"come_back_on": moment(row["come_back_on"], telling.now, telling.calendar).date()}
    return {}


def _move(telling: Telling, stage: Stage, **extra: Any) -> None:
    lead, at = telling.fresh(), telling.step()
    unmet = [line.key for line in checklist(lead, stage, at) if line.can_state and not line.met]
    stated = {key: STATED[key] for key in unmet if key in STATED}
    desk.change_stage(lead=lead, to=stage, seen_seq=telling.seq, by=telling.by, now=at, stated=stated, **extra)


def _next_step(telling: Telling, row: Mapping[str, Any]) -> None:
    if "next_step" not in row or row["stage"] in SPECIAL:
        return
    due = moment(row["next_step"]["due"], telling.now, telling.calendar)
    step = desk.Step(row["next_step"]["what_vi"].format(duplicate_of=_reference_of(row.get("duplicate_of"))), due)
    desk.set_next_step(lead=telling.fresh(), step=step, seen_seq=telling.seq, by=telling.by, now=telling.step(10))


def _reference_of(key: str | None) -> str:
    """What officers call the lead that the data calls by this key."""
    return Lead.objects.get(submission_key=f"demo-{key}").reference if key else ""


def _pause(telling: Telling, row: Mapping[str, Any]) -> None:
    if "pause" not in row:
        return
    until = moment(row["pause"]["until"], telling.now, telling.calendar)
    since = moment(row["pause"]["since"], telling.now, telling.calendar)
    telling.at = max(telling.at, min(since, telling.now - timedelta(minutes=1)))
    reason = row["pause"]["reason"]
    desk.pause(lead=telling.fresh(), reason=reason, until=until, seen_seq=telling.seq, by=telling.by, now=telling.at)


def _mails_left(lead: Lead, at: datetime, bounced: bool = False) -> None:
    """Demo mails went out (or came back) in the past; none is sent now."""
    for mail in Mail.objects.filter(lead=lead, state=MailState.QUEUED).order_by("pk"):
        came_back = bounced and mail.kind == "confirmation"
        state = MailState.FAILED if came_back else MailState.SENT
        failure = "550 5.1.1 mailbox unknown (mẫu)" if came_back else ""
        Mail.objects.filter(pk=mail.pk).update(state=state, sent_at=None if came_back else at, failure=failure)
        Due.objects.filter(kind=DueKind.SEND_MAIL, target=str(mail.pk)).update(done_at=at)
        event = (
            MailFailed(mail=mail.pk, mail_kind=mail.kind, failure=failure)
            if came_back
            else MailSent(mail=mail.pk, mail_kind=mail.kind)
        )
        record(lead=lead, event=event, by=None, at=at)
