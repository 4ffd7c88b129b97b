"""Formats for Django's FORMAT_MODULE_PATH: its own ``vi`` reads 05/02/2026 as 2 May."""
