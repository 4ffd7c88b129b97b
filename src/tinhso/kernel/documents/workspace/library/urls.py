"""Addresses below /kho-van-ban/."""

from django.urls import path

from tinhso.kernel.documents.workspace.library import acts, views

app_name = "library"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("vao-so", acts.incoming, name="incoming"),
    path("van-ban-di", acts.issued, name="issued"),
    path("goi-y-nguoi-ky", acts.suggest_signers, name="suggest_signers"),
    path("<int:pk>", views.document, name="document"),
    path("<int:pk>/sua", acts.edit, name="edit"),
    path("<int:pk>/so-den", acts.arrival, name="arrival"),
    path("<int:pk>/dinh-kem", acts.add_files, name="attach"),
    path("<int:pk>/dinh-kem/<int:attachment>/bo", acts.remove_file, name="detach"),
    path("<int:pk>/lien-ket", acts.add_relation, name="relate"),
    path("<int:pk>/lien-ket/<int:relation>/bo", acts.remove_relation, name="unrelate"),
]
