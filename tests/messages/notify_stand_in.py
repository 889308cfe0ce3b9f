"""A stand-in for GOV.UK Notify on this machine: it checks what it is sent as Notify's documentation says, and
can answer well, refuse, hang up or keep silent.
"""

import base64
import hashlib
import hmac
import json
import socket
import threading
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"oak_texts-{SERVICE}-{SECRET}"
TEXT_TEMPLATE = "11111111-1111-4111-8111-111111111111"
EMAIL_TEMPLATE = "22222222-2222-4222-8222-222222222222"
SHAPES = {
    "sms": (TEXT_TEMPLATE, "phone_number", {"message"}),
    "email": (EMAIL_TEMPLATE, "email_address", {"subject", "message"}),
}


@dataclass
class StandIn:
    """What Notify was sent, and how it answers the next requests.

    `answers` are taken in turn: a status, "take and drop" (it takes the message and breaks off), "drop" (it
    breaks off first) or "take and hang". When there are none it answers as it should.
    """

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    answers: deque[Any] = field(default_factory=deque)
    complaints: list[str] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)  # by reference
    received: list[dict[str, Any]] = field(default_factory=list)
    a_page: int = 250  # texts that came, given at once
    asked: list[str] = field(default_factory=list)
    hang_up: threading.Event = field(default_factory=threading.Event)
    any_time: bool = False  # a sender in another process has a clock of its own

    def take(self, said: dict[str, Any]) -> dict[str, Any]:
        held = {"id": str(uuid.uuid4()), "status": "created", **said}
        self.taken.append(held)
        return held

    def references(self) -> list[str]:
        return [held["reference"] for held in self.taken]


class Answering(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def log_message(self, format: str, *args: Any) -> None:
        """A stand-in keeps quiet."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        said = json.loads(self.rfile.read(length))
        kind = self.path.rpartition("/")[2]
        wrong = self._wrong_with(kind, said)
        if wrong:
            self.stand_in.complaints.append(wrong)
            self._answer(403 if wrong.startswith("token") else 400, _errors(wrong))
            return
        self._answer_in_turn(said)

    def _answer_in_turn(self, said: dict[str, Any]) -> None:
        answer = self.stand_in.answers.popleft() if self.stand_in.answers else 201
        if answer in {"take and drop", "take and hang"}:
            self.stand_in.take(said)
        if answer == "take and hang":
            self.stand_in.hang_up.wait(20)
        if isinstance(answer, str):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif answer == 201:
            self._answer(201, {"id": self.stand_in.take(said)["id"], "reference": said["reference"]})
        else:
            self._answer(answer, _errors(f"made to say {answer}"))

    def do_GET(self) -> None:
        wrong = self._wrong_token()
        if wrong:
            self.stand_in.complaints.append(wrong)
            self._answer(403, _errors(wrong))
            return
        asked = urlsplit(self.path)
        self.stand_in.asked.append(self.path)
        held = [
            {**one, "status": self.stand_in.statuses.get(one["reference"], one["status"])}
            for one in self.stand_in.taken
        ]
        if asked.path == "/v2/received-text-messages":
            self._answer_received(parse_qs(asked.query))
        elif asked.path == "/v2/notifications":
            reference = parse_qs(asked.query)["reference"][0]
            self._answer(200, {"notifications": [one for one in held if one["reference"] == reference]})
        else:
            number = asked.path.rpartition("/")[2]
            found = next((one for one in held if one["id"] == number), None)
            self._answer(200 if found else 404, found or _errors("No result found"))

    def _answer_received(self, asked: dict[str, list[str]]) -> None:
        """A page of the texts that came, the newest first; of those before one, where it is named."""
        held = self.stand_in.received
        numbers = [one["id"] for one in held]
        older_than = asked.pop("older_than", [None])[0]
        if asked or (older_than is not None and older_than not in numbers):
            self.stand_in.complaints.append(f"received: {self.path}")
            self._answer(400, _errors("older_than is not a valid UUID"))
            return
        begin = 0 if older_than is None else numbers.index(older_than) + 1
        self._answer(200, {"received_text_messages": held[begin : begin + self.stand_in.a_page]})

    # --- what Notify checks

    def _wrong_with(self, kind: str, said: dict[str, Any]) -> str:
        wrong = self._wrong_token()
        if wrong:
            return wrong
        template, to, fields = SHAPES[kind]
        if set(said) != {"template_id", "reference", "personalisation", to}:
            return f"fields: {sorted(said)}"
        if said["template_id"] != template:
            return f"template: {said['template_id']}"
        if set(said["personalisation"]) != fields or not all(said["personalisation"].values()):
            return f"personalisation: {sorted(said['personalisation'])}"
        if not said["reference"] or not said[to]:
            return "reference or address is empty"
        return ""

    def _wrong_token(self) -> str:
        kind, _space, token = self.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or token.count(".") != 2:
            return "token is missing"
        head, claims, signature = token.split(".")
        made = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(made, _decoded(signature)):
            return "token: signature"
        if json.loads(_decoded(head)) != {"typ": "JWT", "alg": "HS256"}:
            return "token: head"
        said = json.loads(_decoded(claims))
        if said["iss"] != SERVICE:
            return "token: service"
        late = abs(timezone.now().timestamp() - said["iat"])
        if late > 30 and not self.stand_in.any_time:
            return "token: issued at another time"
        return ""

    def _answer(self, status: int, said: Any) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(ThreadingHTTPServer):
    """It says nothing when a sender is killed in the middle of a request."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The request is over."""


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _errors(says: str) -> dict[str, Any]:
    return {"errors": [{"error": "Error", "message": says}]}


@contextmanager
def standing_in(*, any_time: bool = False) -> Iterator[StandIn]:
    """A stand-in that answers on a port of its own until the block ends."""
    stand_in = StandIn(any_time=any_time)
    server = Server(("127.0.0.1", 0), type("Answers", (Answering,), {"stand_in": stand_in}))
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield stand_in
    finally:
        stand_in.hang_up.set()
        server.shutdown()
        server.server_close()
