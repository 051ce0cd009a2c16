"""Addresses of working leads under /admin/desk/: lists, board, stages, tasks."""

from django.urls import path

from leads.desk import list_views, stage_views, task_views, template_views

urlpatterns = [
    path("desk/", list_views.desk_list, name="desk"),
    path("desk/board/", list_views.board, name="desk-board"),
    path("desk/filters/", list_views.save, name="desk-filter-save"),
    path("desk/filters/<int:pk>/drop/", list_views.drop, name="desk-filter-drop"),
    path("desk/<int:pk>/stage/<str:to>/", stage_views.stage, name="desk-stage"),
    path("desk/templates/", template_views.template_list, name="desk-templates"),
    path("desk/templates/new/", template_views.template_new, name="desk-template-new"),
    path("desk/templates/<int:pk>/", template_views.template, name="desk-template"),
    path("desk/templates/<int:pk>/end/", template_views.template_end, name="desk-template-end"),
    path("desk/<int:pk>/reply/insert/", template_views.insert, name="desk-reply-insert"),
    path("desk/tasks/", task_views.my_tasks, name="desk-tasks"),
    path("desk/<int:pk>/task/", task_views.add, name="desk-task-add"),
    path("desk/<int:pk>/task/<int:number>/", task_views.change, name="desk-task"),
    path("desk/<int:pk>/task/<int:number>/done/", task_views.done, name="desk-task-done"),
    path("desk/<int:pk>/task/<int:number>/reopen/", task_views.reopen, name="desk-task-reopen"),
]
