"""An import meets merged records under every key they ever had."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from detente.crm.capture.merging import merge_accounts, merge_people
from detente.crm.models import Account, ImportBatch, Lead, Person, User

MAPPING = """
system: oldcrm
files: [{kind: leads, columns: {external_id: Id, name: Name, email: Mail, account: Company, arrived_at: Created}}]
"""
HEAD = "Id;Name;Mail;Company;Created\n"


def test_addresses_and_names_lead_to_the_survivor(
    ada: User, write: Callable[[str, str], Path], bring_in: Callable[..., ImportBatch]
) -> None:
    lines = "1;Maya;maya@northwind.com;Northwind;2021-04-03\n2;M. L;m@post.example;Nordwind;2021-04-03\n"
    bring_in(MAPPING, write("leads.csv", HEAD + lines))
    maya, other = Person.objects.order_by("pk")
    merge_people(maya, other, by=ada, chosen={"email": "other"})
    northwind, nordwind = Account.objects.order_by("pk")
    merge_accounts(northwind, nordwind, by=ada)
    more = "3;;MAYA@northwind.com;nordwind;2021-05-03\n4;;m@post.example;Northwind;2021-05-04\n"
    bring_in(MAPPING, write("later.csv", HEAD + more))
    assert Person.objects.count() == 2 and Account.objects.count() == 2
    assert set(Lead.objects.values_list("person", "account")) == {(maya.pk, northwind.pk)}
