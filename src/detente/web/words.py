"""Objections in the reader's language, on forms and in toasts."""

from __future__ import annotations

from django.forms import Form
from django.utils.translation import gettext

from detente.crm.objections import Objection, Refused


def in_words(objection: Objection) -> str:
    """The sentence, translated, with its values."""
    return gettext(objection.text).format(**objection.values)


def said(refusal: Refused) -> str:
    """All objections in one paragraph."""
    return " ".join(map(in_words, refusal.objections))


def why(objections: list[Objection]) -> str | None:
    """The reason for a grey button; None when nothing stands against it."""
    return " ".join(map(in_words, objections)) or None


def put_on(form: Form, refusal: Refused) -> None:
    """Each objection at its field (`form.asks_as` says where fields have other names), or on the form as a whole."""
    names = getattr(form, "asks_as", {})
    for objection in refusal.objections:
        field = names.get(objection.field, objection.field)
        form.add_error(field if field in form.fields else None, in_words(objection))
