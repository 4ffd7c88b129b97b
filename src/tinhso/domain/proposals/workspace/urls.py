"""Addresses of proposals."""

from django.urls import path

from tinhso.domain.proposals.workspace import acts, views

app_name = "proposals"
urlpatterns = [
    path("", views.listing, name="list"),
    path("moi", acts.new, name="new"),
    path("<int:pk>", views.proposal, name="proposal"),
    path("<int:pk>/tra-loi", acts.reply, name="answer"),
    path("<int:pk>/chuyen", acts.forward, name="pass_on"),
    path("<int:pk>/ket-qua", acts.outcome, name="settle"),
    path("<int:pk>/rut", acts.take_back, name="withdraw"),
]
