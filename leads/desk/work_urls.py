"""Addresses of working leads under /admin/desk/: lists, board, stages, tasks."""

from django.urls import path

from leads.desk import list_views, stage_views, task_views

urlpatterns = [
    path("desk/", list_views.desk_list, name="desk"),
    path("desk/board/", list_views.board, name="desk-board"),
    path("desk/filters/", list_views.save, name="desk-filter-save"),
    path("desk/filters/<int:pk>/drop/", list_views.drop, name="desk-filter-drop"),
    path("desk/<int:pk>/stage/<str:to>/", stage_views.stage, name="desk-stage"),
    path("desk/tasks/", task_views.my_tasks, name="desk-tasks"),
    path("desk/<int:pk>/task/", task_views.add, name="desk-task-add"),
    path("desk/<int:pk>/task/<int:number>/", task_views.change, name="desk-task"),
    path("desk/<int:pk>/task/<int:number>/done/", task_views.done, name="desk-task-done"),
    path("desk/<int:pk>/task/<int:number>/reopen/", task_views.reopen, name="desk-task-reopen"),
]
