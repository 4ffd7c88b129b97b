from django.urls import path

from tinhso.surfaces.board import views

app_name = "board"
urlpatterns = [path("", views.board, name="board"), path("viec", views.rows, name="rows")]
