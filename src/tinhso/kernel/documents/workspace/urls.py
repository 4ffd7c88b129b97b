"""Addresses below /tep/."""

from django.urls import path

from tinhso.kernel.documents.workspace import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>", views.file, name="file"),
    path("<int:pk>/thong-tin", views.page, name="page"),
    path("<int:pk>/xem/<int:number>", views.preview, name="preview"),
]
