"""Names of fields and values in words: ids become names, codes the playbook's, looked up once for a whole page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.history.changes import ERASED
from detente.crm.lists.of_deals import STATES
from detente.crm.lists.options import ACCOUNT_TYPES, DEAL_TYPES
from detente.crm.models import Account, Campaign, CustomField, Deal, Lead, Person, User, Vendor
from detente.crm.people.custom import custom_fields, shown_value
from detente.crm.playbook import actions as playbook
from detente.web.moments import day
from detente.web.money import money
from detente.web.naming import names_of
from detente.web.world import country_name

LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"), "email": gettext_lazy("E-mail"), "phone": gettext_lazy("Phone"),
    "title": gettext_lazy("Title"), "country": gettext_lazy("Country"), "account_id": gettext_lazy("Account"),
    "account": gettext_lazy("Account"), "person_id": gettext_lazy("Person"), "owner_id": gettext_lazy("Owner"),
    "owner": gettext_lazy("Owner"), "domain": gettext_lazy("Domain"), "type": gettext_lazy("Type"),
    "is_named": gettext_lazy("Named account"), "industry": gettext_lazy("Industry"), "city": gettext_lazy("City"),
    "employees": gettext_lazy("Employees"), "revenue": gettext_lazy("Revenue"),
    "revenue_minor": gettext_lazy("Revenue"), "website": gettext_lazy("Website"), "stage": gettext_lazy("Stage"),
    "exit_reason": gettext_lazy("Reason of the end"), "recycle_on": gettext_lazy("Comes back on"),
    "source": gettext_lazy("Source"), "medium": gettext_lazy("Medium"), "campaign_id": gettext_lazy("Campaign"),
    "vendor_id": gettext_lazy("Vendor"), "deal_id": gettext_lazy("Deal"), "defects": gettext_lazy("Bad data"),
    "is_archived": gettext_lazy("Set aside"), "status": gettext_lazy("Status"), "amount": gettext_lazy("Amount"),
    "expected_on": gettext_lazy("Expected close"), "next_on": gettext_lazy("Next step by"),
    "next_step": gettext_lazy("Next step"), "reason": gettext_lazy("Reason"), "lead_id": gettext_lazy("Primary lead"),
    "product": gettext_lazy("Product"), "starts_on": gettext_lazy("Starts"), "ends_on": gettext_lazy("Ends"),
    "note": gettext_lazy("Note"),
}  # fmt: skip
_MODELS: dict[str, Any] = {
    "account_id": Account, "account": Account, "person_id": Person, "owner_id": User, "owner": User,
    "campaign_id": Campaign, "vendor_id": Vendor, "deal_id": Deal, "lead_id": Lead,
}  # fmt: skip
_DAYS = {"recycle_on", "expected_on", "next_on", "starts_on", "ends_on"}
_FLAGS = {"is_named", "is_archived"}


class Values:
    """Labels and values of one kind of record (person, account, lead, deal, campaign), as `user` may read them."""

    def __init__(self, object_: str, user: User) -> None:
        self.object, self.user, self.agreement = object_, user, playbook.current()
        self._names: defaultdict[Any, dict[int, str]] = defaultdict(dict)
        kept = custom_fields(object_, archived=True) if object_ in CustomField.OBJECTS else []
        self.custom = {f"custom.{field.code}": field for field in kept}

    def prepare(self, told: Iterable[tuple[str, Any]]) -> None:
        """Look up what the values of these fields are called, a query for each kind of record."""
        wanted: defaultdict[Any, set[int]] = defaultdict(set)
        for field, value in told:
            if isinstance(value, int) and (model := self._model(field)):
                wanted[model].add(value)
        for model, ids in wanted.items():
            self._names[model] |= names_of(model, ids - set(self._names[model]), self.user)

    def _model(self, field: str) -> Any:
        custom = self.custom.get(field)
        return Person if custom and custom.kind == "person" else _MODELS.get(field)

    def label(self, field: str) -> str:
        """What a field is called."""
        if field in self.custom:
            return self.custom[field].name
        return str(LABELS.get(field, field.removeprefix("custom.")))

    def text(self, field: str, value: Any) -> str:
        """A value as people read it; "" for none."""
        if value is ERASED:
            return _("erased")
        if value is None or value == "" or value == []:
            return ""
        if model := self._model(field):
            return self._names[model].get(value, f"#{value}")
        if field in self.custom:
            return self._added(self.custom[field], value)
        return self._own(field, value)

    def _added(self, field: CustomField, value: Any) -> str:
        if field.kind == "money" and isinstance(value, dict):
            return money(value["minor"], value["currency"])
        return _day(value) if field.kind == "date" else shown_value(field, value)

    def _own(self, field: str, value: Any) -> str:
        if field in _DAYS:
            return _day(value)
        if field in _FLAGS:
            return _("yes") if value else _("no")
        if field == "amount":
            return money(*value)
        if field == "country":
            return country_name(value) or str(value)
        if field == "stage":
            return self._called("stages", value)
        if field in ("exit_reason", "reason"):
            return self._called("reasons", value)
        if field == "defects":
            return ", ".join(self._called("defects", code) for code in value)
        return self._choice(field, value)

    def _choice(self, field: str, value: Any) -> str:
        choices = ({"type": ACCOUNT_TYPES} if self.object == "account" else
                   {"type": DEAL_TYPES, "status": STATES} if self.object == "deal" else {})  # fmt: skip
        return str(choices.get(field, {}).get(value, value))

    def _called(self, kind: str, code: str) -> str:
        return _(self.agreement.names[kind].get(code, code))


def _day(value: Any) -> str:
    """A day, which events keep as text beside words and as a date in columns."""
    return str(day(date.fromisoformat(value) if isinstance(value, str) else value))
