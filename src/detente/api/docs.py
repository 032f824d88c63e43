"""The documentation that can be tried out: Swagger UI from our own files, without inline script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """`/api/docs`: every operation, to read and to try."""
    return render(request, "api/docs.html")
