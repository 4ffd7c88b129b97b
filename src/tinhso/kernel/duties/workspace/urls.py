"""Addresses below /viec/."""

from django.urls import path

from tinhso.kernel.duties.workspace import (
    acts,
    feed,
    giving,
    giving_many,
    many,
    obstacles,
    orders,
    recurrences,
    reminded,
    sampled,
    searching,
    views,
)

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
    path("giao/nhieu", giving_many.give_many, name="give_many"),
    path("giao/dinh-ky", giving_many.give_again, name="give_again"),
    path("giao/sau-su-kien", giving_many.give_after, name="give_after"),
    path("nhieu-don-vi", orders.order_list, name="orders"),
    path("nhieu-don-vi/<uuid:pk>", orders.order, name="order"),
    path("dinh-ky", recurrences.recurrence_list, name="recurrences"),
    path("dinh-ky/<int:pk>", recurrences.recurrence, name="recurrence"),
    path("dinh-ky/<int:pk>/<slug:verb>", recurrences.recurrence_act, name="recurrence_act"),
    path("hang-loat", many.many, name="bulk"),
    path("hang-loat/<uuid:pk>", many.bulk_run, name="bulk_run"),
    path("lich", feed.page, name="feed"),
    path("lich/<str:token>.ics", feed.ics, name="ics"),
    path("<int:pk>", views.duty, name="duty"),
    path("<int:pk>/<slug:verb>", acts.act, name="act"),
]
