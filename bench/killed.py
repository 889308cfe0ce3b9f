"""A sender that is killed again and again, and what became of its messages: for the benchmark and for a test.

    python -m bench.killed --kills 10 --items 20

It works in a data folder of its own (TRELLIS_DATA): three schools, of which one sends files, one by an e-mail
server and one by GOV.UK Notify, both of them stand-ins in a process that is not killed. The answer is JSON.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import django

LONGEST_LIFE = 0.1  # seconds a sender is at work from its first message until it is killed
URNS = {"outbox": "300001", "smtp": "300002", "notify": "300003"}


def main() -> None:
    """Kill senders while they send, let the last one finish, and say what was found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--items", type=int, default=20, help="messages by each transport at a time")
    parser.add_argument("--stand-ins", action="store_true")
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "trellis.web.settings"
    django.setup()
    if args.stand_ins:
        stand_in()
        return
    asking = [sys.executable, "-m", "bench.killed", "--stand-ins"]
    with subprocess.Popen(asking, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as others:
        assert others.stdin is not None
        assert others.stdout is not None
        _set_up(json.loads(others.stdout.readline()))
        killed, caught = _kill_senders(args.kills, args.items)
        _finish()
        others.stdin.close()
        taken = json.loads(others.stdout.readline())
    print(json.dumps({"kills": killed, "caught": caught, **_found(taken)}))


def stand_in() -> None:
    """Both stand-ins, until whoever asked for them has finished; then what they took."""
    from tests.messages.mail_stand_in import taking_mail
    from tests.messages.notify_stand_in import standing_in

    with standing_in(any_time=True) as notify, taking_mail() as mail:
        print(json.dumps({"notify": notify.url, "mail": mail.port}), flush=True)
        sys.stdin.read()
        numbers = [number.strip("<>").partition("@")[0] for number in mail.numbers()]
        said = {"notify": notify.references(), "smtp": numbers, "complaints": notify.complaints}
        print(json.dumps(said), flush=True)


# --- before -------------------------------------------------------------------------------------------------


def _set_up(where: dict[str, Any]) -> None:
    from django.conf import settings

    from tests.messages.notify_stand_in import EMAIL_TEMPLATE, KEY, TEXT_TEMPLATE
    from trellis.messages import sending
    from trellis.messages.channels import Asked, decide_channels
    from trellis.schools import actions
    from trellis.schools.settings import decide
    from trellis.web.migrating import migrate

    migrate()
    settings.NOTIFY_URL = where["notify"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", where["mail"]
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
    sending.PAUSES = (timedelta(seconds=0.2),) * 6  # type: ignore[misc]
    sending.SETTLED = timedelta(seconds=3)
    ways = {
        "outbox": Asked("outbox", "outbox"),
        "smtp": Asked("outbox", "smtp"),
        "notify": Asked("notify", "notify", KEY, TEXT_TEMPLATE, EMAIL_TEMPLATE),
    }
    for name, urn in URNS.items():
        school = actions.add_school(
            urn=urn, name=f"School by {name}", phase="primary", nation="england", by="tests"
        )
        decide_channels(place=school, asked=ways[name], by="tests")
        for setting, value in (("quiet_from", "00:00"), ("quiet_until", "00:00"), ("quiet_weekends", "no")):
            decide(place=school, name=setting, value=value, by="tests")


def _fill(items: int) -> None:
    """So many messages more by each transport, approved and waiting, turn by turn."""
    from django.utils import timezone

    from trellis.messages.models import Batch, Item, Side, Template, Wording
    from trellis.schools.models import Contact, Enrolment, FamilyLink, Pupil, School

    now, today = timezone.now(), timezone.localdate()
    batches, wordings = {}, {}
    for name, urn in URNS.items():
        school = School.objects.known_by(urn).get()
        template, _made = Template.objects.get_or_create(
            school=school, name="attendance-green", defaults={"subject": "attendance-bands"}
        )
        wordings[name], _made = Wording.objects.get_or_create(
            template=template, language="en", number=1, defaults={"title": "x", "written_by_name": "x"}
        )
        batches[name] = Batch.objects.create(
            school=school,
            subject="attendance-bands",
            occasion=f"{now:%H%M%S%f}",
            since=today,
            until=today,
            state="approved",
            prepared_by_name="x",
            approved_at=now,
            approved_by_name="x",
        )
    for number in range(items):
        for name, batch in batches.items():
            pupil = Pupil.objects.create(forename=f"Robin{number}", surname="Reed")
            contact = Contact.objects.create(name="Amara Reed", phone="07700 900123", email="a@b.example")
            FamilyLink.objects.create(
                pupil=pupil, school=batch.school, contact=contact, relationship="mother", since=today
            )
            item = Item.objects.create(
                batch=batch,
                place=number + 1,
                pupil=pupil,
                enrolment=Enrolment.objects.create(pupil=pupil, school=batch.school, since=today),
                contact=contact,
                channel="email" if name == "smtp" else "text",
                addressee=contact.name,
                address=["a@b.example" if name == "smtp" else "+447700900123"],
                occasion=batch.occasion,
                state="queued",
                approved_at=now,
                digest="x",
            )
            parts = [{"kind": "text", "lines": [f"About Robin{number}."]}]
            Side.objects.create(item=item, place=1, wording=wordings[name], title="A word", parts=parts)


# --- killing ------------------------------------------------------------------------------------------------


def _kill_senders(kills: int, items: int) -> tuple[int, int]:
    """Start a sender, kill it after a moment, and again; each time something is left for it to send.

    How many were killed, and how many of them with a message in their hands.
    """
    from django.db import connections, transaction

    from trellis.messages.models import Item

    chance, killed, caught = random.Random(1), 0, 0
    while killed < kills:
        if Item.objects.filter(state="queued").count() < items:
            with transaction.atomic():
                _fill(items)
        connections.close_all()
        begun, begins = os.pipe()
        sender = os.fork()
        if sender == 0:
            _send_for_ever(begins)
        os.close(begins)
        os.read(begun, 1)
        os.close(begun)
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        os.kill(sender, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(sender, 0)[1])
        caught += Item.objects.filter(state="sending").exists()
    return killed, caught


def _send_for_ever(begins: int) -> None:
    """A sender, in a process of its own, until it is killed. It says when it takes up its first message."""
    from trellis.messages import sending

    send = sending._Sender.send

    def said(sender: Any, item: Any) -> str:
        os.write(begins, b"!")
        return send(sender, item)

    sending._Sender.send = said  # type: ignore[method-assign]
    try:
        while True:
            sending.look_after(lease=timedelta(0))
            sending.send_due(most=20)
    finally:
        os._exit(1)


def _finish() -> None:
    """The last sender is left to finish."""
    from trellis.messages.models import Item
    from trellis.messages.sending import look_after, send_due

    until = time.monotonic() + 300
    while time.monotonic() < until:
        look_after(lease=timedelta(0))
        send_due()
        asked = Item.objects.filter(state="uncertain", batch__school__name="School by notify")
        if not Item.objects.waiting().exists() and not asked.exists():
            return
        time.sleep(0.1)


# --- after --------------------------------------------------------------------------------------------------


def _found(taken: dict[str, Any]) -> dict[str, Any]:
    """By transport: how many items, in which states, and how many were taken twice, never, or unknown."""
    from trellis.messages import outbox
    from trellis.messages.models import Item

    files = [path.stem.partition("-")[2] for path in outbox.root().rglob("text-*.txt")]
    whole = {**taken, "outbox": files}
    found: dict[str, Any] = {"complaints": taken["complaints"]}
    for name in URNS:
        items = dict(
            Item.objects.filter(batch__school__name=f"School by {name}").values_list("reference", "state")
        )
        times = Counter(whole[name])
        arrived = [reference for reference, state in items.items() if state in {"sent", "delivered"}]
        found[name] = {
            "items": len(items),
            "states": dict(Counter(items.values())),
            "twice": sum(count > 1 for count in times.values()),
            "said_sent_and_was_not": sum(reference not in times for reference in arrived),
            "taken_and_not_shown": sum(items.get(reference) not in SHOWN for reference in times),
        }
    return found


SHOWN = frozenset({"sent", "delivered", "uncertain"})

if __name__ == "__main__":
    main()
