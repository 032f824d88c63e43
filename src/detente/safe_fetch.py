"""The one way out: a request to an address that somebody typed, and never to a machine of our own network.

Every address that the name resolves to is checked, and the connection is made to a checked one, so that a
name which means something else a moment later leads nowhere. Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

CONNECT_SECONDS = 5
READ_SECONDS = 10
WHOLE_SECONDS = 20
LARGEST_ANSWER = 16 * 1024
LONGEST_URL = 500
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
# For protocols only; older Pythons take most of it for public.
_ASSIGNED = ipaddress.ip_network("192.0.0.0/24")


class Unreachable(Exception):
    """The address may not be asked, or did not answer as a web server does; `str()` says why."""


@dataclass(frozen=True)
class Fetched:
    """What came back: the status, the first bytes of the body, and how long it took."""

    status: int
    body: bytes
    milliseconds: int


def safe_fetch(url: str, *, body: bytes, headers: Mapping[str, str]) -> Fetched:
    """POST `body` to `url`. Raises `Unreachable`."""
    began = time.monotonic()
    parts = checked_url(url)
    address = checked_address(parts)
    connection = _connection(parts, address)
    clock = threading.Timer(WHOLE_SECONDS, _cut, [connection])
    clock.daemon = True
    clock.start()
    try:
        status, answer = _asked(connection, parts, body, headers)
    except (HTTPError, OSError, ValueError) as wrong:
        raise Unreachable(_plainly(wrong)) from None
    finally:
        clock.cancel()
        connection.close()
    return Fetched(status, answer, round((time.monotonic() - began) * 1000))


def may_be_private() -> bool:
    """Whether this company lets webhooks reach its own network, and go without TLS."""
    return bool(settings.WEBHOOKS_PRIVATE)


def checked_url(url: str) -> SplitResult:
    """The parts of an address that may be asked at all. Raises `Unreachable`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable("This is no address of a web server.") from None
    schemes = ("https", "http") if may_be_private() else ("https",)
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        raise Unreachable(f"The address must begin with {schemes[0]}:// and name a host.")
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if parts.username is not None or not is_plain or len(url) > LONGEST_URL:
        raise Unreachable("The address may hold neither a user name nor blanks or letters beyond ASCII.")
    return parts


def checked_address(parts: SplitResult) -> str:
    """An address of the host, when all that it has may be reached. Raises `Unreachable`."""
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"The name {parts.hostname} is not known.") from None
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not may_be_private():
        for address in addresses:
            if not is_public(address):
                raise Unreachable(f"{parts.hostname} is {address}, which is not on the public internet.")
    return addresses[0]


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public internet, looking through the ways to write IPv4 as IPv6."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour or address.teredo:
            return False
        if inner := _inside(address):
            return is_public(str(inner))
    is_inner = address.is_multicast or address.is_reserved or address in _ASSIGNED
    return address.is_global and not is_inner


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _connection(parts: SplitResult, address: str) -> HTTPConnection:
    timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    host = str(parts.hostname)
    if parts.scheme == "https":
        # The certificate must be the named host's, though the connection goes to the checked address.
        return HTTPSConnection(
            address, _port(parts), timeout=timeout.connect_timeout, server_hostname=host, assert_hostname=host
        )
    return HTTPConnection(address, _port(parts), timeout=timeout.connect_timeout)


def _asked(
    connection: HTTPConnection, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    connection.connect()
    assert connection.sock is not None
    connection.sock.settimeout(READ_SECONDS)
    where = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    connection.request("POST", where, body=body, headers={"Host": host, **headers}, preload_content=False)
    response = connection.getresponse()
    return response.status, response.read(LARGEST_ANSWER, decode_content=False) or b""


def _cut(connection: HTTPConnection) -> None:
    """A server that answers drop by drop does not hold us for ever."""
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _plainly(wrong: Exception) -> str:
    """Why it failed, without the addresses that libraries put into their messages."""
    if isinstance(wrong, TimeoutError) or "timed out" in str(wrong).lower():
        return "The server did not answer in time."
    if "certificate" in str(wrong).lower():
        return "The server's certificate is not valid for this name."
    if isinstance(wrong, ConnectionRefusedError) or "refused" in str(wrong).lower():
        return "The server refuses connections."
    return f"The connection broke ({type(wrong).__name__})."
