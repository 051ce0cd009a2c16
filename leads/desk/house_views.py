"""The organisation's doors, second half: hand-over, departments, pools."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leads.choices import AccessKind
from leads.desk import people_forms as forms
from leads.desk.audit import noted
from leads.desk.people_pages import hand_over_page, log_of
from leads.desk.people_views import form_page, must, redrawn, submitted, told
from leads.desk.views import DONE
from leads.models import Department, Officer, Pool
from leads.services import departments, organisation
from leads.services.departments import DepartmentFacts, PoolFacts, facts_of_department, facts_of_pool
from leads.services.hand_over import KIND, apply_hand_over, can_hand_over, propose_hand_over, undo_hand_over
from leads.services.officers import today_of
from sitepages.models import ChangeSet


@form_page
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes the leads, and why; the preview is the next page."""
    officer = get_object_or_404(Officer.objects.select_related("person", "user", "department"), pk=pk)
    must(can_hand_over(request.user, officer))
    may_close = can_hand_over(request.user, officer, departs=True)
    form = forms.HandOverForm(request.POST or None, officer=officer, may_close=may_close)
    made: list[ChangeSet] = []

    def propose(data: dict[str, Any]) -> None:
        more = {"taker": data["to"], "why": data["why"], "departs_on": data.get("departs_on")}
        made.append(propose_hand_over(officer=officer, by=request.user, now=timezone.now(), **more))

    status = submitted(request, form, propose)
    if status == DONE:
        return redirect("desk-hand-over", made[0].pk)
    return render(
        request, "leads/desk/people/hand_over_form.html", {"form": form, "officer": officer}, status=status or 200
    )


@require_GET
@noted(AccessKind.LIST)
def handed_over(request: HttpRequest, pk: int) -> HttpResponse:
    change_set, officer = the_hand_over(request, pk)
    return render(request, "leads/desk/people/hand_over.html", {"page": hand_over_page(change_set, officer)})


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    change_set, _officer = the_hand_over(request, pk)
    form = forms.PlainForm(request.POST)
    told(request, form, lambda data: apply_hand_over(change_set=change_set, by=request.user, now=timezone.now()))
    return redirect("desk-hand-over", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    change_set, _officer = the_hand_over(request, pk)
    form = forms.PlainForm(request.POST)
    told(request, form, lambda data: undo_hand_over(change_set=change_set, by=request.user, now=timezone.now()))
    return redirect("desk-hand-over", pk)


def the_hand_over(request: HttpRequest, pk: int) -> tuple[ChangeSet, Officer]:
    change_set = get_object_or_404(ChangeSet, pk=pk, kind=KIND)
    officer = get_object_or_404(Officer.objects.select_related("person", "user", "department"), key=change_set.title)
    departs = any(change["model"] == "account" for change in change_set.changes)
    must(can_hand_over(request.user, officer, departs=departs))
    return change_set, officer


# --- Departments ---


@require_GET
def department_list(request: HttpRequest) -> HttpResponse:
    must(organisation.can_organise(request.user))
    rows = Department.objects.order_by("valid_to", "name_vi")
    return render(request, "leads/desk/people/departments.html", {"rows": rows, "today": today_of(timezone.now())})


@form_page
def department_new(request: HttpRequest) -> HttpResponse:
    must(organisation.can_organise(request.user))
    form = forms.DepartmentForm(request.POST or None, new=True, initial={"valid_from": today_of(timezone.now())})

    def add(data: dict[str, Any]) -> None:
        facts = department_given(data)
        departments.add_department(key=data["key"], facts=facts, by=request.user, now=timezone.now())

    status = submitted(request, form, add)
    if status == DONE:
        return redirect("desk-departments")
    return render(
        request, "leads/desk/people/record.html", {"form": form, "back": "desk-departments"}, status=status or 200
    )


@form_page
def department(request: HttpRequest, key: str) -> HttpResponse:
    must(organisation.can_organise(request.user))
    row = get_object_or_404(Department, pk=key)
    facts = facts_of_department(row)
    given = {**vars(facts), "contact_phone": facts.phone, "contact_email": facts.email}
    initial = given | {"seen": organisation.stamp(facts)}
    form = forms.DepartmentForm(request.POST or None, new=False, initial=initial)

    def save(data: dict[str, Any]) -> None:
        new, seen = department_given(data), data["seen"]
        departments.save_department(department=row, facts=new, seen=seen, by=request.user, now=timezone.now())

    status = submitted(request, form, save)
    if status == DONE:
        return redirect("desk-department", key)
    redrawn(form, organisation.stamp(facts))
    context = {"form": form, "row": row, "log": log_of(row), "back": "desk-departments"}
    return render(request, "leads/desk/people/record.html", context, status=status or 200)


def department_given(data: dict[str, Any]) -> DepartmentFacts:
    return DepartmentFacts(
        **{
            name: data[name]
            for name in (
                "name_vi",
                "name_en",
                "kind",
                "role_vi",
                "role_en",
                "source",
                "certainty",
                "valid_from",
                "valid_to",
            )
        },
        sectors=tuple(data["sectors"]),
        questions=tuple(data["questions"]),
        phone=data["contact_phone"],
        email=data["contact_email"],
    )


# --- Pools ---


@require_GET
def pool_list(request: HttpRequest) -> HttpResponse:
    must(organisation.can_organise(request.user))
    today = today_of(timezone.now())
    names = {one.key: forms.shown_name(one) for one in Officer.objects.select_related("person", "user")}
    rows = [
        (pool, ", ".join(names[key] for key in facts_of_pool(pool, today).members))
        for pool in Pool.objects.order_by("key")
    ]
    return render(request, "leads/desk/people/pools.html", {"rows": rows, "today": today})


@form_page
def pool_new(request: HttpRequest) -> HttpResponse:
    must(organisation.can_organise(request.user))
    return pool_form(request, None)


@form_page
def pool(request: HttpRequest, key: str) -> HttpResponse:
    must(organisation.can_organise(request.user))
    return pool_form(request, get_object_or_404(Pool, pk=key))


def pool_form(request: HttpRequest, row: Pool | None) -> HttpResponse:
    now = timezone.now()
    facts = facts_of_pool(row, today_of(now)) if row else None
    initial = {**vars(facts), "seen": organisation.stamp(facts)} if facts else {"valid_from": today_of(now)}
    form = forms.PoolForm(request.POST or None, new=row is None, initial=initial)

    def save(data: dict[str, Any]) -> None:
        given = PoolFacts(
            data["name_vi"], data["name_en"], tuple(data["members"]), data["valid_from"], data["valid_to"]
        )
        key, seen = (row.pk, data["seen"] or "-") if row else (data["key"], "")
        departments.save_pool(key=key, facts=given, seen=seen, by=request.user, now=now)

    status = submitted(request, form, save)
    if status == DONE:
        return redirect("desk-pools")
    redrawn(form, organisation.stamp(facts) if facts else "")
    context = {"form": form, "row": row, "log": log_of(row) if row else (), "back": "desk-pools"}
    return render(request, "leads/desk/people/record.html", context, status=status or 200)
