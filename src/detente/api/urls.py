"""Addresses of the API; whatever else begins with /api/ is nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from detente.api.docs import docs
from detente.api.main import made


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """404; the middleware gives it its shape."""
    return HttpResponse(status=404)


urlpatterns = [
    path("docs", docs, name="api_docs"),
    path("", made().urls),
    re_path("", nowhere),
]
