"""Hostile text in every control of every form and every parameter of a list: kept as it stands, or refused in words.

The forms are those that stand on the pages of the matrix, so that a new one is tried without being named here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import Resolver404, resolve

from detente.crm.people.naming import tidy
from tests.web.every_address import MATRIX, OPEN_TO_STRANGERS, addresses
from tests.web.forms_on_pages import Form, FormsOf
from tests.web.one_of_everything import address_of
from tests.web.posting import posted, taken_back

NAUGHTY = Path(__file__).resolve().parents[3] / "shared/data/torture/naughty_strings/blns.json"
pytestmark = [
    pytest.mark.both,
    pytest.mark.skipif(not NAUGHTY.exists(), reason="the collection of hostile text is not here"),
]

SAMPLE, FEW = 1, 5
FINE = {200, 204, 301, 302, 303, 400, 403, 404, 409, 413, 415, 422}
LEADS_ON = {301, 302, 303}
TEXTS = (models.CharField, models.TextField, models.JSONField)
LISTS = ("leads", "deals", "accounts", "people", "campaigns")
QUERIED = {*LISTS, "pipeline", "search", "report", "duplicates", "list_export", "report_rows", "list_filter"}
PARAMETERS = (
    "q", "where", "sort", "columns", "after", "before", "view", "owner", "stage", "arrived_from", "arrived_to",
    "leads", "deals", "by", "from", "to", "period", "field", "kind", "of", "object", "all", "list", "row", "fields",
    "changed", "next",
)  # fmt: skip
# Their files do not come back with the database.
LAST = ("import_start", "import_discard")
NOT_KEPT = {
    ("person_erasure", "typed"): "is compared with the person's name",
    ("field", "choices"): "is for fields of choices",
    ("lead_fields", "custom.size"): "is kept as a number",
    ("account_new", "domain"): "is kept as a domain, without a path",
    ("account_facts", "domain"): "is kept as a domain, without a path",
}
NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?")
READ_AS = {
    "number": NUMBER.fullmatch, "percent": NUMBER.fullmatch,
    "value": re.compile(",").search, "commas": re.compile(",").search, "lines": re.compile(r"\s").search,
}  # fmt: skip
"""Texts that a field of the playbook's draft, by its kind, keeps in another form: numbers, rows, lines."""


def is_read(form: Form, name: str, text: str) -> bool:
    """Whether the field keeps what the text says instead of its letters."""
    kind = name.partition(":")[0]
    is_drafted = _place(form) == "playbook_draft" and kind in READ_AS and READ_AS[kind](text.strip())
    return bool(is_drafted) or (_place(form), name) in NOT_KEPT


def naughty() -> list[str]:
    return [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if text]


@pytest.fixture
def ada(everything: SimpleNamespace, cast: SimpleNamespace) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.ada)
    return client


def pages(everything: SimpleNamespace) -> list[str]:
    return [address_of(name, keys, everything) for name, keys in addresses() if name not in OPEN_TO_STRANGERS]


def forms(client: Client, everything: SimpleNamespace) -> list[Form]:
    """Every form that posts, once for each address and set of controls."""
    found: dict[str, Form] = {}
    for address in pages(everything):
        answer = client.get(address)
        if answer.status_code == 200 and not answer.streaming and "html" in answer.headers["Content-Type"]:
            for form in FormsOf(answer.content.decode(), address).forms:
                form.types.pop("csrfmiddlewaretoken", None)
                if form.method == "post" and form.types:
                    found.setdefault(f"{_place(form)} {sorted(form.types)}", form)
    return sorted(found.values(), key=lambda form: _place(form) in LAST)


def unmet(met: list[Form], everything: SimpleNamespace) -> list[Form]:
    """Addresses that take posts but whose form stands on no page now: they get every name that any form uses."""
    names = {name: "text" for form in met for name in form.types}
    places = {_place(form) for form in met}
    given = {"kind": ["lead"], "id": [str(everything.about["lead"])], "version": ["1"], "act": ["go"]}
    return [
        Form(address_of(name, keys, everything), "post", given, names)
        for name, keys in addresses()
        if name in MATRIX and MATRIX[name][1] and name not in places and name not in LAST
    ]


def _place(form: Form) -> str:
    try:
        return resolve(form.action.split("?")[0]).url_name or form.action
    except Resolver404:
        return form.action


def kept_texts() -> str:
    """All text that the database and the drafts of imports hold now."""
    found = [path.read_text(encoding="utf-8") for path in settings.HOME.rglob("*.json")]
    for model in apps.get_models():
        names = [one.attname for one in model._meta.concrete_fields if isinstance(one, TEXTS)]
        for row in model._default_manager.values_list(*names) if names else ():
            found += [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in row]
    return "\n".join(found)


