"""Doors to the templates of replies: the list, one with its preview and rows, and taking one into a reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.choices import Stage
from leads.desk import forms as desk_forms
from leads.desk.template_forms import TemplateForm
from leads.desk.views import DONE, attempt, last_seq, seen, show
from leads.models import ReplyTemplate
from leads.refusals import sentence
from leads.services import reply_templates
from leads.services.desk import can_reply
from leads.services.desk_rules import takes_step
from leads.services.mail import mail_language
from leads.services.merge import FIELDS, merged, sample_of
from leads.services.merge_fields import fields_in
from leads.services.reply_templates import TemplateText, in_force, may_write, templates_for
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused
from sitepages.stale import gives_back


def form_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page and its form, which writes only through `attempt`."""
    return gives_back(require_http_methods(["GET", "HEAD", "POST"])(view))


def must_write(request: HttpRequest, template: ReplyTemplate | None = None) -> None:
    if not may_write(request.user, template):
        raise PermissionDenied


@require_GET
def template_list(request: HttpRequest) -> HttpResponse:
    must_write(request)
    today = timezone.now().astimezone(PARK_TIME).date()
    rows = ReplyTemplate.objects.filter(valid_to=None) | in_force(today)
    rows = rows.select_related("department").order_by("name", "language", "valid_from")
    lines = [(row, may_write(request.user, row), row.valid_from > today) for row in rows]
    return render(request, "leads/desk/reply_templates.html", {"rows": lines})


@form_page
def template_new(request: HttpRequest) -> HttpResponse:
    must_write(request)
    key = request.GET.get("of", "")
    known = ReplyTemplate.objects.filter(key=key).order_by("-valid_from").first() if key else None
    start = {"name": known.name, "department": known.department_id or ""} if known else {}
    form = TemplateForm(request.POST or None, user=request.user, initial=start | {"valid_from": _today()})
    return _edited(request, form, None, known.key if known else "")


@form_page
def template(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ReplyTemplate.objects.select_related("department"), pk=pk)
    must_write(request, found)
    start = {"name": found.name, "body": found.body, "valid_from": max(_today(), found.valid_from)}
    form = TemplateForm(request.POST or None, user=request.user, template=found, initial=start)
    return _edited(request, form, found, found.key)


@require_POST
def template_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ReplyTemplate, pk=pk)
    must_write(request, found)
    try:
        reply_templates.end_template(template=found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("Done."))
    return redirect("desk-templates")


def _edited(request: HttpRequest, form: TemplateForm, found: ReplyTemplate | None, key: str) -> HttpResponse:
    """Saved, or shown with a preview: "preview" looks at what was typed and keeps nothing."""
    status = 200
    if request.method == "POST" and "preview" not in request.POST:
        status = attempt(request, form, lambda d: _saved(request, found, key, d))
        if status == DONE:
            return redirect("desk-templates")
    body = (form["body"].value() or "") if form.is_bound or found else ""
    lang = mail_language((found.language if found else form["language"].value()) or "vi")
    context = {
        "form": form,
        "template": found,
        "preview": sample_of(body, lang),
        "unknown": [name for name in fields_in(body) if name not in FIELDS],
        "fields": [(f"{{{{ {name} }}}}", meaning) for name, (meaning, _read) in FIELDS.items()],
        "rows": ReplyTemplate.objects.filter(key=key, language=found.language).order_by("-valid_from") if found else (),
    }
    return render(request, "leads/desk/reply_template.html", context, status=status)


def _saved(request: HttpRequest, found: ReplyTemplate | None, key: str, data: dict[str, Any]) -> ReplyTemplate:
    text = TemplateText(
        name=data["name"],
        language=data.get("language", ""),
        body=data["body"],
        valid_from=data["valid_from"],
        department=data.get("department", ""),
        key=key,
    )
    return reply_templates.save_template(template=found, text=text, by=request.user, now=timezone.now())


def _today() -> Any:
    return timezone.now().astimezone(PARK_TIME).date()


@gives_back  # it writes nothing
@require_POST
def insert(request: HttpRequest, pk: int) -> HttpResponse:
    """The file again, with the template's words added to what was typed so far; nothing is sent."""
    found, now = seen(request, pk), timezone.now()
    if not can_reply(request.user, found):
        return show(request, found, status=403)
    offered = templates_for(found, now.astimezone(PARK_TIME).date())
    chosen = next((row for row in offered if str(row.pk) == request.POST.get("template")), None)
    typed = {name: request.POST.get(name, "") for name in ("text", "answers_all", "next_step", "next_step_due")}
    if chosen is None:
        messages.error(request, _("Choose a template first."))
    else:
        lang = mail_language(chosen.language)
        words = merged(chosen.body, lead=found, author=request.user, lang=lang, now=now)
        typed["text"] = "\n\n".join(filter(None, [typed["text"].strip(), words]))
    form = desk_forms.ReplyForm(initial=typed, takes_step=takes_step(Stage(found.stage)), seen_seq=last_seq(found))
    return show(request, found, bound={"reply": form})
