"""Addresses below /so-van-ban/."""

from django.urls import path

from tinhso.kernel.documents.workspace.books import acts, views

app_name = "books"
urlpatterns = [
    path("", views.all_series, name="all"),
    path("<int:pk>", views.book, name="book"),
    path("lay-so", acts.take, name="take"),
    path("so-kem-chu", acts.take_with_letter, name="letter"),
    path("giu-so", acts.reserve, name="reserve"),
    path("ghi-so-giay", acts.enter_paper, name="paper"),
    path("so/<int:pk>/dung", acts.use_reserved, name="use"),
    path("so/<int:pk>/huy", acts.cancel, name="cancel"),
]