def is_kept(text: str) -> bool:
    """Whether it stands somewhere as it was written, but for blanks at its ends and control characters."""
    words, held = tidy(text.replace("\x00", "")), kept_texts()
    written = [json.dumps(words, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)]
    return any(one in held for one in (words, *written))


def is_markup(text: str, answer: Any) -> bool:
    """Whether the page shows the text as tags."""
    is_page = not answer.streaming and "html" in answer.headers.get("Content-Type", "")
    return is_page and bool(re.search(r"<[a-zA-Z!/]", text)) and text.encode() in answer.content


def try_one(client: Client, form: Form, name: str, text: str) -> str:
    """What is wrong with the answer; "" for nothing."""
    with taken_back():
        answer = posted(client, form.action, form.holds | {name: [text]})
        if answer.status_code not in FINE:
            return f"{answer.status_code}"
        if is_markup(text, answer):
            return "stands on the page as markup"
        if answer.status_code not in LEADS_ON or name not in form.words:
            return ""
        written = text[: form.limits.get(name)]
        return "" if is_read(form, name, written) or is_kept(written) else "neither kept nor refused"


class Texts:
    """Hostile texts in turn, so that a sample for each control is all of them over all controls.

    A sample is for every other control: `database` 0 has the first one, 1 the second.
    """

    def __init__(self, sample: int | None, database: int = 0) -> None:
        self._all, self._sample, self._turn = naughty(), sample, count()
        self._database, self._control = database, count()

    def some(self, *, is_words: bool = True) -> list[str]:
        if self._sample is None and is_words:
            return self._all
        if self._sample and next(self._control) % 2 != self._database:
            return []
        return [self._all[next(self._turn) * 7 % len(self._all)] for _ in range(self._sample or FEW)]


def judge(client: Client, everything: SimpleNamespace, texts: Texts) -> list[str]:
    met = forms(client, everything)
    assert len(met) > 60
    wrong = [
        f"{_place(form)} {name}={text!r}: {said}"
        for form in met
        for name in form.types
        for text in texts.some(is_words=name in form.words)
        if (said := try_one(client, form, name, text))
    ]
    for form in unmet(met, everything):
        for text in [one for _ in range(4) for one in texts.some()][:600]:
            with taken_back():
                answer = posted(client, form.action, {name: [text] for name in form.types} | form.holds)
            if answer.status_code not in FINE or is_markup(text, answer):
                wrong.append(f"{_place(form)} with every name {text!r}: {answer.status_code}")
    return wrong


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Texts:
    """A text for each control, on SQLite or on PostgreSQL by turns; `--deep` tries all on both."""
    return Texts(SAMPLE, database=("sqlite", "postgres").index(request.config.option.database))


def test_every_control_of_every_form_takes_hostile_text(
    ada: Client, everything: SimpleNamespace, sample: Texts
) -> None:
    wrong = judge(ada, everything, sample)
    assert not wrong, "\n".join(wrong)


@pytest.mark.deep
def test_every_control_of_every_form_takes_all_hostile_texts(
    ada: Client, everything: SimpleNamespace
) -> None:
    wrong = judge(ada, everything, Texts(None))
    assert not wrong, "\n".join(wrong)


def asked(name: str, text: str) -> Iterator[str]:
    """The parameters of an address, each with the text, and questions of a list with it."""
    yield from (urlencode({parameter: text}) for parameter in PARAMETERS)
    if name in LISTS:
        leaf = {"field": "name", "is": "contains", "value": text}
        yield urlencode({"where": json.dumps(leaf)})
        yield urlencode({"where": json.dumps({"any": [leaf, {"field": text, "is": text, "value": [text]}]})})
    if name == "pipeline":
        yield urlencode({"leads": urlencode({"q": text}), "deals": urlencode({"sort": text, "where": text})})


def ask(client: Client, everything: SimpleNamespace, texts: Texts) -> list[str]:
    wrong = []
    for name, keys in addresses():
        if name not in OPEN_TO_STRANGERS and MATRIX[name][0]:
            address = address_of(name, keys, everything)
            for text in texts.some():
                for query in (
                    asked(name, text) if name in QUERIED else [urlencode(dict.fromkeys(PARAMETERS, text))]
                ):
                    answer = client.get(f"{address}?{query}")
                    if answer.status_code not in FINE | {405} or is_markup(text, answer):
                        wrong.append(f"{address}?{query}: {answer.status_code}")
    return wrong


def test_every_parameter_takes_hostile_text(ada: Client, everything: SimpleNamespace, sample: Texts) -> None:
    wrong = ask(ada, everything, sample)
    assert not wrong, "\n".join(wrong)


@pytest.mark.deep
def test_every_parameter_takes_all_hostile_texts(ada: Client, everything: SimpleNamespace) -> None:
    wrong = ask(ada, everything, Texts(None))
    assert not wrong, "\n".join(wrong)
