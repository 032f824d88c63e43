"""A program that talks to the API with a token."""

from __future__ import annotations

from typing import Any

from django.test import Client

EVERYTHING = ["read", "write", "import", "settings"]


class Program:
    """JSON in, JSON out; `said` is the document of the last answer."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=False)
        self.key = key

    @classmethod
    def of(cls, user: Any, scopes: list[str] | None = None, **more: Any) -> Program:
        """A program of this user, with all scopes that their role can have unless some are named."""
        from detente.crm.people.tokens import ABILITIES, make_token

        wanted = scopes or [scope for scope in EVERYTHING if user.may(ABILITIES[scope])]
        return cls(make_token(user, name="A program", scopes=wanted, by=user, **more)[1])

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer; its document is `answer.said`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(self.client, method)(f"/api/{path}", headers=sent, **more)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        answer.said = answer.json() if is_json and answer.content else None
        return answer

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("post", path, {} if body is None else body, **headers)

    def made(self, path: str, body: Any = None) -> Any:
        """The record that a POST made."""
        answer = self.post(path, body)
        assert answer.status_code in (200, 201), answer.content
        return answer.said


def objections(answer: Any) -> dict[str | None, str]:
    """Codes of the objections by the field that they name."""
    return {one["field"]: one["code"] for one in answer.said["error"]["objections"]}
