"""Addresses below /don-vi/."""

from django.urls import path

from tinhso.kernel.units.workspace import acts, views

app_name = "units"
urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("goi-y", views.suggest, name="suggest"),
    path("sap-xep", acts.index, name="acts"),
    path("sap-xep/moi/<slug:what>", acts.new, name="new_act"),
    path("sap-xep/<int:pk>", acts.act, name="act"),
    path("sap-xep/<int:pk>/tra-loi", acts.answer_questions, name="answer_act"),
    path("sap-xep/<int:pk>/quyet-dinh", acts.decide_act, name="decide_act"),
    path("sap-xep/<int:pk>/rut", acts.withdraw_act, name="withdraw_act"),
    path("sap-xep/<int:pk>/dem-lai", acts.count_again, name="count_act"),
    path("sap-xep/<int:pk>/khoi-phuc", acts.reverse_act, name="reverse_act"),
    path("<slug:key>", views.one, name="unit"),
]
