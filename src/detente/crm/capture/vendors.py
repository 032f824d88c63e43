"""Vendors: the paid suppliers of leads, whose users see only what they supplied."""

from __future__ import annotations

from django.db import transaction

from detente.crm.capture.models import Vendor
from detente.crm.history.facts import SettingsChanged
from detente.crm.history.record import kept_once, locked, record_loose
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.models import User
from detente.crm.people.naming import tidy


@transaction.atomic
def add_vendor(name: str, *, by: User | None) -> Vendor:
    """A new vendor; two of one name would split their leads."""
    with kept_once(lambda: _refuse_bad_name(name, None)):
        vendor = Vendor.objects.create(name=tidy(name)[:120])
    record_loose(SettingsChanged(facts={"fields": ["name"]}), by=by, subject={"vendor_id": vendor.pk})
    return vendor


@transaction.atomic
def rename_vendor(vendor: Vendor, name: str, *, by: User | None) -> Vendor:
    """Call a vendor otherwise; their leads, costs and users stay theirs."""
    vendor = locked(vendor)
    with kept_once(lambda: _refuse_bad_name(name, vendor.pk)):
        if vendor.name != tidy(name)[:120]:
            vendor.name = tidy(name)[:120]
            vendor.save()
            record_loose(SettingsChanged(facts={"fields": ["name"]}), by=by, subject={"vendor_id": vendor.pk})
    return vendor


def _refuse_bad_name(name: str, own: int | None) -> None:
    if not tidy(name):
        raise Refused(Objection("name_missing", N_("Give the vendor a name."), "name"))
    if Vendor.objects.filter(name=tidy(name)[:120]).exclude(pk=own or 0).exists():
        text = N_("A vendor called {name} exists already.")
        raise Refused(Objection("name_taken", text, "name", {"name": tidy(name)}))
