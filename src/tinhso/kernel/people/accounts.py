"""How accounts come to be: by an administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """allauth's rules where this product's differ."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Officials' accounts are made for a post, not asked for on a page."""
        return False
