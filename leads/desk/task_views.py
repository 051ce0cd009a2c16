"""Doors to tasks: one POST per verb on a lead, and the list of one's own tasks over all leads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.choices import AccessKind
from leads.desk.audit import noted
from leads.desk.list_views import back
from leads.desk.task_forms import TaskForm
from leads.desk.task_pages import task_list
from leads.desk.views import DONE, act, attempt, form_door, last_seq, seen
from leads.models import Lead
from leads.refusals import sentence
from leads.services import tasks
from leads.services.access import sees_leads
from leads.services.events import state_of
from sitepages.refusal import Refused
from sitepages.stale import gives_back


@require_GET
@noted(AccessKind.LIST)
def my_tasks(request: HttpRequest) -> HttpResponse:
    if not sees_leads(request.user):
        raise PermissionDenied
    return render(request, "leads/desk/tasks.html", {"page": task_list(request.user, timezone.now())})


@form_door
def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)

    def form(data: Any, **options: Any) -> TaskForm:
        return TaskForm(data, lead=found, **options)

    return act(request, pk, "task", form, tasks.add_task, lambda d, f: {"task": f.task()})


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One task in a form of its own."""
    found = seen(request, pk)
    task = state_of(found).tasks.get(number)
    if task is None:
        raise Http404(sentence(tasks.TaskUnknown()))
    if not tasks.can_work_tasks(request.user, found) or not task.is_open:
        return _told(request, found, tasks.TaskEnded(title=tasks.shown_title(task)))
    start = {"title": task.title, "due": task.due, "officer": task.officer}
    form = TaskForm(request.POST or None, lead=found, kind=task.kind, initial=start, seen_seq=last_seq(found))
    status = 200
    if request.method == "POST":
        now = timezone.now()
        status = attempt(
            request,
            form,
            lambda d: tasks.change_task(lead=found, number=number, task=form.task(), by=request.user, now=now),
        )
        if status == DONE:
            return redirect("desk-lead", pk)
    context = {"form": form, "lead": found, "title": tasks.shown_title(task), "number": number}
    return render(request, "leads/desk/task.html", context, status=status)


@require_POST
def done(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _ended(request, pk, number, tasks.finish_task)


@require_POST
def reopen(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _ended(request, pk, number, tasks.reopen_task)


def _ended(request: HttpRequest, pk: int, number: int, verb: Any) -> HttpResponse:
    found = seen(request, pk)
    try:
        verb(lead=found, number=number, by=request.user, now=timezone.now())
    except tasks.TaskUnknown as unknown:
        raise Http404(sentence(unknown)) from unknown
    except Refused as refused:
        return _told(request, found, refused)
    messages.success(request, _("Done."))
    return _back(request, found)


def _told(request: HttpRequest, found: Lead, refused: Refused) -> HttpResponse:
    messages.error(request, sentence(refused))
    return _back(request, found)


def _back(request: HttpRequest, found: Lead) -> HttpResponse:
    return back(request, reverse("desk-lead", args=[found.pk]) + "#yb-next")
