"""Addresses below /thong-bao/."""

from django.urls import path

from tinhso.kernel.outbox.workspace import contacts, mine, operators

app_name = "outbox"
urlpatterns = [
    path("cach-nhan", mine.mine, name="mine"),
    path("cach-nhan/<slug:channel>", contacts.contact, name="contact"),
    path("van-hanh", operators.overview, name="operators"),
    path("van-hanh/kenh/<slug:channel>", operators.change_channel, name="channel"),
    path("van-hanh/tin", operators.deliveries, name="deliveries"),
    path("van-hanh/tin/<uuid:pk>", operators.delivery, name="delivery"),
    path("van-hanh/viec-nen", operators.failed_jobs, name="jobs"),
    path("van-hanh/viec-nen/<int:pk>", operators.job, name="job"),
]
