"""Addresses of the desk under /admin/desk/."""

from django.urls import path

from leads.desk import entry_views, house_views, people_views, views
from leads.desk.plot_change import plot_change

urlpatterns = [
    path("desk/", views.desk_list, name="desk"),
    path("desk/plot/", plot_change, name="desk-plot-change"),
    path("desk/new/", entry_views.enter, name="desk-enter"),
    path("desk/<int:pk>/contact/", entry_views.contact, name="desk-contact"),
    path("desk/<int:pk>/consent/", entry_views.consent, name="desk-consent"),
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
    path("desk/people/", people_views.people, name="desk-people"),
    path("desk/people/invite/", people_views.invite, name="desk-invite"),
    path("desk/people/invited/<int:pk>/", people_views.invite_again, name="desk-invite-again"),
    path("desk/people/<int:pk>/", people_views.person, name="desk-person"),
    path("desk/people/<int:pk>/edit/", people_views.edit, name="desk-person-edit"),
    path("desk/people/<int:pk>/mail/", people_views.mail_style, name="desk-mail-style"),
    path("desk/people/<int:pk>/leave/", people_views.take_leave, name="desk-leave"),
    path("desk/people/leave/<int:pk>/cancel/", people_views.cancel_leave, name="desk-leave-cancel"),
    path("desk/people/<int:pk>/hand-over/", house_views.hand_over, name="desk-person-hand-over"),
    path("desk/hand-over/<int:pk>/", house_views.handed_over, name="desk-hand-over"),
    path("desk/hand-over/<int:pk>/apply/", house_views.apply, name="desk-hand-over-apply"),
    path("desk/hand-over/<int:pk>/undo/", house_views.undo, name="desk-hand-over-undo"),
    path("desk/roster/", people_views.roster, name="desk-roster"),
    path("desk/roster/<int:pk>/end/", people_views.end_turn, name="desk-turn-end"),
    path("desk/departments/", house_views.department_list, name="desk-departments"),
    path("desk/departments/new/", house_views.department_new, name="desk-department-new"),
    path("desk/departments/<slug:key>/", house_views.department, name="desk-department"),
    path("desk/pools/", house_views.pool_list, name="desk-pools"),
    path("desk/pools/new/", house_views.pool_new, name="desk-pool-new"),
    path("desk/pools/<slug:key>/", house_views.pool, name="desk-pool"),
]
