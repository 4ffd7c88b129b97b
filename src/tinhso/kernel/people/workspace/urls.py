"""Addresses below /nguoi/."""

from django.urls import path

from tinhso.kernel.people.workspace import (
    contacts,
    delegations,
    emergencies,
    handovers,
    imports,
    invitations,
    posts,
    visitors,
)

app_name = "people"
urlpatterns = [
    path("", posts.listing, name="posts"),
    path("goi-y", posts.suggest, name="suggest"),
    path("lien-he/<int:pk>", contacts.show, name="contact"),
    path("chuc-vu/moi", posts.create, name="post_new"),
    path("chuc-vu/<int:pk>", posts.post, name="post"),
    path("chuc-vu/<int:pk>/sua", posts.change, name="post_change"),
    path("chuc-vu/<int:pk>/ket-thuc", posts.end, name="post_end"),
    path("chuc-vu/<int:pk>/bo-nhiem", posts.appointing, name="post_appoint"),
    path("chuc-vu/<int:pk>/moi", invitations.inviting, name="post_invite"),
    path("chuc-vu/<int:pk>/ban-giao", handovers.hand, name="post_hand_over"),
    path("ban-giao/<int:pk>", handovers.one, name="handover"),
    path("phieu-moi/<int:pk>", invitations.slip, name="slip"),
    path("phieu-moi/<int:pk>/gui-thu", invitations.mail, name="invitation_mail"),
    path("phieu-moi/<int:pk>/thu-hoi", invitations.revoke, name="invitation_revoke"),
    path("loi-moi/", visitors.ask_code, name="ask_code"),
    path("loi-moi/<str:code>", visitors.invited, name="invited"),
    path("uy-quyen/", delegations.listing, name="delegations"),
    path("uy-quyen/moi", delegations.give, name="delegation_new"),
    path("uy-quyen/<int:pk>/thu-hoi", delegations.revoke, name="delegation_revoke"),
    path("khan-cap/", emergencies.listing, name="emergencies"),
    path("khan-cap/moi", emergencies.ask, name="emergency_new"),
    path("khan-cap/<int:pk>", emergencies.one, name="emergency"),
    path("khan-cap/<int:pk>/quyet-dinh", emergencies.decide, name="emergency_decide"),
    path("khan-cap/<int:pk>/ket-thuc", emergencies.end, name="emergency_end"),
    path("nhap/", imports.listing, name="imports"),
    path("nhap/tep-mau.xlsx", imports.template, name="import_template"),
    path("nhap/<int:pk>", imports.one, name="import"),
    path("nhap/<int:pk>/loi.xlsx", imports.errors, name="import_errors"),
    path("nhap/<int:pk>/ghi", imports.confirm, name="import_confirm"),
    path("nhap/<int:pk>/ma", imports.codes, name="import_codes"),
    path("nhap/<int:pk>/gui-thu", imports.mail, name="import_mail"),
]
