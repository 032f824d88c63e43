"""Forms as they stand on pages: where each sends what, read out of the HTML that was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

WRITTEN = {"text", "textarea", "search", "url", "email"}
"""Types of controls whose words are kept as they are written (a phone number is kept as it is dialled)."""
SILENT = {"submit", "button", "reset", "image", "file"}


@dataclass
class Form:
    """A form: its address and method; what its controls hold, of what type each is, and how much a browser takes."""

    action: str
    method: str
    holds: dict[str, list[str]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """Names of controls that take words."""
        return [name for name, kind in self.types.items() if kind in WRITTEN]


class FormsOf(HTMLParser):
    """`FormsOf(html, address).forms`; a form without an action sends to the page itself."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._address, self._form = address, None
        self._named: dict[str, Form] = {}
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open(given)
        elif tag in ("input", "textarea", "select", "button"):
            self._control(tag, given)
        elif tag == "option" and self._select:
            self._option(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._select = self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._owner:
            self._owner.holds[self._area] = [data.lstrip("\n")]

    def _open(self, given: dict[str, str]) -> None:
        sends_by_script = given.get("hx-post", "")
        method = "post" if sends_by_script else given.get("method", "get").lower()
        self._form = Form(given.get("action") or sends_by_script or self._address, method)
        self._named[given.get("id", "")] = self._form
        self.forms.append(self._form)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        self._owner = self._named.get(given["form"]) if "form" in given else self._form
        name, kind = given.get("name", ""), given.get("type", "text") if tag == "input" else tag
        if self._owner is None or not name or "disabled" in given or kind in SILENT:
            return
        self._owner.types.setdefault(name, kind)
        if given.get("maxlength"):
            self._owner.limits[name] = int(given["maxlength"])
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self._owner.holds.setdefault(name, []).append(given.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self._owner.holds[name] = [""]
        else:
            self._owner.holds.setdefault(name, []).append(given.get("value", ""))

    def _option(self, given: dict[str, str]) -> None:
        held = self._owner.holds if self._owner else {}
        if "selected" in given or self._select not in held:
            held[self._select] = [given.get("value", "")]
