"""Addresses of the desk under /admin/desk/."""

from django.urls import path

from leads.desk import views
from leads.desk.plot_change import plot_change

urlpatterns = [
    path("desk/", views.desk_list, name="desk"),
    path("desk/plot/", plot_change, name="desk-plot-change"),
    path("desk/<int:pk>/", views.lead, name="desk-lead"),
    path("desk/<int:pk>/note/", views.note, name="desk-note"),
    path("desk/<int:pk>/reply/", views.reply, name="desk-reply"),
    path("desk/<int:pk>/step/", views.next_step, name="desk-step"),
    path("desk/<int:pk>/pause/", views.pause, name="desk-pause"),
    path("desk/<int:pk>/resume/", views.resume, name="desk-resume"),
    path("desk/<int:pk>/assign/", views.assign, name="desk-assign"),
    path("desk/<int:pk>/hand-back/", views.hand_back, name="desk-hand-back"),
    path("desk/<int:pk>/take/", views.take, name="desk-take"),
    path("desk/<int:pk>/stage/<str:to>/", views.stage, name="desk-stage"),
]
