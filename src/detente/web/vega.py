"""The chart library, served from our own address: vl-convert carries it, so no CDN and no Node."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

A_YEAR = 365 * 24 * 3600


def bundle_version() -> str:
    """The version of the package that carries Vega; part of the address and of the cached file's name."""
    return version("vl-convert-python")


@lru_cache(maxsize=4)
def bundle_path(folder: Path) -> Path:
    """The cached bundle in `folder`, built on first use (about a second and 900 kB)."""
    path = folder / f"vega-{bundle_version()}.js"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(path, _build())
    return path


@require_safe
def vega_bundle(request: HttpRequest) -> HttpResponse | FileResponse:
    """`/vega.js`: defines `vegaEmbed`; cached for a year when the address names the version (`?v=`)."""
    etag = quote_etag(bundle_version())
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse | FileResponse = HttpResponseNotModified()
    else:
        path = bundle_path(Path(settings.HOME) / "cache")
        response = FileResponse(path.open("rb"), content_type="text/javascript; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = _cache_control(request)
    return response


def _cache_control(request: HttpRequest) -> str:
    if request.GET.get("v") == bundle_version():
        return f"public, max-age={A_YEAR}, immutable"
    return "public, max-age=0, must-revalidate"


def _build() -> str:
    import vl_convert  # half a second to import, and only the first reader of a chart needs it

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


def _write_whole(path: Path, text: str) -> None:
    """Two processes may build at once: each writes its own file, and the rename is atomic."""
    draft = path.with_suffix(f".{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
