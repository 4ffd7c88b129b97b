"""The command `tinhso`: Django's commands, ours among them, with the local installation started when needed."""

import os
import sys

from tinhso.config import local

# Commands that work without any database: they read files and the province pack only.
WITHOUT_DATABASE = {"extract", "help", "version", "messages", "check_environment", None}
# What the web server itself runs as is decided in launch.py; a command acts for the operator, as the owner.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")


def main() -> None:
    """Run one command; without arguments show the help."""
    command = sys.argv[1] if len(sys.argv) > 1 else None
    os.environ.setdefault("TINHSO_DATABASE_ROLE", "owner")
    if command not in WITHOUT_DATABASE and not (command or "").startswith("-"):
        local.prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tinhso", *sys.argv[1:]] if command else ["tinhso", "help"])


if __name__ == "__main__":
    main()
