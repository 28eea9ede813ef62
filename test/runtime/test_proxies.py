"""Whom a request is from, if proxies report it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from gitops_runtime.proxies import AsgiProxies, TrustedProxies, WsgiProxies, parse_networks

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping
    from wsgiref.types import StartResponse, WSGIEnvironment

NETWORKS = parse_networks("10.0.0.0/8, 192.0.2.1, fd00::/8")
TRUSTED = "10.0.0.7"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "forwarded_proto", "expected"),
    [
        # Not from a proxy: what it says is its own invention.
        ("203.0.113.9", "198.51.100.1", "https", ("203.0.113.9", "")),
        ("", "198.51.100.1", "https", ("", "")),
        ("unix:", "198.51.100.1", "https", ("unix:", "")),
        (TRUSTED, "198.51.100.1", "https", ("198.51.100.1", "https")),
        (TRUSTED, "", "", (TRUSTED, "")),
        (TRUSTED, "", "HTTPS", (TRUSTED, "https")),
        # A client can send a beginning.
        (TRUSTED, "6.6.6.6, 198.51.100.1", "https", ("198.51.100.1", "https")),
        (TRUSTED, "6.6.6.6, 198.51.100.1, 192.0.2.1", "https", ("198.51.100.1", "https")),
        (TRUSTED, "198.51.100.1, nonsense", "https", (TRUSTED, "https")),
        (TRUSTED, "nonsense, 10.1.1.1", "https", ("10.1.1.1", "https")),
        # All of them are trusted, as for a request from inside.
        (TRUSTED, "10.1.1.1, 10.2.2.2", "http", ("10.1.1.1", "http")),
        # Schemes that proxies append belong to addresses.
        (TRUSTED, "198.51.100.1, 192.0.2.1", "https, http", ("198.51.100.1", "https")),
        (TRUSTED, "198.51.100.1", "https, http", ("198.51.100.1", "http")),
        (TRUSTED, "198.51.100.1", "javascript", ("198.51.100.1", "")),
        # IPv6, its form of an IPv4 address, and ports.
        ("fd00::1", "2001:db8::1", "https", ("2001:db8::1", "https")),
        ("::ffff:10.0.0.7", "::ffff:198.51.100.1", "https", ("198.51.100.1", "https")),
        ("::ffff:203.0.113.9", "", "", ("203.0.113.9", "")),
        (TRUSTED, "198.51.100.1:4711", "", ("198.51.100.1", "")),
        (TRUSTED, "[2001:db8::1]:4711", "", ("2001:db8::1", "")),
    ],
)
def test_the_client_is_the_last_one_before_the_trusted_proxies(
    peer: str, forwarded_for: str, forwarded_proto: str, expected: tuple[str, str]
) -> None:
    assert TrustedProxies(NETWORKS).origin(peer, forwarded_for, forwarded_proto) == expected


def test_by_default_no_proxy_is_trusted() -> None:
    assert TrustedProxies(()).origin("127.0.0.1", "198.51.100.1", "https") == ("127.0.0.1", "")
    assert TrustedProxies(()).origin("::ffff:127.0.0.1", "198.51.100.1", "https") == ("127.0.0.1", "")


@pytest.mark.parametrize("text", ["10.0.0.1/8", "everything", "10.0.0.0/33"])
def test_networks_are_exact(text: str) -> None:
    with pytest.raises(ValueError, match=text.partition("/")[0]):
        parse_networks(text)


def wsgi(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Return what a WSGI application gets."""
    seen: WSGIEnvironment = {}

    def app(inner: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
        seen.update(inner)
        return []

    assert list(WsgiProxies(app, NETWORKS)(environ, lambda *_: lambda _: None)) == []
    return seen


def test_a_wsgi_application_sees_the_client_and_the_scheme() -> None:
    forwarded = {"HTTP_X_FORWARDED_FOR": "198.51.100.1", "HTTP_X_FORWARDED_PROTO": "https"}
    environ = {"REMOTE_ADDR": TRUSTED, "REMOTE_PORT": "1", "wsgi.url_scheme": "http"}
    assert wsgi(environ | forwarded) == {**forwarded, "REMOTE_ADDR": "198.51.100.1", "wsgi.url_scheme": "https"}
    assert wsgi(dict(environ)) == environ
    assert wsgi(environ | {"REMOTE_ADDR": f"::ffff:{TRUSTED}"}) == environ


def asgi(scope: dict[str, Any]) -> MutableMapping[str, Any]:
    """Return what an ASGI application gets."""
    seen: MutableMapping[str, Any] = {}

    async def app(inner: MutableMapping[str, Any], *_: object) -> None:
        seen.update(inner)

    async def never() -> None:
        raise AssertionError

    async def send(_message: MutableMapping[str, Any]) -> None:
        raise AssertionError

    asyncio.run(AsgiProxies(app, NETWORKS)(scope, never, send))
    return seen


@pytest.mark.parametrize(("kind", "scheme"), [("http", "https"), ("websocket", "wss")])
def test_an_asgi_application_sees_the_client_and_the_scheme(kind: str, scheme: str) -> None:
    headers = [
        (b"x-forwarded-for", b"6.6.6.6"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-for", b"198.51.100.1"),
    ]
    seen = asgi({"type": kind, "client": (TRUSTED, 1), "scheme": "http", "headers": headers})
    assert (seen["client"], seen["scheme"]) == (("198.51.100.1", 0), scheme)
    seen = asgi({"type": kind, "client": ("203.0.113.9", 1), "scheme": "x", "headers": headers})
    assert (seen["client"], seen["scheme"]) == (("203.0.113.9", 1), "x")
    seen = asgi({"type": kind, "client": ("::ffff:203.0.113.9", 1), "scheme": "x", "headers": []})
    assert seen["client"] == ("203.0.113.9", 1)


def test_the_start_of_an_asgi_application_has_no_client() -> None:
    assert asgi({"type": "lifespan"}) == {"type": "lifespan"}
    assert asgi({"type": "http", "client": None, "headers": []})["client"] is None
