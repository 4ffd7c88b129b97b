"""Addresses below /viec/."""

from django.urls import path

from tinhso.kernel.duties.workspace import acts, giving, reminded, searching, views

app_name = "duties"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("tim", searching.search, name="search"),
    path("giao", giving.give, name="give"),
    path("nhac", reminded.reminded, name="reminders"),
    path("<int:pk>", views.duty, name="duty"),
    path("<int:pk>/<slug:verb>", acts.act, name="act"),
]
