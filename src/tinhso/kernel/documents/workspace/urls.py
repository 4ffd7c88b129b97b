from django.urls import path

from tinhso.kernel.documents.workspace import views

app_name = "documents"
urlpatterns = [path("<int:pk>", views.file, name="file")]
