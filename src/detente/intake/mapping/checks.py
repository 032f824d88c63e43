"""What a mapping's settings must satisfy, each mistake named by its key."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

import phonenumbers

from detente.intake.fields import ON_LEADS
from detente.intake.mapping.model import ColumnUse, FileMapping, Mapping, MappingError
from detente.intake.problems import gettext_noop
from detente.intake.values.date_columns import same_family
from detente.intake.values.dates import COMPACT_NAME, DAY_AND_MONTH_NAME, EPOCHS, EXCEL, MONTH_NAME_AND_DAY
from detente.intake.values.money import CODES

ZONE = gettext_noop("%(at)s: `%(value)s` is not a time zone; write one like Europe/Berlin")
CURRENCY = gettext_noop("%(at)s: `%(value)s` is not a currency; write an ISO 4217 code like EUR")
REGION = gettext_noop("%(at)s: `%(value)s` is not a country; write an ISO 3166 code like DE")
DECIMAL = gettext_noop("%(at)s: the decimal sign is `.` or `,`, not `%(value)s`")
FORMAT = gettext_noop("%(at)s: `%(value)s` is not a date format; write one of %(known)s")
TWO_FORMATS = gettext_noop("%(at)s: %(one)s and %(other)s can be meant by the same text; keep one of them")
USERS = gettext_noop("%(at)s: `%(value)s` should be leave, create or reject")
SYSTEM = gettext_noop("system is missing: ids of another system need its name, like `system: hubspot`")
REQUIRED = gettext_noop("%(at)s: %(kind)s need the field `%(field)s`, as a column or a constant")
TWICE = gettext_noop("%(at)s: `%(field)s` stands under columns and under constants; keep one of them")
WHO = gettext_noop("%(at)s: %(kind)s need `lead` or `email`, to know whom they belong to")
WHO_IN = gettext_noop("%(at)s: members need `email`, `lead` or `person_id`, to know who they are")

MARKS = "-/."
FORMATS = (
    *(f"{a}{mark}{b}{mark}{c}" for a, b, c in (("YYYY", "MM", "DD"), ("DD", "MM", "YYYY"), ("MM", "DD", "YYYY"),
      ("DD", "MM", "YY"), ("MM", "DD", "YY"), ("YY", "MM", "DD")) for mark in MARKS),
    DAY_AND_MONTH_NAME, MONTH_NAME_AND_DAY, COMPACT_NAME, *EPOCHS, EXCEL,
)  # fmt: skip
IDS = {"external_id", "lead", "account_id", "person_id", "deal"}


def check(mapping: Mapping) -> None:
    """Raise MappingError for the first setting that cannot be."""
    _settings("", zone=mapping.zone, currency=mapping.currency, region=mapping.region)
    if mapping.unknown_users not in ("leave", "create", "reject"):
        raise MappingError(USERS, at="unknown_users", value=mapping.unknown_users)
    for no, file in enumerate(mapping.files):
        _file(file, f"files[{no}]")
        if not mapping.system and IDS & set(file.columns):
            raise MappingError(SYSTEM)


def _file(file: FileMapping, at: str) -> None:
    given = set(file.columns) | set(file.constants)
    for name in file.columns:
        if name in file.constants:
            raise MappingError(TWICE, at=at, field=name)
    for field in file.of.fields:
        if field.is_required and field.name not in given:
            raise MappingError(REQUIRED, at=at, kind=file.kind, field=field.name)
    if file.kind in ON_LEADS and not given & {"lead", "email", "deal"}:
        raise MappingError(WHO, at=at, kind=file.kind)
    if file.kind == "members" and not given & {"lead", "email", "person_id"}:
        raise MappingError(WHO_IN, at=at)
    for path, use in file.uses:
        _use(use, f"{at}.{path}")


def _use(use: ColumnUse, at: str) -> None:
    _settings(f"{at}.", zone=use.zone, currency=use.currency, region=use.region)
    if use.decimal not in (None, ".", ","):
        raise MappingError(DECIMAL, at=f"{at}.decimal", value=use.decimal)
    for no, name in enumerate(use.formats):
        if name not in FORMATS:
            raise MappingError(FORMAT, at=f"{at}.format", value=name, known=", ".join(FORMATS))
        for other in use.formats[:no]:
            if same_family(name, other):
                raise MappingError(TWO_FORMATS, at=f"{at}.format", one=other, other=name)


def _settings(at: str, *, zone: str | None, currency: str | None, region: str | None) -> None:
    if zone and zone not in _zones():
        raise MappingError(ZONE, at=f"{at}zone", value=zone)
    if currency and currency not in CODES:
        raise MappingError(CURRENCY, at=f"{at}currency", value=currency)
    if region and region not in phonenumbers.SUPPORTED_REGIONS:
        raise MappingError(REGION, at=f"{at}region", value=region)


@lru_cache(maxsize=1)
def _zones() -> set[str]:
    return available_timezones()
