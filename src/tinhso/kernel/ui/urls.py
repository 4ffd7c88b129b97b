"""Addresses of the design system; mounted by config."""

from django.urls import path

from tinhso.kernel.ui import gallery, views

app_name = "ui"
urlpatterns = [
    path("", gallery.gallery, name="gallery"),
    path("phim-tat", views.shortcuts, name="shortcuts"),
    path("goi-y", gallery.suggest, name="gallery_suggest"),
    path("<slug:layout>", gallery.gallery, name="gallery_layout"),
]
