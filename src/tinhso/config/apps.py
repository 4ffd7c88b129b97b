from django.apps import AppConfig


class Config(AppConfig):
    name = "tinhso.config"
    label = "config"
