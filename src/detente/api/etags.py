"""Versions as ETags: `"7-1f0c..."` is version 7 of a record and a short digest of how it is shown.

A record may look different though it did not change (its owner was renamed): the digest tells a reader so,
while a writer's If-Match looks at the version only.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from detente.api.errors import Problem

_encoder = DjangoJSONEncoder(sort_keys=True)


def etag_of(shown: dict[str, Any]) -> str:
    """The ETag of a record as it is shown; it has a `version`."""
    digest = hashlib.sha256(_encoder.encode(shown).encode()).hexdigest()[:16]
    return f'"{shown["version"]}-{digest}"'


def expected_version(request: HttpRequest) -> int | None:
    """The version that If-Match asks for; None when it was not sent, or is `*`."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    for tag in parse_etags(given):
        version = tag.removeprefix("W/").strip('"').partition("-")[0]
        if version.isdecimal() and len(version) < 16:
            return int(version)
    raise Problem(
        400, 'If-Match takes the ETag of the record, like "7-1f0c93aa5b6d7e8f".', code="if_match_bad"
    )


def with_etag(request: HttpRequest, response: HttpResponse, shown: dict[str, Any]) -> bool:
    """Put the ETag on the answer; True when the reader has this very answer already (304)."""
    tag = etag_of(shown)
    response.headers["ETag"] = tag
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return request.method in ("GET", "HEAD") and (tag in known or known == ["*"])
