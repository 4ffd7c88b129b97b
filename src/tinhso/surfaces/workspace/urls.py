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
    path("buoi-lam-viec/", include("tinhso.domain.sessions.workspace.urls")),
    path("chuong-trinh/", include("tinhso.domain.programmes.workspace.urls")),
    path("han-che/", include("tinhso.domain.limitations.workspace.urls")),
    path("kien-nghi/", include("tinhso.domain.proposals.workspace.urls")),
    path("soan-thao/", include("tinhso.domain.drafting.workspace.urls")),
    path("so-van-ban/", include("tinhso.kernel.documents.workspace.books.urls")),
    path("kho-van-ban/", include("tinhso.kernel.documents.workspace.library.urls")),
    path("phat-hanh/", include("tinhso.kernel.documents.workspace.issuing_urls")),
    path("tep/", include("tinhso.kernel.documents.workspace.urls")),
    path("don-vi/", include("tinhso.kernel.units.workspace.urls")),
    path("nguoi/", include("tinhso.kernel.people.workspace.urls")),
    path("dau-vet/", include("tinhso.surfaces.workspace.trace.urls")),
    path("bang/", include("tinhso.surfaces.board.urls")),
    path("quy-tac/", include("tinhso.kernel.rules.workspace.urls")),
    path("thu-vien-giao-dien/", include("tinhso.kernel.ui.urls")),
]
