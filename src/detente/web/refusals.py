"""What an act refused, said to the reader at the field it concerns."""

from __future__ import annotations

from django.forms import BaseForm
from django.utils.translation import gettext

from detente.crm.objections import Objection, Refused


def said(objection: Objection) -> str:
    """The objection as a sentence in the reader's language."""
    return gettext(objection.text).format(**objection.values)


def show_objections(form: BaseForm, refused: Refused) -> None:
    """Put every objection at its field, or above the form where it has no such field."""
    for objection in refused.objections:
        field = objection.field if objection.field in form.fields else None
        form.add_error(field, said(objection))
