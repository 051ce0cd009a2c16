"""The public API, put together from the rooms that own each part."""

from __future__ import annotations

from leads.api import errors
from leads.api.doors import PublicAPI
from leads.api.leads import router as leads_router
from leads.api.match import router as match_router
from sitepages.api.incentives import router as incentives_router
from sitepages.api.plots import router as plots_router

DESCRIPTION = """
Matching of an investor's project to the plots and incentives of the Yên Bình IT park, Thái Nguyên, Viet Nam.
Plot data is illustrative while the park is planned; law is shown with how far it was verified, and is not legal advice.
Every address takes `lang` in its query: vi or en; ko, ja and zh are answered in English for now.
HEAD is answered as GET.
"""

api = PublicAPI(title="Yên Bình", version="1", description=DESCRIPTION, docs_url="/docs", urls_namespace="api")
api.add_router("", match_router)
api.add_router("", leads_router)
api.add_router("", plots_router)
api.add_router("", incentives_router)
errors.install(api)
