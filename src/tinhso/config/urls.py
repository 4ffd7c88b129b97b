"""Every address of the product. Surfaces mount the rooms; a room owns the addresses below its prefix.

What monitors ask (/healthz, /readyz, /metrics) is answered earlier, in config/operations/monitoring.py.
"""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("ngon-ngu", login_not_required(set_language), name="set_language"),
    path("tai-khoan/", include("tinhso.kernel.people.account_pages.urls")),
    path("xac-minh/", include("tinhso.kernel.documents.public.urls")),
    path("", include("tinhso.surfaces.workspace.urls")),
]
handler403 = "tinhso.kernel.ui.views.forbidden"
handler404 = "tinhso.kernel.ui.views.not_found"
handler500 = "tinhso.kernel.ui.views.server_error"
