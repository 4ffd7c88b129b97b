"""Addresses below /van-ban/."""

from django.urls import path

from tinhso.domain.directives.workspace import changes, clear_pages, quality, views

app_name = "directives"
urlpatterns = [
    path("", views.listing, name="list"),
    path("moi", views.new, name="new"),
    path("tu-kho/<int:pk>", views.from_register, name="from_register"),
    path("kiem-tra-du-thao", clear_pages.draft, name="draft"),
    path("do-ro", clear_pages.units, name="clear_units"),
    path("chat-luong-doc", quality.quality, name="quality"),
    path("chat-luong-doc/nhan", quality.labels, name="labels"),
    path("viec/<int:task>", views.source, name="source"),
    path("<int:pk>", views.room, name="room"),
    path("<int:pk>/thong-tin", views.describe, name="describe"),
    path("<int:pk>/xac-nhan", views.confirm, name="confirm"),
    path("<int:pk>/viec/moi", views.add, name="add"),
    path("<int:pk>/viec/gop", views.merge, name="merge"),
    path("<int:pk>/viec/<int:task>", views.correct, name="correct"),
    path("<int:pk>/viec/<int:task>/thay-doi", changes.apply, name="change"),
    path("<int:pk>/viec/<int:task>/tach", views.split, name="split"),
    path("<int:pk>/viec/<int:task>/bo", views.drop, name="drop"),
    path("<int:pk>/viec/<int:task>/khoi-phuc", views.restore, name="restore"),
]
