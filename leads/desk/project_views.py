"""The door of what an officer learns of a project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from leads.desk.project_form import ProjectForm
from leads.desk.views import act, form_door
from leads.services.project import describe_project


@form_door
def project(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "project", ProjectForm, describe_project, lambda d, f: {"project": f.project()})
