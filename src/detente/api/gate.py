"""What every operation passes: token, limit, scope, ability, a body that can be kept, and one transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja.decorators import decorate_view
from ninja.utils import contribute_operation_callback
from pydantic import BaseModel, ConfigDict

from detente.api import errors, limits
from detente.api.errors import Problem
from detente.api.idempotency import once
from detente.api.reading import JSON_TYPE, document, refuse_unkeepable
from detente.crm.history.ways import by_way_of
from detente.crm.people.access_models import ApiToken
from detente.crm.people.models import User
from detente.crm.people.tokens import remember_use, token_of

Act = TypeVar("Act", bound=Callable[..., Any])
Run = Callable[..., HttpResponse]
SAFE = ("GET", "HEAD")
FORM = "multipart/form-data"


class Asked(HttpRequest):
    """A request that passed the gate: a program acts as this user. For annotations only."""

    user: User
    token: ApiToken


def operation(
    ability: str, *, scope: str | None = None, takes_files: bool = False, takes_version: bool = False,
    tells_secret: bool = False,
) -> Callable[[Act], Act]:  # fmt: skip
    """Open an operation to tokens with `scope` (read, or write for what changes) whose user has `ability`.

    `takes_version` says that it heeds If-Match, `tells_secret` that its answer is kept for a retry only sealed.
    """

    def mark(act: Act) -> Act:
        contribute_operation_callback(act, lambda made: _describe(made, ability, scope, takes_version))
        return decorate_view(lambda run: _gated(run, ability, scope, takes_files, tells_secret))(act)

    return mark


def _scope_of(method: str, scope: str | None) -> str:
    return scope or ("read" if method in SAFE else "write")


def _describe(made: Any, ability: str, scope: str | None, takes_version: bool) -> None:
    """What the OpenAPI document says of it besides parameters and answers."""
    said = {"x-ability": ability, "x-scope": _scope_of(made.methods[0], scope)}
    made.openapi_extra = (
        (made.openapi_extra or {}) | said | ({"x-takes-if-match": True} if takes_version else {})
    )


def _gated(run: Run, ability: str, scope: str | None, takes_files: bool, tells_secret: bool) -> Run:
    @wraps(run)
    def guarded(request: Any, **given: Any) -> HttpResponse:
        standing, request.tells_secret = None, tells_secret
        try:
            token = _token(request)
            standing = limits.take(token.pk)
            _allow(token, ability, _scope_of(request.method, scope))
            response = _let_in(request, token, takes_files, lambda: run(request, **given))
        except Exception as wrong:
            response = errors.answer(request, wrong)
        for name, value in (standing.headers() if standing else {}).items():
            response.headers.setdefault(name, value)
        return response

    return guarded


def _token(request: Any) -> ApiToken:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    token = token_of(key.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
    remember_use(token)
    request.token, request.user = token, token.user
    return token


def _allow(token: ApiToken, ability: str, scope: str) -> None:
    if scope not in token.scopes:
        text = f"This token lacks the scope {scope}; make one that has it."
        raise Problem(403, text, code="scope_missing")
    if not token.user.may(ability):
        raise Problem(403, code="ability_missing")


def _let_in(
    request: Any, token: ApiToken, takes_files: bool, act: Callable[[], HttpResponse]
) -> HttpResponse:
    refuse_unkeepable({name: request.GET.getlist(name) for name in request.GET})
    if request.method in SAFE:
        return act()
    # Read before the transaction begins: a slow sender must not hold up other writers.
    _read(request, takes_files)
    with by_way_of("api"):
        return once(request, token.pk, act)


def _read(request: Any, takes_files: bool) -> None:
    if takes_files and request.content_type == FORM:
        refuse_unkeepable({name: request.POST.getlist(name) for name in request.POST})
    elif request.body:
        if not JSON_TYPE.match(request.content_type or ""):
            wanted = FORM if takes_files else "application/json"
            raise Problem(415, f"Send the body as Content-Type: {wanted}.")
        request.api_document = document(request.body)


class Strict(BaseModel):
    """What comes in: a field that we do not know is refused by name, never dropped in silence."""

    model_config = ConfigDict(extra="forbid")
