"""Addresses below /buoi-lam-viec/."""

from django.urls import path

from tinhso.domain.sessions.workspace import concluding, gathering, saying, views

app_name = "sessions"
urlpatterns = [
    path("", views.listing, name="list"),
    path("moi", views.new, name="new"),
    path("han-che", views.limitations, name="limitations"),
    path("goi-y-chuc-vu", views.suggest_posts, name="suggest_posts"),
    path("goi-y-van-ban", views.suggest_documents, name="suggest_documents"),
    path("y-kien/<int:remark>", views.source, name="source"),
    path("<int:pk>", views.session, name="session"),
    path("<int:pk>/bien-ban", views.minutes, name="minutes"),
    path("<int:pk>/sua", views.edit, name="edit"),
    path("<int:pk>/thanh-phan", gathering.roll, name="roll"),
    path("<int:pk>/thanh-phan/them", gathering.guests, name="guests"),
    path("<int:pk>/thanh-phan/<int:attendance>/bo", gathering.strike, name="strike"),
    path("<int:pk>/noi-dung", gathering.agenda, name="agenda"),
    path("<int:pk>/tai-lieu", gathering.papers, name="papers"),
    path("<int:pk>/tai-lieu/<int:paper>/bo", gathering.take_away, name="take_away"),
    path("<int:pk>/y-kien/moi", saying.note, name="note"),
    path("<int:pk>/y-kien/<int:remark>", saying.correct, name="correct"),
    path("<int:pk>/y-kien/<int:remark>/bo", saying.drop, name="drop"),
    path("<int:pk>/y-kien/<int:remark>/khoi-phuc", saying.restore, name="restore"),
    path("<int:pk>/y-kien/<int:remark>/vao-so", saying.enter, name="enter"),
    path("<int:pk>/y-kien/<int:remark>/doan", saying.paragraph, name="paragraph"),
    path("<int:pk>/giao-viec", saying.give, name="give"),
    path("<int:pk>/thong-bao", concluding.notice, name="notice"),
    path("<int:pk>/thong-bao/so", concluding.number, name="number"),
    path("<int:pk>/ket-thuc", concluding.close, name="close"),
    path("<int:pk>/mo-lai", concluding.reopen, name="reopen"),
]
