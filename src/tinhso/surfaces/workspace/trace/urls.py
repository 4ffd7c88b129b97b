from django.urls import path

from tinhso.surfaces.workspace.trace import views

app_name = "trace"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>", views.entry, name="entry"),
    path("<int:pk>/bang-chung.json", views.proof, name="proof"),
    path("kiem-tra.py", views.script, name="script"),
]
