from django.apps import AppConfig


class Demo(AppConfig):
    name = "tinhso.surfaces.demo"
