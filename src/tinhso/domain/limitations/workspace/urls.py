"""Addresses of limitations."""

from django.urls import URLPattern

app_name = "limitations"
urlpatterns: list[URLPattern] = []
