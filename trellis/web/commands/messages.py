"""trellis messages send, trellis messages list: what waits to leave, and how every message stands."""

import argparse
import json
from typing import Any

from trellis.web.commands import (
    DONE,
    PROBLEMS,
    CommandWrong,
    command,
    group,
    offer_table_options,
)


def add_to(subparsers: Any) -> None:
    """Offer the commands of this module."""
    messages = group(subparsers, "messages", help="Texts and e-mails that somebody approved.")
    sending = command(messages, "send", run=send, help="Send what may go now.")
    sending.add_argument("--until-idle", action="store_true", help="go on until nothing may go any more")
    sending.add_argument("--json", action="store_true", help="answer in JSON")
    listing = command(messages, "list", run=list_messages, help="How messages stand.")
    listing.add_argument("--school", metavar="URN", help="of one school only")
    listing.add_argument("--state", metavar="STATE", help="in one state only, such as uncertain")
    listing.add_argument("--batch", type=int, metavar="N", help="of one batch only")
    offer_table_options(listing)


def send(args: argparse.Namespace) -> int:
    """One round of a sender, or rounds until nothing may go; 1 where something waits for a person."""
    from trellis.messages.models import Item
    from trellis.messages.sending import work_once

    counts: dict[str, int] = {}
    while done := work_once():
        for state, count in done.counts.items():
            counts[state] = counts.get(state, 0) + count
        if not args.until_idle:
            break
    waiting = Item.objects.waiting().exclude(channel="letter").count()
    for_a_person = Item.objects.for_a_person().count()
    if args.json:
        print(json.dumps({"done": counts, "waiting": waiting, "for_a_person": for_a_person}))
    else:
        said = ", ".join(f"{state} {count}" for state, count in sorted(counts.items())) or "nothing"
        print(f"Done: {said}. Waiting: {waiting}. For somebody to look at: {for_a_person}.")
    return PROBLEMS if for_a_person else DONE


def list_messages(args: argparse.Namespace) -> int:
    """The messages, newest first: references and states, and nobody's name or words."""
    from trellis.messages.models import Item
    from trellis.schools.models import School
    from trellis.web.tables import give_table

    found = Item.objects.approved().select_related("batch__school").prefetch_related("attempts")
    if args.school:
        school = School.objects.known_by(args.school).first()
        if school is None:
            raise CommandWrong(f"No school here has the URN {args.school}.")
        found = found.filter(batch__school=school)
    if args.state:
        if args.state not in Item.State.values:
            raise CommandWrong(f"{args.state} is no state: choose from {', '.join(Item.State.values)}.")
        found = found.filter(state=args.state)
    if args.batch:
        found = found.filter(batch=args.batch)
    rows = [_row(item) for item in found.order_by("-pk")]
    give_table(args, {"rows": rows}, rows=rows, headline=f"{len(rows)} messages.")
    return DONE


def _row(item: Any) -> dict[str, Any]:
    attempts = list(item.attempts.all())
    return {
        "reference": item.reference,
        "school": item.batch.school.name,
        "batch": item.batch_id,
        "channel": item.channel,
        "state": item.state,
        "approved_at": _moment(item.approved_at),
        "sent_at": _moment(item.sent_at),
        "not_before": _moment(item.not_before),
        "says": attempts[-1].says if attempts else "",
    }


def _moment(held: Any) -> str | None:
    from django.utils import timezone

    return timezone.localtime(held).isoformat(timespec="seconds") if held else None
