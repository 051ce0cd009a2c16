"""The policy desk's doors inside the Wagtail admin. Thin: parse, call one service, show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sitepages.models import Citation, Incentive, IncentiveVersion, LegalQuestion
from sitepages.policy.access import drafters, readers, rights_of
from sitepages.policy.choices import offered
from sitepages.policy.forms import AnswerForm, DraftForm, LookForm, NewRuleForm, RuleForm, SignForm
from sitepages.policy.pages import question_rows, rule_page, rule_rows, stale_rows, version_page
from sitepages.policy.record import to_values
from sitepages.policy.refusals import sentence
from sitepages.policy.shared import FORMS, shared_values
from sitepages.policy.shared_pages import shared_groups
from sitepages.refusal import Refused
from sitepages.services import policy, questions
from sitepages.services.policy_impact import ask_impact


@require_GET
@readers
def rules(request: HttpRequest) -> HttpResponse:
    rows = rule_rows(timezone.localdate())
    context = {"rows": rows, "rights": rights_of(request.user), "waiting": sum(bool(row.draft) for row in rows)}
    return render(request, "sitepages/policy/rules.html", context)


@require_GET
@readers
def shared_law(request: HttpRequest) -> HttpResponse:
    context = {"groups": shared_groups(timezone.localdate()), "rights": rights_of(request.user)}
    return render(request, "sitepages/policy/shared.html", context)


@require_GET
@readers
def rule(request: HttpRequest, key: str) -> HttpResponse:
    incentive = get_object_or_404(Incentive, key=key)
    page = rule_page(incentive, request.user, timezone.localdate())
    return render(request, "sitepages/policy/rule.html", {"page": page, "now": timezone.now()})


@require_GET
@readers
def version(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, one(pk))


@readers
@drafters
def new_rule(request: HttpRequest) -> HttpResponse:
    form = NewRuleForm(sent(request), initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        return begun(request, lambda: policy.begin_rule(**form.cleaned_data, by=request.user, now=timezone.now()))
    return render(request, "sitepages/policy/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@readers
def begin(request: HttpRequest, key: str) -> HttpResponse:
    incentive = get_object_or_404(Incentive, key=key)
    return begun(
        request, lambda: policy.begin_draft(incentive=incentive, by=request.user, now=timezone.now()), back=key
    )


@require_POST
@readers
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(pk)
    return begun(
        request,
        lambda: policy.undo_version(version=found, by=request.user, now=timezone.now()),
        back=found.incentive.key,
    )


@require_POST
@readers
def beside(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A draft of another rule that is signed and published with this one."""
    found, incentive = one(pk), get_object_or_404(Incentive, key=key)
    return begun(
        request,
        lambda: policy.begin_companion(version=found, incentive=incentive, by=request.user, now=timezone.now()),
        back=key,
    )


@require_POST
@readers
def impact(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the preview on the worker's list; the version's page shows how far it came."""
    try:
        ask_impact(version=one(pk), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("law-version", pk)


@readers
@drafters
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = one(pk)
    shared = FORMS.get(found.incentive.kind)
    values = shared_values(found.record) if shared else to_values(found.record)
    initial = {**values, "reason": found.reason, "seen": policy.last_seq(found)}
    form = (shared or RuleForm)(sent(request), offer=offered(), base=found.record, initial=initial)
    if request.method == "POST" and form.is_valid() and saved(request, form, found):
        return redirect("law-version", pk)
    context = {"form": form, "version": found}
    template = "sitepages/policy/edit_shared.html" if shared else "sitepages/policy/edit.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def saved(request: HttpRequest, form: DraftForm, found: IncentiveVersion) -> bool:
    data = form.cleaned_data
    try:
        policy.save_draft(
            version=found,
            record=form.record,
            reason=data["reason"],
            seen=data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    messages.success(request, _("Draft saved."))
    return True


SIGNATURES: dict[str, Callable[..., Any]] = {
    "check": policy.check_rule,
    "approve": policy.publish_rule,
}


@require_POST
@readers
def sign(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """check | approve | send-back | discard: one act on what the signer had on the screen."""
    found, form = one(pk), SignForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422)
    data, now = form.cleaned_data, timezone.now()
    try:
        if verb in SIGNATURES:
            SIGNATURES[verb](version=found, by=request.user, now=now, **data)
        elif verb == "send-back":
            policy.send_back(version=found, seen=data["seen"], note=data["note"], by=request.user, now=now)
        else:
            policy.discard_draft(version=found, seen=data["seen"], by=request.user, now=now)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return show(request, one(pk), status=refused.status, unready=isinstance(refused, policy.NotReady))
    messages.success(request, _("Done."))
    return redirect("law-version", pk)


@require_GET
@readers
def stale(request: HttpRequest) -> HttpResponse:
    """Rules to look at again."""
    context = {"rows": stale_rows(timezone.localdate()), "rights": rights_of(request.user)}
    return render(request, "sitepages/policy/stale.html", context)


@require_POST
@readers
def source(request: HttpRequest, key: str) -> HttpResponse:
    citation, form = get_object_or_404(Citation, key=key), LookForm(request.POST)
    if form.is_valid():
        said(
            request,
            lambda: questions.look_at_source(
                citation=citation, by=request.user, now=timezone.now(), **form.cleaned_data
            ),
        )
    else:
        messages.error(request, _("Say whether the source still answers."))
    return redirect("law-sources")


@require_GET
@readers
def open_questions(request: HttpRequest) -> HttpResponse:
    return show_questions(request)


@require_POST
@readers
def answer(request: HttpRequest, key: str) -> HttpResponse:
    question, form = get_object_or_404(LegalQuestion, key=key), AnswerForm(request.POST)
    if not form.is_valid():
        return show_questions(request, key, form, 422)
    said(
        request,
        lambda: questions.answer_question(question=question, by=request.user, now=timezone.now(), **form.cleaned_data),
    )
    return redirect("law-questions")


def show_questions(
    request: HttpRequest, key: str = "", form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "rows": question_rows(),
        "rights": rights_of(request.user),
        "bound": key,
        "form": form,
        "blank": AnswerForm(),
    }
    return render(request, "sitepages/policy/questions.html", context, status=status)


def said(request: HttpRequest, verb: Callable[[], Any]) -> None:
    """Call a service and say what came of it."""
    try:
        verb()
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("Done."))


def sent(request: HttpRequest) -> Any:
    """What was posted, empty or not; None on GET."""
    return request.POST if request.method == "POST" else None


def one(pk: int) -> IncentiveVersion:
    return get_object_or_404(IncentiveVersion.objects.select_related("incentive", "checked_by", "approved_by"), pk=pk)


def show(request: HttpRequest, found: IncentiveVersion, status: int = 200, *, unready: bool = False) -> HttpResponse:
    """`unready`: a signature was just refused for what stands against the draft; all of it stands at the top."""
    page = version_page(found, request.user, timezone.localdate())
    return render(request, "sitepages/policy/version.html", {"page": page, "unready": unready}, status=status)


def begun(request: HttpRequest, verb: Callable[[], IncentiveVersion], back: str = "") -> HttpResponse:
    """Begin a draft and open it; a refusal is said where the person came from."""
    try:
        draft = verb()
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("law-rule", back) if back else redirect("law")
    return redirect("law-edit", draft.pk)
