"""The playbook on a page: each number stands in its sentence, and becomes a field where a change is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from detente.crm.playbook import wording
from detente.crm.playbook.checks import faults
from detente.crm.playbook.conditions import FIELDS, OPERATORS, WITHOUT_VALUE
from detente.crm.playbook.paths import find, place_of, value_at
from detente.web.playbook.operators import OPERATOR_NAMES
from detente.web.words import in_words

Options = Sequence[tuple[str, str]]
Shown = Callable[[Any], str]
TICK = Markup(
    '<label class="write-tick"><input class="tick" type="checkbox" name="{}" value="{}"{}> {}</label>'
)
UNTICKED = Markup('<input type="hidden" name="{}" value="">')
"""So that a form in which nothing is ticked says so."""


class Desk:
    """One document, to read or to write in; `wrong` holds what is to be mended, by the place it stands at."""

    def __init__(self, document: Mapping[str, Any], *, is_writing: bool = False) -> None:
        self.document = document
        self.is_writing = is_writing
        self.wrong: dict[str, list[str]] = {}
        if is_writing:
            for fault in faults(document):
                place = place_of(document, fault.path)
                self.wrong.setdefault(place, []).append(in_words(fault.objection))
        self._told: set[str] = set()

    def at(self, place: str) -> Any:
        """What stands at a place; None where nothing does."""
        path = find(self.document, place)
        return None if path is None else value_at(self.document, path)

    def untold(self) -> list[str]:
        """What is to be mended and no field on this page has said yet."""
        return [text for place, texts in self.wrong.items() if place not in self._told for text in texts]

    def text(self, place: str, label: str, *, wide: bool = False) -> Markup:
        """A name or a sentence."""
        value = self.at(place)
        if not self.is_writing:
            return Markup("<span>{}</span>").format(_(str(value)) if value else "")
        return self._input("text", place, label, value, "write-wide" if wide else "write-text")

    def number(self, place: str, label: str, shown: Shown = wording.number, unit: str = "") -> Markup:
        """A number with its unit."""
        value = self.at(place)
        if not self.is_writing:
            return Markup('<b class="agreed">{}</b>').format(shown(value) if value is not None else "–")
        field = self._input("number", place, label, value, "write-number", inputmode="numeric")
        return Markup("{} {}").format(field, unit) if unit else field

    def points(self, place: str, label: str) -> Markup:
        """25 points."""
        return self.number(place, label, wording.points, _("points"))

    def days(self, place: str, label: str) -> Markup:
        """14 days."""
        return self.number(place, label, wording.days, _("days"))

    def minutes(self, place: str, label: str) -> Markup:
        """4 business hours; written in minutes."""
        return self.number(place, label, wording.minutes, _("business minutes"))

    def share(self, place: str, label: str) -> Markup:
        """70 %; kept as 0.7."""
        value = self.at(place)
        if not self.is_writing:
            return Markup('<b class="agreed">{}</b>').format(
                wording.share(value) if value is not None else "–"
            )
        told = wording.number(round(value * 100, 6)) if isinstance(value, int | float) else value
        return Markup("{} %").format(self._input("percent", place, label, told, "write-number"))

    def least(self, place: str) -> Markup:
        """What a goal asks for: at least so many, or such a share, a period."""
        row = self.at(place)
        is_rate = str(row.get("measure")).endswith("_rate")
        if not self.is_writing:
            return Markup('<b class="agreed">{}</b>').format(wording.goal(row))
        least = (self.share if is_rate else self.number)(f"{place}.at_least", _("At least"))
        periods = [(code, wording.period(code)) for code in wording.PERIODS]
        return Markup("{} {}").format(least, self.pick(f"{place}.per", _("How often"), periods))

    def pick(self, place: str, label: str, options: Options) -> Markup:
        """One of several."""
        value = self.at(place)
        names = dict(options)
        if not self.is_writing:
            return Markup('<b class="agreed">{}</b>').format(
                names.get(value, value if value is not None else "–")
            )
        known = [*options] if value in names or value is None else [(str(value), str(value)), *options]
        choices = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(
                code, Markup(" selected") * (code == value), name
            )
            for code, name in known
        )
        return self._told_of(
            place,
            Markup('<select class="select write-select" name="text:{}" aria-label="{}"{}>{}</select>').format(
                place, label, self._marks(place), choices
            ),
        )

    def picks(self, place: str, label: str, options: Options, *, last: str = "") -> Markup:
        """Any of several."""
        chosen = self.at(place) or []
        if not self.is_writing:
            names = [name for code, name in options if code in chosen] + [
                code for code in chosen if code not in dict(options)
            ]
            return Markup('<b class="agreed">{}</b>').format(wording.either(names) or last or _("none"))
        boxes = Markup("").join(
            TICK.format(f"several:{place}", code, Markup(" checked") * (code in chosen), name)
            for code, name in options
        )
        group = Markup('<span class="write-ticks" role="group" aria-label="{}">{}{}</span>')
        return self._told_of(place, group.format(label, UNTICKED.format(f"several:{place}"), boxes))

    def flag(self, place: str, label: str) -> Markup:
        """Whether something is so; blank where it is not."""
        value = bool(self.at(place))
        if not self.is_writing:
            return Markup("{}").format(label) if value else Markup("")
        box = TICK.format(f"flag:{place}", 1, Markup(" checked") * value, label)
        return self._told_of(place, UNTICKED.format(f"flag:{place}") + box)

    def lines(self, place: str, label: str) -> Markup:
        """Several sentences, one to a line."""
        values = self.at(place) or []
        if not self.is_writing:
            items = Markup("").join(Markup("<li>{}</li>").format(_(str(value))) for value in values)
            return Markup('<ul class="agreed-list">{}</ul>').format(items) if values else Markup("")
        area = Markup('<textarea class="textarea" name="lines:{}" aria-label="{}" rows="2"{}>{}</textarea>')
        return self._told_of(
            place, area.format(place, label, self._marks(place), "\n".join(map(str, values)))
        )

    def commas(self, place: str, label: str) -> Markup:
        """Short values in a row: hours, days off."""
        values = self.at(place) or []
        told = ", ".join(map(str, values))
        if not self.is_writing:
            return Markup('<b class="agreed">{}</b>').format(told or "–")
        return self._input("commas", place, label, told, "write-text")

    def when(self, place: str, label: str) -> Markup:
        """A condition; a simple one becomes three fields, others are changed in the file."""
        condition = self.at(place)
        if not self.is_writing or not isinstance(condition, Mapping) or "field" not in condition:
            return Markup("<span>{}</span>").format(wording.condition(condition))
        fields = [(field.code, _(field.name)) for field in FIELDS.values()]
        operators = [(code, str(OPERATOR_NAMES[code])) for code in OPERATORS]
        value = condition.get("value", "")
        told = ", ".join(map(str, value)) if isinstance(value, list) else value
        parts = [
            self.pick(f"{place}.field", _("%(label)s: what is asked") % {"label": label}, fields),
            self.pick(f"{place}.is", _("%(label)s: how") % {"label": label}, operators),
            self._input(
                "value", f"{place}.value", _("%(label)s: value") % {"label": label}, told, "write-text"
            ),
        ]
        if condition.get("is") in WITHOUT_VALUE:
            parts.pop()
        return Markup('<span class="write-when">{}</span>').format(Markup(" ").join(parts))

    def add(self, place: str, label: str) -> Markup:
        """The button for one more row."""
        return self._button(f"add:{place}", "button-secondary", label)

    def remove(self, place: str, name: str) -> Markup:
        """The button that takes a row out; who cannot see which row it stands in hears its name."""
        label = Markup('{}<span class="sr-only">: {}</span>').format(
            _("Take out"), name or _("without a name")
        )
        return self._told_of(place, self._button(f"remove:{place}", "button-quiet", label))

    def _button(self, act: str, kind: str, label: str) -> Markup:
        if not self.is_writing:
            return Markup("")
        return Markup('<button class="button {} button-small" name="do" value="{}">{}</button>').format(
            kind, act, label
        )

    def _input(self, kind: str, place: str, label: str, value: Any, size: str, **more: str) -> Markup:
        marks = Markup("").join(Markup(' {}="{}"').format(name, each) for name, each in more.items())
        field = Markup(
            '<input class="input {}" name="{}:{}" value="{}" aria-label="{}" autocomplete="off"{}{}>'
        )
        told = wording.number(value) if value is not None else ""
        return self._told_of(place, field.format(size, kind, place, told, label, marks, self._marks(place)))

    def _marks(self, place: str) -> Markup:
        if place not in self.wrong:
            return Markup("")
        return Markup(' aria-invalid="true" aria-describedby="wrong-{}"').format(place)

    def _told_of(self, place: str, field: Markup) -> Markup:
        """The field, and below it what is to be mended there."""
        if place not in self.wrong or place in self._told:
            return field
        self._told.add(place)
        texts = Markup(" ").join(map(Markup.escape, self.wrong[place]))
        return Markup('{}<span class="error write-error" id="wrong-{}">{}</span>').format(field, place, texts)


def options_of(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Rows with a code as choices."""
    return [(str(row["code"]), _(str(row["name"]))) for row in rows]
