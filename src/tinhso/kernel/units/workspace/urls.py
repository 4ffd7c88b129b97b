"""Addresses below /don-vi/."""

from django.urls import path

from tinhso.kernel.units.workspace import views

app_name = "units"
urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("goi-y", views.suggest, name="suggest"),
    path("<slug:key>", views.one, name="unit"),
]
