"""Addresses below /viec/."""

from django.urls import path

from tinhso.kernel.duties.workspace import acts, giving, obstacles, reminded, sampled, searching, views

app_name = "duties"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("tim", searching.search, name="search"),
    path("giao", giving.give, name="give"),
    path("nhac", reminded.reminded, name="reminders"),
    path("vuong-mac", obstacles.listed, name="obstacles"),
    path("vuong-mac/<int:pk>", obstacles.obstacle, name="obstacle"),
    path("vuong-mac/<int:pk>/nhan", obstacles.acknowledge, name="acknowledge_obstacle"),
    path("vuong-mac/<int:pk>/da-go", obstacles.remove, name="remove_obstacle"),
    path("kiem-tra", sampled.listed, name="samples"),
    path("kiem-tra/rut", sampled.draw, name="draw_sample"),
    path("kiem-tra/<int:pk>", sampled.sample, name="sample"),
    path("kiem-tra/ket-qua/<int:pk>", sampled.check, name="sampled_result"),
    path("<int:pk>", views.duty, name="duty"),
    path("<int:pk>/<slug:verb>", acts.act, name="act"),
]
