"""Every address of the product. Surfaces mount the rooms; a room owns the addresses below its prefix."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.i18n import set_language


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For monitors: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", health, name="health"),
    path("ngon-ngu", login_not_required(set_language), name="set_language"),
    path("tai-khoan/", include("allauth.account.urls")),
    path("xac-minh/", include("tinhso.kernel.documents.public.urls")),
    path("", include("tinhso.surfaces.workspace.urls")),
]
handler403 = "tinhso.kernel.ui.views.forbidden"
handler404 = "tinhso.kernel.ui.views.not_found"
handler500 = "tinhso.kernel.ui.views.server_error"
