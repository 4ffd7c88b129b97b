"""Addresses below /kho-van-ban/."""

from django.urls import path

from tinhso.kernel.documents.workspace.library import views

app_name = "library"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("<int:pk>", views.document, name="document"),
]
