"""What the demand side says when it will not act: code -> sentence, the same on page, desk and API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from leads.choices import Clock, EventKind, HoldState, ReferralState, Stage
from leads.criteria import CRITERIA
from leads.file_words import file_reason
from leads.portal.refusals import SENTENCES as OF_THE_ROOM
from leads.privacy_refusals import SENTENCES as OF_PRIVACY
from leads.services.stages import pipeline
from sitepages import figures
from sitepages.choices import ChangeState
from sitepages.language import site_language
from sitepages.refusal import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "refused": _("This was not done."),
    # arrival
    "field_missing": _("Fill in: %(field)s."),
    "text_too_long": _("%(field)s: at most %(limit)s characters."),
    "email_invalid": _("Enter an e-mail address such as name@company.com, so that the answer reaches you."),
    "choice_unknown": _("%(field)s: choose one of the values offered."),
    "consent_missing": _("Tick your consent to the use of your data for the answer. Without it nothing is stored."),
    "submission_key_taken": _(
        "This was sent once before with other contents, so nothing was taken in now. To send it as a new enquiry, "
        "press the button again; a program takes a new key."
    ),
    "area_unfit": _("%(field)s: more than 0 and at most %(most)s ha; the first figure is not above the second."),
    "phone_invalid": _("%(field)s: at least %(least)s digits, so that somebody can call."),
    "hours_crossed": _("%(field)s: the hours end before they begin."),
    "not_confidential": _("This file is not confidential."),
    "consent_known": _("The investor has agreed already."),
    "sheet_refused": _("This file is no list that can be read. Nothing was kept of it."),
    "sheet_without_names": _(
        "No line of the table names its columns: at least “Name” is needed. Take the empty table as a model."
    ),
    "sheet_ended": _("This list was put aside, or its day is over. What was taken in of it stays."),
    "may_not_export": _("Taking leads away as a table is a right of its own; this account does not have it."),
    "too_many_rows": _("More than %(limit)s rows: narrow the filter, and take the table in parts."),
    **OF_THE_ROOM,
    # who may
    "lead_hidden": _("There is no such file among those you may open."),
    "not_an_administrator": _("Only an administrator opens a file with a reason."),
    "reason_too_short": _("Say the reason in at least %(least)s characters: it stands in the record."),
    "lead_erased": _("The personal data of this file were erased at %(at)s. It can be read, and nothing else."),
    "hold_stands": _("Nothing was erased: land is held or waited for. Release it first."),
    "kept_by_word": _("Nothing was erased: the duty head keeps this file until %(until)s."),
    "lead_restricted": _("As the investor asked at %(at)s, nobody writes to or about this person for now."),
    "privacy_request_open": _("Nothing was erased: the investor's open request about the data comes first."),
    "privacy_request_ended": _("This request was answered already."),
    "privacy_for_heads": _("To erase the data, and to refuse a right, is for a head."),
    "no_longer_term": _("The law gives no longer term for this request, or it was taken already."),
    "consent_not_given": _("There is no consent to this purpose that could be withdrawn."),
    "restricted_already": _("The use of the data is restricted since %(at)s."),
    "not_the_registrar": _("The register and breaches are the duty head's."),
    "noticed_when": _("%(field)s: not ahead of now, and at most a year ago."),
    "breach_closed": _("This breach is closed; report a new one."),
    "persons_not_settled": _(
        "Write down first that the persons concerned were told, or why they need not be; then it is closed."
    ),
    "ministry_told": _("The ministry was told at %(at)s already."),
    "not_restricted": _("No restriction of use runs."),
    "not_the_keeper": _("Only the duty head says which personal data are kept longer."),
    "read_only": _("Your role reads files and changes none."),
    "only_asked": _("Your department was asked about this file: you read it and answer the question, no more."),
    "not_a_head": _("Only a head may give this file to somebody else."),
    "not_the_owner": _("Only the officer in charge hands this file back; a head gives it to the department."),
    "other_department": _("Between departments the duty head moves files: leave it to the desk, or refer it."),
    # the desk
    "stale_lead": _("Nothing was changed: since you opened this page, %(who)s did this at %(at)s: %(what)s."),
    **OF_PRIVACY,
    "no_address": _("The investor left no mail address: call, and record the call."),
    "lead_closed": _("This file is closed (%(stage)s) and goes no further."),
    "no_such_move": _("There is no step from %(old)s to %(new)s."),
    "gates_missing": _("Before %(stage)s, still missing: %(gates)s."),
    "reason_missing": _("Say why: this step needs a reason."),
    "words_do_not_fit": _("%(gate)s: this answer does not fit what is asked."),
    "date_not_ahead": _("%(field)s: choose a time in the future."),
    "day_off": _("%(field)s: %(day)s is a holiday, the office is closed. The next working day is %(next_day)s."),
    "too_far_ahead": _("%(field)s: at the latest %(latest)s."),
    "next_step_missing": _("An open lead needs a next step with a date: say what comes next and by when."),
    "task_unknown": _("There is no such task in this file."),
    "task_ended": _("“%(title)s” is done or no longer needed."),
    "task_not_done": _("“%(title)s” is not done: there is nothing to open again."),
    "task_taker_unfit": _("%(officer)s does not work on this file: choose somebody who does."),
    "merge_field_unknown": _("There is no field %(names)s. These exist: %(known)s."),
    "merge_field_left": _("Not sent: the text still holds %(names)s. Write it in, or take it out."),
    "not_a_writer": _("Templates are written by the heads and the editors."),
    "template_past": _("%(field)s: today or later. Replies sent before keep their words."),
    "address_refused": _("Mails to this address come back. Change the address in the file, or call."),
    "mail_too_big": _("The mail is larger than %(limit)s bytes."),
    "not_the_duty_head": _("Mails without a file are sorted by the duty head."),
    "mail_handled": _("Somebody has dealt with this mail already."),
    "lead_unknown": _("There is no file %(value)s."),
    "loss_detail_missing": _("This reason asks: %(asked)s. “Not known” is an answer."),
    "mention_unfit": _("%(officer)s cannot open this file: give or refer it first, or leave the @ out."),
    "not_yet_active": _("%(officer)s is invited and has not set a password yet, so nobody would read it."),
    "no_path_yet": _("Choose the procedures of this file first."),
    "step_unknown": _("The procedures of this file have no such step."),
    "step_waits": _("“%(step)s” comes after: %(steps)s."),
    "step_marked": _("“%(step)s” stands so already: somebody was quicker."),
    "step_not_begun": _("“%(step)s” is not begun yet: enter the day it was begun first."),
    "day_unfit": _("%(field)s: not in the future, not before the step was begun, and within the last five years."),
    "filter_unknown": _("There is no such filter of yours."),
    "too_many_filters": _("You have %(limit)s saved filters: take one away first."),
    "no_step_here": _("A file in this stage (%(stage)s) has no running clock."),
    "already_paused": _("The clock is already paused until %(until)s."),
    "not_paused": _("The clock is running already."),
    "waits_there_already": _("This file waits for an officer of %(department)s already."),
    "has_it_already": _("This file is with %(officer)s already."),
    "department_unavailable": _("%(department)s takes no files at present."),
    # land held
    "plots_unknown": _("There is no plot %(plots)s."),
    "plots_not_offered": _("Nothing was held: %(plots)s is not offered at present."),
    "plots_taken": _("Nothing was held: %(plots)s is held or waited for by others. Tick the queue to wait."),
    "held_already": _("This file holds or waits for %(plots)s already."),
    "too_many_plots": _("At most %(most)s plots at once."),
    "hold_is_over": _("Nothing was done: this hold is %(hold_state)s."),
    "extended_before": _("An officer extends a hold once; a further extension is the head's."),
    "others_wait": _("Files that wait for this land: %(count)s. Only a head may extend the hold."),
    "nothing_to_approve": _("This hold needs no approval, or has it already."),
    # records
    "record_hidden": _("There is no such record among those you may open."),
    "record_merged": _("This record was merged into %(name)s."),
    "merges_nothing": _("%(name)s cannot be merged with itself."),
    "tax_codes_differ": _("Two tax codes (%(kept)s, %(gone)s) are two bodies: nothing was merged."),
    "not_a_merger": _("Only a head merges records, and only where every lead of theirs is in the head's scope."),
    "merge_done": _("This merge is finished already (%(state)s)."),
    "rows_changed": _("Nothing was changed: these rows changed meanwhile: %(rows)s."),
    "person_erased": _("The personal data of one of these people were erased: there is nothing to merge or give back."),
    "merge_too_old": _("A merge can be taken back for %(limit)s days; that time is over."),
    # the organisation
    "not_an_organiser": _("Only the duty head or the administrator may change this."),
    "changed_meanwhile": _("Nothing was saved: somebody changed %(record)s meanwhile. Look again, then save."),
    "dates_crossed": _("%(field)s: the end lies before the start."),
    "leave_gone": _("Somebody took this leave back a moment ago."),
    "day_past": _("%(field)s: these days are over."),
    "days_taken": _("Some of these days are taken already: %(first)s – %(last)s."),
    "name_taken": _("%(field)s: “%(value)s” is taken already."),
    "key_unreadable": _("%(field)s: use small letters, digits and _, beginning with a letter."),
    "capacity_out_of_range": _("Open leads at most: from 1 to %(most)s."),
    "leads_in_hand": _("Open leads still with %(officer)s: %(count)s. Hand them over first."),
    "officers_inside": _("Officers who still belong to %(department)s: %(count)s."),
    "deputy_unfit": _("%(officer)s cannot stand in: takes no leads, or is away on these days."),
    "last_duty_head": _(
        "%(officer)s is the only duty head: what fits nowhere else would be nobody's. Name another first."
    ),
    "taker_unfit": _("%(officer)s cannot take leads now."),
    "nothing_to_hand_over": _("%(officer)s has no lead to hand over."),
    "moved_since": _("Nothing was changed: these leads changed hands meanwhile: %(rows)s."),
    "hand_over_done": _("This hand-over is finished already (%(state)s)."),
    "already_inside": _("%(who)s has a password already; a forgotten one is reset from the login page."),
    "account_closed": _("The account of %(who)s is closed."),
    "nobody_silent": _("There is nothing to take back: nobody has this file, or its promise has not passed."),
    "officer_unavailable": _("%(officer)s takes no files at present, or is away on the next working day."),
    # referrals
    "referral_unknown": _("This file has no such question to another department."),
    "referral_over": _("This question is finished already (%(referral_state)s)."),
    "asked_already": _("%(department)s has an open question about this file already."),
    "own_department": _("The file is with %(department)s already: ask another department."),
    "not_asked": _("This question was put to %(who)s."),
    "answerer_unfit": _("%(officer)s cannot answer for %(department)s: not of that department, or not yet active."),
    "nothing_to_acknowledge": _("No level of escalation stands open on this file."),
    "not_addressed": _("This level of escalation (%(level)s) went to somebody else."),
    # routing rules
    "not_rule_keeper": _("Only the duty head changes the routing rules."),
    "no_draft": _("There is no draft of the rules any more: somebody published or dropped it."),
    "rule_unknown": _("The draft has no rule %(rule)s any more."),
    "rules_unchanged": _("Nothing was changed: the draft is what stands already."),
    # the working calendar
    "plan_unfit": _("This plan cannot be, %(day)s: %(fault)s."),
    "year_out_of_reach": _("The calendar reaches from %(first)s to %(last)s."),
    "past_days": _("Only days to come can change; these are over, or today: %(days)s."),
    "nothing_changes": _("Nothing would change: this is what stands already."),
    "hours_unsound": _("%(field)s: each period begins before it ends, one after the other."),
    "target_out_of_range": _("Each number is from 1 to %(most)s."),
    "targets_unordered": _("%(row)s: urgent is no slower than high, high no slower than normal."),
    "levels_unordered": _("Each level of escalation comes later than the one before."),
    "calendar_change_done": _("This change is finished already (%(state)s)."),
    # weights of the score
    "weights_unsound": _("%(criterion)s: give a weight of 0 or more and two different bounds; some weight is above 0."),
    "weights_reversed": _(
        "%(criterion)s: these bounds stand the other way round, so that worse land would score more."
    ),
    "weights_unchanged": _("Nothing was published: these are the weights that stand already."),
    "not_weight_keeper": _("Only the administrator publishes the weights of the score."),
    "weights_past": _("Weights hold from %(on)s or later: answers given before keep theirs."),
}
FIELDS: Mapping[str, StrOrPromise] = {
    "submission_key": _("form number"),
    "contact_name": _("your name"),
    "contact_email": _("e-mail"),
    "contact_phone": _("telephone"),
    "organisation_name": _("organisation"),
    "country": _("country"),
    "language": _("language of the answer"),
    "message": _("message"),
    "question": _("your question"),
    "source": _("source"),
    "channel": _("channel"),
    "sector": _("sector"),
    "area_min_ha": _("land from (ha)"),
    "area_max_ha": _("land up to (ha)"),
    "channel_handle": _("account on Zalo, KakaoTalk or WeChat"),
    "good_from": _("good hours, from"),
    "good_to": _("good hours, until"),
    "time_zone": _("time zone"),
    "code_name": _("code name"),
    "consents": _("consent"),
    "text": _("text"),
    "reason": _("reason"),
    "loss_reason": _("reason for loss"),
    "next_step": _("next step"),
    "next_step_due": _("date of the next step"),
    "until": _("paused until"),
    "kept_until": _("keep until"),
    "body": _("text"),
    "reference": _("number of the file"),
    "lost_to_place": _("lost to"),
    "loss_detail": _("in detail"),
    "on": _("day"),
    "share": _("with whom to share"),
    "title": _("what is to be done"),
    "due": pgettext_lazy("field", "due"),
    "come_back_on": _("date to come back"),
    "verdict": _("your answer"),
    "right": _("what is asked"),
    "wrong": _("what is wrong"),
    "put_right": _("what is right"),
    "ground": _("legal ground"),
    "noticed_at": _("noticed at"),
    "what": _("what happened"),
    "whom": _("whom it touches"),
    "put_off_for": _("why it takes longer"),
    "told_how": _("how the person was told"),
    "done_how": _("how it was done"),
    "plots": _("plots"),
    "words": _("what it is about"),
    "place": _("where to meet"),
    "how": _("what became of it"),
    "hold_until": _("end of the hold"),
    # records of the organisation
    "key": _("key"),
    "name": _("name"),
    "person_name": _("name"),
    "name_vi": _("Vietnamese name"),
    "name_en": _("English name"),
    "kind": _("kind"),
    "role": _("role"),
    "role_vi": _("what it does, in Vietnamese"),
    "role_en": _("what it does, in English"),
    "department": _("department"),
    "languages": _("languages"),
    "sectors": _("sectors"),
    "questions": _("questions it answers"),
    "certainty": _("certainty"),
    "capacity": _("open leads at most"),
    "weekdays": _("working days"),
    "on_duty": _("on duty as a rule"),
    "takes_leads": _("works leads"),
    "deputy": _("deputy"),
    "active_from": _("from"),
    "active_to": _("gone from"),
    "valid_from": _("from"),
    "valid_to": _("until, not included"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "mail_style": _("new leads by mail"),
    "members": _("officers"),
    "first_day": _("first day"),
    "last_day": _("last day"),
    "note": _("note"),
    "question_asked": _("question to the department"),
    "answer": _("answer"),
    "to": _("goes to"),
    "pool": _("pool"),
    "also": _("next in line"),
    "inform": _("also tell"),
    "when": _("condition"),
    "origin": _("country"),
    "zone": _("zone"),
    "leave": _("leave"),
    "turn": _("turn on the roster"),
    "season": _("season"),
    "periods": _("opening hours"),
}


def sentence(refusal: Refused) -> str:
    """The refusal in the active language, with its facts as a person reads them."""
    facts = {name: shown(name, value) for name, value in refusal.facts.items()}
    text = str(SENTENCES.get(refusal.code, SENTENCES["refused"])) % facts
    return text[:1].upper() + text[1:]


def shown(name: str, value: Any) -> str:
    """One fact as words: fields, stages and gates by name, times in the province's hour."""
    if name in WORDS:
        return WORDS[name](value)
    lang = site_language()
    if isinstance(value, datetime):
        return figures.moment(value, lang)
    if isinstance(value, date):
        return figures.day(value, lang)
    return str(value)


