"""A stand-in for an e-mail server: it takes messages as SMTP says, or does as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailStandIn:
    """What the server took. `at` says what it does instead at a step ("MAIL", "RCPT", "DATA", "END"): answer
    with a code, or with 0 break off.
    """

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)

    def numbers(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.taken]


class Answering(socketserver.StreamRequestHandler):
    """One conversation."""

    stand_in: MailStandIn

    def handle(self) -> None:
        self._say(220, "ready")
        for line in iter(self.rfile.readline, b""):
            verb = line.split(maxsplit=1)[0].upper().decode() if line.strip() else ""
            if verb == "QUIT":
                self._say(221, "bye")
                return
            if not self._step(verb):
                return

    def _step(self, verb: str) -> bool:
        """Answer one command; whether the conversation goes on."""
        code = self.stand_in.at.get(verb, 354 if verb == "DATA" else 250)
        if code == 0:
            return False
        self._say(code, "as told")
        return self._take() if verb == "DATA" and code == 354 else True

    def _take(self) -> bool:
        lines = []
        for line in iter(self.rfile.readline, b""):
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        else:  # whoever spoke is gone before the message ended: nothing was taken (RFC 5321, 4.1.1.4)
            return False
        code = self.stand_in.at.get("END", 250)
        if code in {0, 250}:  # it breaks off once it has the message
            self.stand_in.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if code:
            self._say(code, "as told")
        return bool(code)

    def _say(self, code: int, words: str) -> None:
        self.wfile.write(f"{code} {words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    """It says nothing when a sender is killed in the middle of a sentence."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """The conversation is over."""


@contextmanager
def taking_mail() -> Iterator[MailStandIn]:
    """A stand-in that takes e-mail on a port of its own until the block ends."""
    stand_in = MailStandIn()
    server = Server(("127.0.0.1", 0), type("Answers", (Answering,), {"stand_in": stand_in}))
    stand_in.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
