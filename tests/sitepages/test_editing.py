"""An editor writes and publishes through the real admin, and opens nothing that is not theirs."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from sitepages.listings import pages_to_review, plots_with_gaps
from sitepages.models import ContentPage, FunctionalZone, NewsIndexPage, NewsPage, ParkSettings, Plot, PlotReceipt
from sitepages.services.editing import grant_administration, grant_editing, grant_land_work

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def member(name: str, grant: Any) -> User:
    group = Group.objects.create(name=name)
    grant(group=group)
    user = User.objects.create_user(name, f"{name}@example.org", "secret")
    user.groups.add(group)
    return user


@pytest.fixture
def site(pages: datetime) -> datetime:
    return pages


@pytest.fixture
def editor(site: datetime, client: Client) -> Client:
    client.force_login(member("editor", grant_editing))
    return client


def plot(code: str = "SX-23") -> Plot:
    zone, _ = FunctionalZone.objects.get_or_create(code="SX", defaults={"name_vi": "Sản xuất", "name_en": "Production"})
    return Plot.objects.create(
        code=code, zone=zone, status="available", ring=[], boundary={}, area_computed_m2="25398.6", area_m2="25398.6"
    )


def article(body: list[tuple[str, Any]], **changes: Any) -> dict[str, Any]:
    return nested_form_data(
        {
            "title": "Khu công nghiệp Đại Đồng mở cửa",
            "slug": "",
            "author": "Bàn đón nhà đầu tư",
            "date": "2026-11-24",
            "intro": "Một tin thử.",
            "plot_codes": "",
            "body": streamfield(body),
            "comments": inline_formset([]),
            "search_description": "",
            "seo_title": "",
        }
        | changes
    )


def fact(**changes: Any) -> dict[str, Any]:
    sources = changes.pop("sources", [{"title": "VnEconomy", "date": "11/03/2026", "url": ""}])
    return {
        "label": "Diện tích",
        "value": "200 ha",
        "note": "",
        "certainty": "verified",
        "sources": streamfield([("item", source) for source in sources]),
        **changes,
    }


def fact_table(**changes: Any) -> list[tuple[str, Any]]:
    return [("facts", {"heading": "Số liệu", "intro": "", "facts": streamfield([("item", fact(**changes))])})]


def post_article(editor: Client, data: dict[str, Any]) -> Any:
    index = NewsIndexPage.objects.get(locale__language_code="vi")
    return editor.post(reverse("wagtailadmin_pages:add", args=["sitepages", "newspage", index.pk]), data)


def test_an_editor_publishes_news_and_the_public_page_shows_it(editor: Client, client: Client) -> None:
    data = article([("text", rich_text("<p>Nội dung có dấu.</p>")), *fact_table()])
    response = post_article(editor, data | {"action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    page = NewsPage.objects.get(title="Khu công nghiệp Đại Đồng mở cửa")
    assert page.slug == "khu-cong-nghiep-dai-dong-mo-cua"
    html = Client().get("/vi/tin-tuc/khu-cong-nghiep-dai-dong-mo-cua/").content.decode()
    assert "Nội dung có dấu." in html
    assert "200 ha" in html
    assert "VnEconomy" in html


def test_an_editor_changes_a_live_page_and_readers_see_it(editor: Client) -> None:
    page = NewsPage.objects.get(locale__language_code="vi")
    data = article([("text", rich_text("<p>Đã sửa.</p>"))], title="Tin đã sửa", slug=page.slug, date="2026-11-24")
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data | {"action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    html = Client().get(page.get_url()).content.decode()
    assert "Tin đã sửa" in html
    assert "Đã sửa." in html


def test_a_figure_without_source_cannot_be_published(editor: Client) -> None:
    response = post_article(editor, article(fact_table(sources=[])) | {"action-publish": "1"})
    assert response.status_code == 200
    assert not NewsPage.objects.filter(title__contains="Đại Đồng").exists()


def test_a_draft_may_wait_for_its_source(editor: Client) -> None:
    response = post_article(editor, article(fact_table(sources=[])))
    assert response.status_code == 302, response.context["form"].errors
    assert not NewsPage.objects.get(title__contains="Đại Đồng").live


def test_news_may_name_plots_that_exist(editor: Client) -> None:
    plot("SX-23")
    refused = post_article(editor, article([], plot_codes="SX-23, ZZ-99"))
    assert "ZZ-99" in str(refused.context["form"].errors["plot_codes"])
    assert post_article(editor, article([], plot_codes="SX-23")).status_code == 302
    assert NewsPage.objects.get(title__contains="Đại Đồng").plots() == ["SX-23"]


def test_the_slug_follows_the_title_until_the_page_is_published(editor: Client) -> None:
    post_article(editor, article([], title="Khu"))
    page = NewsPage.objects.get(title="Khu")
    assert page.slug == "khu"
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def slug_after(**changes: str) -> str:
        assert editor.post(edit, article([], **changes)).status_code == 302
        return NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object().slug

    assert slug_after(title="Khu Đại Đồng") == "khu-dai-dong"
    assert slug_after(title="Khu Đại Đồng", slug="dai-dong") == "dai-dong"
    assert slug_after(title="Khu khác") == "dai-dong"
    editor.post(edit, article([], title="Khu khác") | {"action-publish": "1"})
    assert slug_after(title="Tên mới") == "dai-dong"


def test_slugs_keep_the_letter_d_and_stay_unique(site: datetime) -> None:
    index = NewsIndexPage.objects.get(locale__language_code="vi")
    for expected in ("dai-dong", "dai-dong-2"):
        page = NewsPage(title="Đại Đồng", author="A", date=date(2026, 11, 24), intro="x")
        index.add_child(instance=page)
        assert page.slug == expected


@pytest.mark.parametrize("query", ["ve khu yen binh", "Về khu Yên Bình", "về khu", "VE KHU"])
def test_search_in_the_admin_with_and_without_diacritics(editor: Client, query: str) -> None:
    response = editor.get(reverse("wagtailadmin_pages:search"), {"q": query})
    assert "Về khu Yên Bình và chương trình số của tỉnh" in response.content.decode()


def test_a_preview_shows_the_draft_and_is_kept_by_nobody(editor: Client) -> None:
    page = NewsPage.objects.get(locale__language_code="vi")
    data = article([("text", rich_text("<p>Bản nháp.</p>"))], title="Tin nháp", slug=page.slug)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor.post(url, data).json()["is_valid"]
    preview = editor.get(url)
    assert "Bản nháp." in preview.content.decode()
    assert "public" not in preview.headers["Cache-Control"]
    assert "Bản nháp." not in Client().get(page.get_url()).content.decode()


def test_pages_take_no_posts(site: datetime, client: Client) -> None:
    assert client.post("/en/about/").status_code == 405


def test_search_finds_words_with_d_and_two_marks(editor: Client) -> None:
    titles = [page.title for page in ContentPage.objects.live().autocomplete("tinh")]
    assert titles == ["Về khu Yên Bình và chương trình số của tỉnh"]
    assert [page.title for page in NewsPage.objects.search("luat doi ten")] == [
        NewsPage.objects.get(locale__language_code="vi").title
    ]


def test_the_dashboard_and_lists_open_for_an_editor(editor: Client) -> None:
    plot()
    for name in ["wagtailadmin_home", "sitepages_plots", "law", "sitepages_plots_results"]:
        assert editor.get(reverse(name)).status_code == 200, name
    assert "SX-23" in editor.get(reverse("sitepages_plots")).content.decode()


def refused(client: Client, url: str) -> bool:
    """Wagtail answers a page that is not yours with a redirect to the dashboard and a message."""
    response = client.get(url)
    return response.status_code == 403 or (response.status_code == 302 and response.url == reverse("wagtailadmin_home"))


def test_an_editor_opens_neither_settings_nor_accounts(editor: Client) -> None:
    settings = reverse("wagtailsettings:edit", args=["sitepages", "parksettings", ParkSettings.load().pk])
    users = reverse("wagtailusers_users:index")
    assert refused(editor, settings)
    assert refused(editor, users)
    assert refused(editor, reverse("wagtailusers_groups:index"))
    menu = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert settings not in menu
    assert users not in menu


def test_a_land_manager_reads_lists_but_edits_no_page(site: datetime, client: Client) -> None:
    client.force_login(member("land_manager", grant_land_work))
    assert client.get(reverse("sitepages_plots")).status_code == 200
    page = ContentPage.objects.first()
    assert refused(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))


def test_an_administrator_sets_the_status_of_the_park(site: datetime, client: Client) -> None:
    client.force_login(member("admin", grant_administration))
    url = reverse("wagtailsettings:edit", args=["sitepages", "parksettings", ParkSettings.load().pk])
    assert client.get(url).status_code == 200
    incomplete = client.post(url, {"zone_status": "established", "land_illustrative": "on"})
    assert incomplete.status_code == 200
    assert ParkSettings.objects.get().zone_status == "planned"
    decided = {"zone_status": "established", "zone_status_on": "2027-01-05", "zone_decision": "12/QĐ-UBND"}
    assert client.post(url, decided | {"land_illustrative": "on"}).status_code == 302
    assert ParkSettings.objects.get().zone_status == "established"
    assert refused(client, reverse("sitepages_plots"))


def test_an_administrator_lays_an_editors_picture_beneath_the_plan(site: datetime, client: Client) -> None:
    """The picture is put among the images by an editor; who may set it must be able to choose it."""
    out = io.BytesIO()
    Drawing.new("RGB", (19, 18), "green").save(out, "PNG")
    picture = Image.objects.create(
        title="Ortho 2026", file=ContentFile(out.getvalue(), "ortho.png"), width=19, height=18
    )
    client.force_login(member("admin", grant_administration))
    assert "Ortho 2026" in client.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert refused(client, reverse("wagtailimages:index"))
    url = reverse("wagtailsettings:edit", args=["sitepages", "parksettings", ParkSettings.load().pk])
    edges = {"plan_west": "440000", "plan_south": "2367700", "plan_east": "441900", "plan_north": "2369500"}
    sent = {"zone_status": "planned", "land_illustrative": "on", "plan_picture": str(picture.pk)}
    assert client.post(url, sent).status_code == 200  # without its edges nobody knows where it lies
    assert client.post(url, sent | edges).status_code == 302
    assert ParkSettings.objects.get().plan_picture == picture
    picture.file.delete(save=False)


def test_granting_twice_is_granting_once(site: datetime) -> None:
    group = Group.objects.create(name="editor")
    grant_editing(group=group)
    first = (group.permissions.count(), group.page_permissions.count(), group.collection_permissions.count())
    grant_editing(group=group)
    assert (group.permissions.count(), group.page_permissions.count(), group.collection_permissions.count()) == first


def test_a_plots_gaps_are_counted() -> None:
    one = plot()
    dates = {"area_m2": None, "power_kva": date(2026, 11, 24), "lease_usd_m2": date(2026, 11, 23)}
    for field, until in dates.items():
        PlotReceipt.objects.create(
            plot=one, field=field, source="s", verified_on=date(2026, 1, 1), verified_by="v", valid_until=until
        )
    row = plots_with_gaps(date(2026, 11, 24)).get()
    assert (row.known, row.expired, row.missing) == (2, 1, 17)


def test_a_page_without_translation_and_old_facts_are_named(site: datetime) -> None:
    assert list(pages_to_review(date(2026, 11, 24))) == []
    NewsPage.objects.get(locale__language_code="en").delete()
    assert len(list(pages_to_review(date(2026, 11, 24)))) == 1
    assert len(list(pages_to_review(date(2027, 11, 24)))) == 1 + 4


def test_page_types_stand_where_they_belong(site: datetime) -> None:
    index = NewsIndexPage.objects.first()
    assert NewsPage.can_create_at(index)
    assert not ContentPage.can_create_at(index)
    assert not NewsPage.can_create_at(Page.get_first_root_node())
