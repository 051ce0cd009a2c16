"""The editors' rooms: pages, land, law."""

from __future__ import annotations

from tests.yenbinh.addresses.visitors import LAW, OF_ONE, Address, drafter, land_work, law_list, listing, staff

LISTS = (
    Address("admin/land/imports/", "/admin/land/imports/", listing()),
    Address("admin/land/imports/new/", "/admin/land/imports/new/", land_work()),
    Address("admin/land/imports/new/", "/admin/land/imports/new/", land_work(422), "POST", holds=False),
    Address("admin/land/imports/<int:pk>/", "/admin/land/imports/{change}/", listing()),
    Address("admin/land/imports/<int:pk>/apply/", "/admin/land/imports/{change}/apply/", land_work(409), "POST"),
    Address("admin/land/imports/<int:pk>/discard/", "/admin/land/imports/{change}/discard/", land_work(409), "POST"),
    Address("admin/land/imports/<int:pk>/undo/", "/admin/land/imports/{change}/undo/", land_work(409), "POST"),
    Address("admin/land/park/", "/admin/land/park/", listing()),
    Address("admin/land/park/facts/<slug:key>/", "/admin/land/park/facts/tel_latency/", land_work()),
    Address("admin/land/park/facts/<slug:key>/", "/admin/land/park/facts/tel_latency/", land_work(422), "POST"),
    Address("admin/land/park/evidence/<slug:key>/", "/admin/land/park/evidence/park_eia/", land_work()),
    Address("admin/land/park/evidence/<slug:key>/", "/admin/land/park/evidence/park_eia/", land_work(422), "POST"),
    Address("admin/land/freshness/", "/admin/land/freshness/", listing()),
    Address("admin/land/verify/", "/admin/land/verify/", land_work(422), "POST"),
    Address("admin/land/plots/<plot:code>/", "/admin/land/plots/SX-01/", listing()),
    Address("admin/land/plots/<plot:code>/status/", "/admin/land/plots/SX-01/status/", land_work(422), "POST"),
    Address(
        "admin/land/plots/<plot:code>/facts/<slug:field>/", "/admin/land/plots/SX-01/facts/power_kva/", land_work()
    ),
    Address(
        "admin/land/plots/<plot:code>/facts/<slug:field>/",
        "/admin/land/plots/SX-01/facts/power_kva/",
        land_work(422),
        "POST",
    ),
    Address(
        "admin/land/plots/<plot:code>/evidence/<slug:key>/", "/admin/land/plots/SX-01/evidence/photos/", land_work()
    ),
    Address(
        "admin/land/plots/<plot:code>/evidence/<slug:key>/",
        "/admin/land/plots/SX-01/evidence/photos/",
        land_work(422),
        "POST",
    ),
    Address("admin/plots/", "/admin/plots/", listing()),
    Address("admin/plots/results/", "/admin/plots/results/", listing()),
    Address("admin/fact-reports/", "/admin/fact-reports/", staff(302, land_manager=200, editor=200)),
    Address("admin/fact-reports/results/", "/admin/fact-reports/results/", staff(302, land_manager=200, editor=200)),
    Address("admin/fact-reports/<int:pk>/", "/admin/fact-reports/999999/", staff(302, land_manager=404, editor=404)),
    Address(
        "admin/fact-reports/<int:pk>/",
        "/admin/fact-reports/999999/",
        staff(302, land_manager=404, editor=404),
        "POST",
        {"do": "take"},
    ),
    # the procedure guide's steps, by Wagtail's own views
    *(
        Address(
            f"admin/procedures/{route}",
            f"/admin/procedures/{path}",
            staff(302, editor=200),
            open_methods=True,
        )
        for route, path in (
            ("", ""),
            ("results/", "results/"),
            ("new/", "new/"),
            ("edit/<int:pk>/", "edit/1/"),
            ("history/<int:pk>/", "history/1/"),
            ("history-results/<int:pk>/", "history-results/1/"),
            ("usage/<int:pk>/", "usage/1/"),
        )
    ),
    *(
        Address(f"admin/{name}/{route}", f"/admin/{name}/{path}", staff(302, editor=200), open_methods=True)
        for name, pk, example, verbs in (
            (
                "procedure-cases",
                "str",
                "foreign_green_sublease",
                (*OF_ONE, "delete"),
            ),
            ("procedure-questions", "str", "lane", OF_ONE),
            ("procedure-notes", "str", "{note}", (*OF_ONE, "delete")),
            ("location-prices", "int", "{price}", OF_ONE),
        )
        for route, path in (
            ("", ""),
            ("results/", "results/"),
            ("new/", "new/"),
            *((f"{verb}/<{pk}:pk>/", f"{verb}/{example}/") for verb in verbs),
        )
    ),
    # zones of the park: editors and land managers; one with plots in it is not deleted but told
    *(
        Address(
            f"admin/functional-zones/{route}",
            f"/admin/functional-zones/{path}",
            staff(302, editor=answer, land_manager=answer),
            open_methods=True,
        )
        for route, path, answer in (
            ("", "", 200),
            ("results/", "results/", 200),
            ("new/", "new/", 200),
            *((f"{verb}/<str:pk>/", f"{verb}/SX/", 200) for verb in OF_ONE),
            ("delete/<str:pk>/", "delete/SX/", 302),
        )
    ),
    Address(
        "admin/procedure-questions/delete/<str:pk>/",
        "/admin/procedure-questions/delete/lane/",
        staff(302),
        open_methods=True,
    ),
    Address(
        "admin/location-prices/delete/<int:pk>/",
        "/admin/location-prices/delete/{price}/",
        staff(302),
        open_methods=True,
    ),
    Address("admin/procedures/delete/<int:pk>/", "/admin/procedures/delete/1/", staff(302), open_methods=True),
    # the policy desk: who may not read is sent back; a signature without what was on the screen is 422
    Address("admin/law/", "/admin/law/", law_list()),
    Address("admin/law/stale/", "/admin/law/stale/", law_list()),
    Address("admin/law/shared/", "/admin/law/shared/", law_list()),
    Address("admin/law/rates/", "/admin/law/rates/", law_list()),
    Address("admin/law/rates/", "/admin/law/rates/", staff(302, **dict.fromkeys(LAW, 422)), "POST"),
    Address("admin/law/rates/<int:pk>/withdraw/", "/admin/law/rates/{rate}/withdraw/", staff(302), "POST"),
    Address("admin/law/sources/", "/admin/law/sources/", law_list()),
    Address("admin/law/sources/new/", "/admin/law/sources/new/", drafter()),
    Address("admin/law/sources/new/", "/admin/law/sources/new/", drafter(422), "POST"),
    Address("admin/law/sources/<slug:key>/", "/admin/law/sources/TNDN/", drafter()),
    Address("admin/law/sources/<slug:key>/", "/admin/law/sources/TNDN/", drafter(422), "POST"),
    Address("admin/law/source/<slug:key>/", "/admin/law/source/TNDN/", staff(302), "POST", {"works": "yes"}),
    Address("admin/law/questions/", "/admin/law/questions/", law_list()),
    Address(
        "admin/law/questions/<slug:key>/",
        "/admin/law/questions/zone_status/",
        staff(302, **dict.fromkeys(LAW, 422)),
        "POST",
        {"text": "Chưa"},
    ),
    # only an editor drafts; who else reads the law is told so in the desk's own frame
    Address("admin/law/new/", "/admin/law/new/", drafter()),
    Address("admin/law/new/", "/admin/law/new/", drafter(422), "POST"),
    Address("admin/law/rule/<slug:key>/", "/admin/law/rule/CIT_SECTOR_10_15/", law_list()),
    Address("admin/law/rule/<slug:key>/begin/", "/admin/law/rule/CIT_SECTOR_10_15/begin/", staff(302), "POST"),
    Address("admin/law/version/<int:pk>/", "/admin/law/version/{draft}/", law_list()),
    Address("admin/law/version/<int:pk>/edit/", "/admin/law/version/{draft}/edit/", drafter()),
    Address("admin/law/version/<int:pk>/edit/", "/admin/law/version/{draft}/edit/", drafter(422), "POST"),
    Address(
        "admin/law/version/<int:pk>/with/<slug:key>/",
        "/admin/law/version/{draft}/with/CIT_SECTOR_10_15/",
        staff(302),
        "POST",
    ),
    Address("admin/law/version/<int:pk>/impact/", "/admin/law/version/{draft}/impact/", staff(302), "POST"),
    Address("admin/law/version/<int:pk>/undo/", "/admin/law/version/{draft}/undo/", staff(302), "POST"),
    *(
        Address(
            f"admin/law/version/<int:pk>/{verb}/",
            f"/admin/law/version/{{draft}}/{verb}/",
            staff(302, **dict.fromkeys(LAW, 422)),
            "POST",
        )
        for verb in ("check", "approve", "send-back", "discard")
    ),
)
