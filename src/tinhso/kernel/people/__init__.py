"""Persons, accounts, posts and roles: who acts, in which post, and what that post reaches."""
