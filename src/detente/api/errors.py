"""One shape for everything that goes wrong, naming the field and the objection; never a page of HTML."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.errors import HttpError, ValidationError

from detente.analytics.errors import AnalyticsError
from detente.crm.objections import N_, Objection, Refused, Stale
from detente.intake.problems import IntakeError

log = logging.getLogger(__name__)
CODES = {
    400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    409: "conflict", 412: "stale", 413: "too_large", 415: "unsupported_media_type", 422: "refused",
    429: "too_many_requests", 500: "internal", 503: "busy",
}  # fmt: skip
WORDS = {
    400: N_("The request could not be read."),
    401: N_("Send a valid token: Authorization: Bearer det_..."),
    403: N_("Your role or record permission does not include this."),
    404: N_("There is nothing at this address, or it was merged into another."),
    405: N_("This address does not take this method; Allow says which it takes."),
    413: N_("The request is too large."),
    500: N_("Something failed on our side. Nothing was stored; request_id finds it in the log."),
    503: N_("The database is busy. Try again; with the same Idempotency-Key nothing is done twice."),
}


class Problem(Exception):
    """Something that the API objects to, with its status; `headers` go with the answer."""

    def __init__(
        self, status: int, message: str = "", *, code: str = "", objections: Iterable[Objection] = (),
        headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.status, self.message = status, message or WORDS[status]
        self.code = code or CODES[status]
        self.objections, self.headers = tuple(objections), headers or {}
        super().__init__(self.message)


def answer(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """Any exception as an answer in the one shape."""
    for kind, read in _READERS:
        if isinstance(wrong, kind):
            return shaped(request, read(wrong))
    log.error("request %s failed", request_id(request), exc_info=wrong)
    return shaped(request, Problem(500))


def shaped(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The one shape: {"error": {"code", "message", "objections", "request_id"}}."""
    objections = [{"code": one.code, "field": one.field, "message": str(one)} for one in problem.objections]
    error = {
        "code": problem.code, "message": problem.message, "objections": objections,
        "request_id": request_id(request),
    }  # fmt: skip
    response = JsonResponse({"error": error}, status=problem.status, headers=problem.headers)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a program's mistake is no warning of ours
    return response


def request_id(request: HttpRequest) -> str:
    """The id that the answer, its header and the log name this request by."""
    return getattr(request, "api_id", "")


def _refused(wrong: Refused) -> Problem:
    return Problem(422, str(wrong), objections=wrong.objections)


def _stale(wrong: Stale) -> Problem:
    return Problem(412, str(wrong), objections=wrong.objections)


def _invalid(wrong: ValidationError) -> Problem:
    objections = [_objection(row) for row in wrong.errors]
    return Problem(422, " ".join(str(one) for one in objections), code="invalid", objections=objections)


def _objection(row: dict[str, Any]) -> Objection:
    """A finding of pydantic; its place without the name of the parameter that the body is read into."""
    place = [str(part) for part in row["loc"]]
    kept = place[2:] if place[0] in ("body", "form") and len(place) > 2 else place[1:]
    field = ".".join(kept) or None
    plain = str(row["msg"]).replace("{", "(").replace("}", ")")
    return Objection(str(row["type"]), f"{field}: {plain}." if field else f"{plain}.", field)


def _in_words(status: int, code: str = "") -> Callable[[Exception], Problem]:
    return lambda wrong: Problem(status, str(wrong), code=code)


def _plain(status: int) -> Callable[[Exception], Problem]:
    return lambda _wrong: Problem(status)


def _http(wrong: HttpError) -> Problem:
    return Problem(wrong.status_code, str(wrong) if wrong.status_code not in WORDS else "")


_READERS: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (Problem, lambda wrong: wrong),
    (Stale, _stale),
    (Refused, _refused),
    (ValidationError, _invalid),
    (IntakeError, _in_words(422, "file_refused")),
    (AnalyticsError, _in_words(422, "question_refused")),
    (HttpError, _http),
    (Http404, _plain(404)),
    (PermissionDenied, _plain(403)),
    (RequestDataTooBig, _plain(413)),
    (SuspiciousOperation, _plain(400)),
    (OperationalError, _plain(503)),
)
