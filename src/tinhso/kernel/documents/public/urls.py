"""Addresses below /xac-minh/: for everybody who holds a document of ours."""

from django.urls import path

from tinhso.kernel.documents.public import views

app_name = "verify"
urlpatterns = [
    path("", views.start, name="start"),
    path("tep", views.upload, name="upload"),
    path("<str:code>/bang-chung.json", views.proof, name="proof"),
    path("<str:code>", views.document, name="document"),
]