def _gate(key: str) -> str:
    return next((gate.name for gate in pipeline().gates if gate.key == key), key)


PLAN_FAULTS: Mapping[str, StrOrPromise] = {
    "tet_outside": _("the five days of Tết begin one to three days before the first lunar day"),
    "national_day_apart": _("the second day of National Day is the day before or after 2 September"),
    "swap_in_another_year": _("a swap stays within its year"),
    "swap_twice": _("this day stands in two swaps"),
    "swap_wrong_way": _("a swap takes a weekday off and works a Saturday or Sunday"),
    "swap_off_already": _("this day is off already"),
    "swap_works_a_holiday": _("this day is a holiday and cannot be worked"),
}


def _target(key: str) -> str:
    """A row of the targets: the promise, and the stage where it depends on one."""
    clock, stage = key.split("/")
    name = str(Clock(clock).label) if clock in Clock.values else clock
    return f"{name} ({Stage(stage).label})" if stage in Stage.values else name


def _days(days: Sequence[date]) -> str:
    lang = site_language()
    return ", ".join(figures.day(day, lang) for day in days)


def _stage(key: str) -> str:
    return str(Stage(key).label)


WORDS: Mapping[str, Callable[[Any], str]] = {
    "criterion": lambda key: str(CRITERIA.get(key, key)),
    "field": lambda value: str(FIELDS.get(value, "")) or _gate(value),
    "stage": _stage,
    "old": _stage,
    "new": _stage,
    "gate": _gate,
    "gates": lambda keys: "; ".join(_gate(key) for key in keys),
    "what": lambda kind: str(EventKind(kind).label),
    "rows": ", ".join,
    "steps": "; ".join,
    "plots": ", ".join,
    "hold_state": lambda state: str(HoldState(state).label).lower(),
    "row": _target,
    "names": lambda names: ", ".join(f"{{{{ {name} }}}}" for name in names),
    "known": ", ".join,
    "days": _days,
    "fault": lambda fault: str(PLAN_FAULTS[fault]),
    "state": lambda state: str(ChangeState(state).label),
    "referral_state": lambda state: str(ReferralState(state).label),
    "why": lambda code: file_reason(str(code)),
    "who": lambda name: name or gettext("the system"),
}
