"""Addresses of working leads under /admin/desk/: lists, board, stages, tasks."""

from django.urls import path

from leads.desk import (
    export_views,
    list_views,
    mail_views,
    path_views,
    project_views,
    stage_views,
    task_views,
    template_views,
    views,
)

urlpatterns = [
    path("desk/", list_views.desk_list, name="desk"),
    path("desk/export/", export_views.export, name="desk-export"),
    path("desk/search/", list_views.search, name="desk-search"),
    path("desk/board/", list_views.board, name="desk-board"),
    path("desk/filters/", list_views.save, name="desk-filter-save"),
    path("desk/filters/<int:pk>/drop/", list_views.drop, name="desk-filter-drop"),
    path("desk/<int:pk>/stage/<str:to>/", stage_views.stage, name="desk-stage"),
    path("desk/templates/", template_views.template_list, name="desk-templates"),
    path("desk/templates/new/", template_views.template_new, name="desk-template-new"),
    path("desk/templates/<int:pk>/", template_views.template, name="desk-template"),
    path("desk/templates/<int:pk>/end/", template_views.template_end, name="desk-template-end"),
    path("desk/<int:pk>/reply/insert/", template_views.insert, name="desk-reply-insert"),
    path("desk/inbox/", mail_views.inbox_list, name="desk-inbox"),
    path("desk/inbox/<int:pk>/file/", mail_views.file_it, name="desk-inbox-file-in"),
    path("desk/inbox/<int:pk>/lead/", mail_views.make_it_a_lead, name="desk-inbox-lead"),
    path("desk/inbox/<int:pk>/aside/", mail_views.put_it_aside, name="desk-inbox-aside"),
    path("desk/inbox/files/<int:number>/", mail_views.inbox_file, name="desk-inbox-file"),
    path("desk/<int:pk>/file/<int:number>/", mail_views.file, name="desk-file"),
    path("desk/<int:pk>/reach/", mail_views.contact, name="desk-reach"),
    path("desk/<int:pk>/project/", project_views.project, name="desk-project"),
    path("desk/<int:pk>/looking/", views.looking, name="desk-looking"),
    path("desk/<int:pk>/path/", path_views.show, name="desk-path"),
    path("desk/<int:pk>/path/choose/", path_views.choose, name="desk-path-choose"),
    path("desk/<int:pk>/path/<slug:step>/begun/", path_views.begin, name="desk-step-begin"),
    path("desk/<int:pk>/path/<slug:step>/done/", path_views.finish, name="desk-step-done"),
    path("desk/<int:pk>/path/<slug:step>/clear/", path_views.clear, name="desk-step-clear"),
    path("desk/tasks/", task_views.my_tasks, name="desk-tasks"),
    path("desk/<int:pk>/task/", task_views.add, name="desk-task-add"),
    path("desk/<int:pk>/task/<int:number>/", task_views.change, name="desk-task"),
    path("desk/<int:pk>/task/<int:number>/done/", task_views.done, name="desk-task-done"),
    path("desk/<int:pk>/task/<int:number>/reopen/", task_views.reopen, name="desk-task-reopen"),
]
