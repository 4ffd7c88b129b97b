"""Addresses of limitations."""

from django.urls import path

from tinhso.domain.limitations.workspace import acts, views

app_name = "limitations"
urlpatterns = [
    path("", views.listing, name="list"),
    path("moi", acts.new, name="new"),
    path("<int:pk>", views.limitation, name="limitation"),
    path("<int:pk>/nguyen-nhan", acts.explain, name="name_cause"),
    path("<int:pk>/bien-phap", acts.remedy, name="give_remedy"),
    path("<int:pk>/dong", acts.finish, name="close"),
    path("<int:pk>/mo-lai", acts.open_again, name="reopen"),
]
