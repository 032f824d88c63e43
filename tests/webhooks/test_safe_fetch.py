"""The one way out leads to the public internet only, to the address that was checked, and nowhere by redirect."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from detente import safe_fetch
from detente.safe_fetch import Unreachable, is_public

INNER = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]  # fmt: skip
OUTER = [
    "93.184.215.14",
    "8.8.8.8",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


def test_only_addresses_of_the_public_internet_count_as_such() -> None:
    assert [address for address in INNER if is_public(address)] == []
    assert [address for address in OUTER if not is_public(address)] == []


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, Any]]:
    """Connections that would have been made: (address, port, the name that the certificate must have)."""
    made: list[tuple[str, int, Any]] = []

    class Connection:
        sock = None

        def __init__(self, address: str, port: int, **more: Any) -> None:
            made.append((address, port, more.get("assert_hostname"), more.get("server_hostname")))

        def connect(self) -> None:
            raise ConnectionRefusedError

        def close(self) -> None:
            """Nothing is open."""

    monkeypatch.setattr(safe_fetch, "HTTPSConnection", Connection)
    return made


def test_a_name_with_one_inner_address_is_not_asked_at_all(
    monkeypatch: pytest.MonkeyPatch, asked: list[Any]
) -> None:
    for addresses in (("10.0.0.1",), ("93.184.215.14", "169.254.169.254")):
        resolving(monkeypatch, *addresses)
        with pytest.raises(Unreachable, match="public internet"):
            safe_fetch.safe_fetch("https://hooks.example/x", body=b"{}", headers={})
    assert asked == []


def test_the_connection_goes_to_the_checked_address_and_wants_the_names_certificate(
    monkeypatch: pytest.MonkeyPatch, asked: list[Any]
) -> None:
    resolving(monkeypatch, "93.184.215.14")
    with pytest.raises(Unreachable, match="refuses"):
        safe_fetch.safe_fetch("https://hooks.example:8443/x", body=b"{}", headers={})
    assert asked == [("93.184.215.14", 8443, "hooks.example", "hooks.example")]


def test_addresses_that_lead_astray_are_refused_before_any_look_up(asked: list[Any]) -> None:
    for url in (
        "http://hooks.example/", "ftp://hooks.example/", "https://", "https://user:pass@hooks.example/", "//x",
        "https://hooks.example/\r\nX: y", "https://hooks.example:99999/", "https://hooks.example\\@inner/",
        "file:///etc/passwd", "https://müller.example/", "https://hooks.example/" + "x" * 600, "https://[::1",
        "https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f.1/", "https://localhost/",
    ):  # fmt: skip
        with pytest.raises(Unreachable):
            safe_fetch.safe_fetch(url, body=b"{}", headers={})
    assert asked == []
