"""The processes of the chaos test: `python -m tinhso.kernel.outbox.tests.stage WHAT …`.

database               starts the scratch PostgreSQL, says its addresses, stays until killed
people                 migrates, makes the province and its people, says their ids
writer FILE ID…        tells people without end, noting every commit it knows of; some changes it takes back
mail PORT FILE         a mail server that writes each letter down before it says so
clock HOURS COMMAND…   a command of ours, in a process whose clock is wrong by so many hours
"""

import asyncio
import json
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta


def database() -> None:
    from tinhso.config import local

    local.prepare()
    print(json.dumps({name: os.environ[name] for name in local.ROLE_VARIABLES.values()}), flush=True)
    sys.stdin.read()


def people() -> None:
    _django()
    from datetime import time as clock_time

    from django.core.management import call_command

    from tinhso.kernel.outbox.models import Quiet
    from tinhso.kernel.people.models import Person
    from tinhso.kernel.people.tests.cast import a_province

    call_command("migrate", verbosity=0, interactive=False)
    cast = a_province()
    for person in Person.objects.all():  # the test may run at night
        Quiet.objects.create(person=person, begins=clock_time(0), ends=clock_time(0))
    ids = list(Person.objects.values_list("pk", flat=True))
    print(json.dumps({"leader": cast.leader.pk, "people": ids}), flush=True)


def writer(file: str, leader: str, *people: str) -> None:
    _django()
    from django.db import Error, connection

    from tinhso.kernel.outbox.notices import tell
    from tinhso.kernel.people.scope import acting

    chance, told, ids = random.Random(os.getpid()), 0, [int(person) for person in people]
    with open(file, "a", buffering=1) as notes:
        while True:
            told += 1
            key = f"{os.getpid()}-{told}"
            undone = chance.random() < 0.2
            text = f"{'taken back' if undone else 'kept'} {key}"
            try:
                with acting(int(leader)):
                    tell(
                        chance.sample(ids, chance.randint(1, 3)),
                        event="duty.open",
                        text=text,
                        url=f"/viec/{told}",
                        at=datetime.now(UTC) + timedelta(hours=chance.randint(-6, 6)),
                        key=key,
                    )
                    if undone:
                        raise LookupError
                notes.write(key + "\n")
            except LookupError:
                pass
            except Error:
                connection.close()
                time.sleep(0.3)
            time.sleep(chance.random() * 0.1)


def mail(port: str, file: str, seconds: str = "0.02") -> None:
    from aiosmtpd.controller import Controller

    from tinhso.kernel.outbox.tests.servers import MailServer

    class Book(MailServer):
        async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]
            answer = await super().handle_DATA(server, session, envelope)
            os.write(book, (json.dumps(self.letters.pop()) + "\n").encode())
            await asyncio.sleep(random.random() * float(seconds))  # a wide window for a kill between both
            return answer

    book = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    Controller(Book(), hostname="127.0.0.1", port=int(port)).start()
    sys.stdin.read()


def clock(hours: str, *command: str) -> None:
    import django.utils.timezone

    real, wrong = time.time, float(hours) * 3600
    time.time = lambda: real() + wrong
    django.utils.timezone.now = lambda: datetime.fromtimestamp(time.time(), UTC)
    from tinhso.config.cli import main

    sys.argv = ["tinhso", *command]
    main()


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
    django.setup()


if __name__ == "__main__":
    {"database": database, "people": people, "writer": writer, "mail": mail, "clock": clock}[sys.argv[1]](
        *sys.argv[2:]
    )
