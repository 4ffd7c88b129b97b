"""Addresses below /soan-thao/. Where a page makes a move of workflow.MOVES, it bears the move's name."""

from django.urls import path

from tinhso.domain.drafting.workspace import asking, leaving, versions, views

app_name = "drafting"
urlpatterns = [
    path("", views.listing, name="list"),
    path("cho-don-vi-toi", views.waiting, name="waiting"),
    path("gui-den", views.received, name="received"),
    path("gui-den/<int:pk>", leaving.delivery, name="delivery"),
    path("gui-den/<int:pk>/da-nhan", leaving.acknowledging, name="acknowledge"),
    path("moi", views.new, name="new"),
    path("<int:pk>", views.dossier, name="dossier"),
    path("<int:pk>/kiem-tra-ro", views.clarity, name="clarity"),
    path("<int:pk>/ban/<int:number>", versions.version, name="version"),
    path("<int:pk>/ban/<int:number>.docx", versions.as_docx, name="docx"),
    path("<int:pk>/ban/<int:number>.pdf", versions.as_pdf, name="pdf"),
    path("<int:pk>/ban/<int:number>/gop", versions.merge, name="merge"),
    path("<int:pk>/so-sanh", versions.compare, name="compare"),
    path("<int:pk>/tai-len", versions.upload, name="write"),
    path("<int:pk>/sua", versions.edit, name="edit"),
    path("<int:pk>/doi", leaving.redirecting, name="redirect"),
    path("<int:pk>/lay-y-kien", asking.consulting, name="consult"),
    path("<int:pk>/ket-thuc-lay-y-kien", asking.closing, name="close_consultation"),
    path("<int:pk>/tiep-thu", asking.table, name="table"),
    path("<int:pk>/tiep-thu/<int:comment>", asking.settling, name="settle"),
    path("y-kien/<int:pk>", asking.consultation, name="consultation"),
    path("<int:pk>/gui-tham-dinh", asking.appraising, name="send_to_appraisal"),
    path("tham-dinh/<int:pk>", asking.appraisal, name="appraisal"),
    path("<int:pk>/trinh", leaving.submitting, name="submit"),
    path("trinh/<int:pk>", leaving.submission, name="submission"),
    path("<int:pk>/rut-lai", leaving.recalling, name="recall"),
    path("<int:pk>/thoi", leaving.dropping, name="drop"),
    path("<int:pk>/phat-hanh", leaving.issuing, name="issue"),
    path("<int:pk>/noi-nhan", leaving.recipients, name="recipients"),
    path("<int:pk>/noi-nhan/them", leaving.distributing, name="distribute"),
]
