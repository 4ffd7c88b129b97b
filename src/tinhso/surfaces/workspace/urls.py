"""The workspace of officials: every room is mounted here."""

from django.urls import include, path

from tinhso.kernel.outbox.workspace import notices
from tinhso.surfaces.workspace import views

urlpatterns = [
    path("", views.home, name="home"),
    path("chuc-vu", views.switch_post, name="switch_post"),
    path("thong-bao", notices.notices, name="notices"),
    path("thong-bao/", include("tinhso.kernel.outbox.workspace.urls")),
    path("viec/", include("tinhso.kernel.duties.workspace.urls")),
    path("van-ban/", include("tinhso.domain.directives.workspace.urls")),
    path("tep/", include("tinhso.kernel.documents.workspace.urls")),
    path("don-vi/", include("tinhso.kernel.units.workspace.urls")),
    path("bang/", include("tinhso.surfaces.board.urls")),
    path("thu-vien-giao-dien/", include("tinhso.kernel.ui.urls")),
]
