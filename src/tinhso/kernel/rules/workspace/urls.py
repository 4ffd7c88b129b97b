"""Addresses below /quy-tac/."""

from django.urls import path

from tinhso.kernel.rules.workspace import views

app_name = "rules"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("<str:key>", views.rule, name="rule"),
]
