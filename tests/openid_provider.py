"""A small OpenID Connect provider on this machine, for tests: real keys, signed tokens, PKCE, its own page.

    with Provider(client_id="trellis", secret="…") as provider:
        provider.people["olive"] = {"sub": "42", "email": "office@oak.example", "email_verified": True}

Whoever comes is asked by buttons who they are.
"""

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

Claims = dict[str, Any]


@dataclass
class Provider:
    """What the provider knows: its client, its people, and the codes it has given out."""

    client_id: str
    secret: str
    people: dict[str, Claims] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, Claims] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.provider = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def configuration(self) -> Claims:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> Claims:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def give_code(self, who: str, asked: dict[str, str]) -> str:
        """Where the browser goes next, with a code that is good once."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "who": who}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, sent: dict[str, str]) -> Claims:
        """Tokens for a code, if whoever asks can show what the code was asked with (PKCE)."""
        asked = self.codes.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        assert asked["redirect_uri"] == sent["redirect_uri"]
        claims, now = self.people[asked["who"]], int(time.time())
        access = secrets.token_urlsafe(16)
        self.tokens[access] = claims
        identity = {**claims, "iss": self.url, "aud": self.client_id, "iat": now, "exp": now + 300}
        signed = jwt.encode(identity, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    """Answers for the provider whose server it is."""

    @property
    def provider(self) -> Provider:
        return self.server.provider  # type: ignore[attr-defined]

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._answer(self.provider.configuration())
        elif parts.path == "/keys":
            self._answer(self.provider.keys())
        elif parts.path == "/userinfo":
            self._answer(self.provider.tokens[self.headers["Authorization"].removeprefix("Bearer ")])
        elif parts.path == "/authorize" and asked["client_id"] == self.provider.client_id:
            self._ask_who(asked)
        else:
            self.send_error(404)

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        known = base64.b64encode(f"{self.provider.client_id}:{self.provider.secret}".encode()).decode()
        if self.path == "/token" and self.headers["Authorization"] == f"Basic {known}":
            self._answer(self.provider.exchange(sent))
        else:
            self.send_error(401)

    def _ask_who(self, asked: dict[str, str]) -> None:
        if asked.get("who"):
            self.send_response(302)
            self.send_header("Location", self.provider.give_code(asked["who"], asked))
            self.end_headers()
            return
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        buttons = "".join(f'<button name="who" value="{who}">{who}</button>' for who in self.provider.people)
        page = f"<!doctype html><title>Who are you?</title><form action=/authorize>{hidden}{buttons}</form>"
        self._send(page.encode(), "text/html; charset=utf-8")

    def _answer(self, content: Claims) -> None:
        self._send(json.dumps(content).encode(), "application/json")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        """Nothing is written down of a test."""
