"""One address per thing; pages of the site exist under /vi/ and /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from sitepages.explorer.procedure_views import procedures
from sitepages.guarding.views import confirm
from sitepages.http import for_all
from sitepages.robots import robots
from sitepages.sitemaps import sitemaps
from yenbinh.api import api
from yenbinh.health import healthz
from yenbinh.uploads import upload

handler400 = "yenbinh.errors.bad_request"
handler403 = "yenbinh.errors.not_allowed"
handler404 = "yenbinh.errors.not_found"
handler500 = "yenbinh.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/", api.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("robots.txt", robots),
    path("sitemap.xml", for_all(sitemap), {"sitemaps": sitemaps}, name="django.contrib.sitemaps.views.sitemap"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}logo/mark.svg")),
]
if not settings.PRODUCTION:
    # In production the web server hands out uploads (docs/deploy.md).
    urlpatterns.append(path("media/<path:path>", upload))

urlpatterns += i18n_patterns(
    path("plots/", include("sitepages.explorer.urls")),
    path("shortlist/", include("sitepages.explorer.shortlist_urls")),
    path("incentives/", include("sitepages.explorer.incentive_urls")),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("procedures/", procedures, name="procedures"),
    path("", include("leads.portal.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)
