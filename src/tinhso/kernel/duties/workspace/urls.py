"""Addresses below /viec/."""

from django.urls import path

from tinhso.kernel.duties.workspace import acts, views

app_name = "duties"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>", views.duty, name="duty"),
    path("<int:pk>/<slug:verb>", acts.act, name="act"),
]
