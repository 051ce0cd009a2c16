"""What each role of the supply side may do in the admin. Idempotent: called at every load of the demo."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

READ = (
    "wagtailadmin.access_admin",
    "sitepages.view_plot",
    "sitepages.view_incentive",
    "sitepages.view_incentiveversion",
)
EVERY = ("add", "change", "delete", "view")
REPORTS = ("sitepages.view_factreport", "sitepages.change_factreport")
ZONING = tuple(f"sitepages.{verb}_functionalzone" for verb in EVERY)


@transaction.atomic
def grant_editing(*, group: Group) -> None:
    """Let the group write, translate and publish every page and its images and documents."""
    root = Page.get_first_root_node()
    for permission in permissions("wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for model in ("wagtailimages.{}_image", "wagtaildocs.{}_document"):
        for permission in permissions(*(model.format(verb) for verb in ("add", "change", "choose"))):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    group.permissions.add(
        *permissions(*READ, *REPORTS, "simple_translation.submit_translation", "sitepages.draft_rule")
    )
    group.permissions.add(*permissions(*ZONING))
    for model in ("procedurestep", "procedurefact", "locationprice"):
        group.permissions.add(*permissions(*(f"sitepages.{verb}_{model}" for verb in ("add", "change", "view"))))
    for model in ("procedurecase", "procedurenote"):
        group.permissions.add(*permissions(*(f"sitepages.{verb}_{model}" for verb in EVERY)))


@transaction.atomic
def grant_land_work(*, group: Group) -> None:
    """Let the group import land, record facts, statuses and documents, and undo them; and zone the park."""
    group.permissions.add(*permissions(*READ, *REPORTS, *ZONING, "sitepages.change_plot"))


@transaction.atomic
def grant_law_reading(*, group: Group) -> None:
    """Let the group read the rules of law, their drafts and open questions."""
    group.permissions.add(
        *permissions("wagtailadmin.access_admin", "sitepages.view_incentive", "sitepages.view_incentiveversion")
    )


@transaction.atomic
def grant_law_checking(*, group: Group) -> None:
    """Let the group check drafts of law and answer the open questions; never approve."""
    group.permissions.add(*permissions(*READ, "sitepages.check_rule"))


@transaction.atomic
def grant_law_approval(*, group: Group) -> None:
    """Let the group approve drafts of law that a jurist checked."""
    group.permissions.add(*permissions(*READ, "sitepages.approve_rule"))


@transaction.atomic
def grant_administration(*, group: Group) -> None:
    """Let the group manage accounts and the park's settings (its legal status and decision among them, and the
    picture beneath the plan, which an editor has put among the images).
    """
    choose = permissions("wagtailimages.choose_image")[0]
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=choose)
    accounts = (f"auth.{verb}_user" for verb in ("add", "change", "delete", "view"))
    group.permissions.add(*permissions("wagtailadmin.access_admin", "sitepages.change_parksettings", *accounts))


def permissions(*names: str) -> list[Permission]:
    """The permissions named as `app.codename`; a name without a row is a mistake and raises."""
    out = []
    for name in names:
        app, codename = name.split(".")
        out.append(Permission.objects.get(content_type__app_label=app, codename=codename))
    return out
