"""The doors of the routing rules: read them, change them in a draft, try the draft, switch it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads.choices import AccessKind
from leads.desk.audit import noted
from leads.desk.people_views import form_page, must, submitted, told
from leads.desk.rule_forms import PublishForm, RuleForm, SeenForm
from leads.desk.rule_pages import draft_page, replay_page, rules_page
from leads.desk.views import DONE
from leads.models import RuleSet
from leads.services import rules
from leads.services.officers import today_of
from leads.services.rule_replay import replay_rules
from leads.services.rules import RuleRow, keeps_rules, open_draft, reads_rules, rows_in

LAST = (50, 200, 1000)


@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    must(reads_rules(request.user))
    return render(request, "leads/desk/rules/list.html", {"page": rules_page(request.user, timezone.now())})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    must(keeps_rules(request.user))
    rules.begin_draft(by=request.user, now=timezone.now())
    return redirect("desk-rules-draft")


@require_GET
def draft(request: HttpRequest) -> HttpResponse:
    must(keeps_rules(request.user))
    found = open_draft()
    return show_draft(request, found) if found else gone(request)


@form_page
def edit(request: HttpRequest, key: str) -> HttpResponse:
    must(keeps_rules(request.user))
    found = open_draft()
    if found is None:
        return gone(request)
    row = next((one for one in rows_in(found.rows) if one.key == key), None)
    if row is None:
        raise Http404
    return edited(request, found, row)


@form_page
def add(request: HttpRequest) -> HttpResponse:
    must(keeps_rules(request.user))
    found = open_draft()
    return edited(request, found, None) if found else gone(request)


def edited(request: HttpRequest, found: RuleSet, row: RuleRow | None) -> HttpResponse:
    now = timezone.now()
    form = RuleForm(
        request.POST if request.method == "POST" else None, row=row, today=today_of(now), seen=found.version
    )

    def save(data: dict[str, Any]) -> None:
        rules.save_rule(row=form.row(row.key if row else ""), seen=data["seen"], by=request.user, now=now)

    status = submitted(request, form, save)
    if status == DONE:
        return redirect("desk-rules-draft")
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seen"] = str((open_draft() or found).version)
    return render(request, "leads/desk/rules/rule.html", {"form": form, "row": row}, status=status or 200)


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    return on_draft(request, lambda seen: rules.remove_rule(key=key, seen=seen, by=request.user, now=timezone.now()))


@require_POST
def move(request: HttpRequest, key: str, where: str) -> HttpResponse:
    if where not in {"up", "down"}:
        raise Http404
    more = {"key": key, "up": where == "up", "by": request.user, "now": timezone.now()}
    return on_draft(request, lambda seen: rules.move_rule(seen=seen, **more))


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    done = on_draft(request, lambda seen: rules.drop_draft(seen=seen, by=request.user, now=timezone.now()))
    return redirect("desk-rules") if open_draft() is None else done


def on_draft(request: HttpRequest, verb: Callable[[int], Any]) -> HttpResponse:
    """A button on the draft: done, or why not on the page drawn anew."""
    must(keeps_rules(request.user))
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This page was too old. Look again, then press the button."))
    else:
        told(request, form, lambda data: verb(data["seen"]))
    return redirect("desk-rules-draft")


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    must(keeps_rules(request.user))
    found = open_draft()
    if found is None:
        return gone(request)
    form = PublishForm(request.POST)
    status = submitted(request, form, lambda data: rules.publish_rules(by=request.user, now=timezone.now(), **data))
    return redirect("desk-rules") if status == DONE else show_draft(request, found, form, status)


@require_GET
@noted(AccessKind.LIST)
def tried(request: HttpRequest) -> HttpResponse:
    """The draft against the leads that came last; nothing is changed."""
    must(keeps_rules(request.user))
    found = open_draft()
    if found is None:
        return gone(request)
    asked = request.GET.get("last", str(LAST[1]))
    wanted = next((number for number in LAST if asked == str(number)), None)
    status = 200 if wanted else 422
    wanted = wanted or LAST[1]
    result = replay_rules(rows=rows_in(found.rows), last=wanted, now=timezone.now())
    context = {"page": replay_page(result), "last": wanted, "choices": LAST, "refused": status != 200}
    return render(request, "leads/desk/rules/tried.html", context, status=status)


def show_draft(request: HttpRequest, found: RuleSet, form: Any = None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    page = draft_page(open_draft() or found, now)
    drawn = form or PublishForm(seen=page.seen, initial={"valid_from": today_of(now)})
    if drawn.is_bound:
        drawn.data = drawn.data.copy()
        drawn.data["seen"] = str(page.seen)
    return render(request, "leads/desk/rules/draft.html", {"page": page, "form": drawn}, status=status)


def gone(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("There is no draft of the rules now."))
    return redirect("desk-rules")
