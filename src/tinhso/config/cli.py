"""The command `tinhso`: Django's commands, ours among them, with the local installation started when needed."""

import os
import sys
from importlib import import_module

from tinhso.config import local

# Reads files and the province pack only: it needs neither a database nor the apps, and starts in a blink.
ALONE = {"extract": "tinhso.domain.directives.management.commands.extract"}
WITHOUT_DATABASE = {"help", "version", "messages"}
# The processes that serve do so with as little right as they need; whatever an operator types owns the tables.
ROLES = {"web": "app", "worker": "worker"}


def main() -> None:
    """Run one command, for the operator and so as the database's owner; without arguments show the help."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    os.environ.setdefault("TINHSO_DATABASE_ROLE", ROLES.get(command, "owner"))
    if command in ALONE:
        import_module(ALONE[command]).Command().run_from_argv(["tinhso", *sys.argv[1:]])
        return
    if command not in WITHOUT_DATABASE and not command.startswith("-"):
        local.prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tinhso", command, *sys.argv[2:]])


if __name__ == "__main__":
    main()
