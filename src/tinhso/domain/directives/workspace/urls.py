"""Addresses below /van-ban/."""

from django.urls import path

from tinhso.domain.directives.workspace import annexes, changes, clear_pages, quality, views

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
    path("phu-luc/mau", annexes.template, name="annex_template"),
    path("<int:pk>/phu-luc", annexes.listing, name="annexes"),
    path("<int:pk>/phu-luc/<int:annex>", annexes.one, name="annex"),
    path("<int:pk>/phu-luc/<int:annex>/cot", annexes.columns, name="annex_columns"),
    path("<int:pk>/phu-luc/<int:annex>/ten", annexes.names, name="annex_names"),
    path("<int:pk>/phu-luc/<int:annex>/ten/<int:name>", annexes.name, name="annex_name"),
    path("<int:pk>/phu-luc/<int:annex>/loi", annexes.errors, name="annex_errors"),
    path("<int:pk>/phu-luc/<int:annex>/bo-hang", annexes.leave_out, name="annex_leave_out"),
    path("<int:pk>/phu-luc/<int:annex>/huy", annexes.discard, name="annex_discard"),
    path("<int:pk>/phu-luc/<int:annex>/nhap", annexes.write, name="annex_import"),
    path("<int:pk>/phu-luc/<int:annex>/hoan-tac", annexes.undo, name="annex_undo"),
    path("<int:pk>/phu-luc/<int:annex>/lam-lai", annexes.resume, name="annex_resume"),
]
