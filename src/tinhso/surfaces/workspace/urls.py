"""The workspace of officials: every room is mounted here."""

from django.urls import include, path

from tinhso.surfaces.workspace import views

urlpatterns = [
    path("", views.home, name="home"),
    path("chuc-vu", views.switch_post, name="switch_post"),
    path("thong-bao", views.notices, name="notices"),
    path("viec/", include("tinhso.kernel.duties.workspace.urls")),
    path("van-ban/", include("tinhso.domain.directives.workspace.urls")),
    path("phat-hanh/", include("tinhso.kernel.documents.workspace.issuing_urls")),
    path("tep/", include("tinhso.kernel.documents.workspace.urls")),
    path("don-vi/", include("tinhso.kernel.units.workspace.urls")),
    path("bang/", include("tinhso.surfaces.board.urls")),
    path("thu-vien-giao-dien/", include("tinhso.kernel.ui.urls")),
]
