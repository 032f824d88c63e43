"""Whether a telephone number can be one, and its international form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

NO_REGION = "a number without a country code needs a default country"
NOT_A_NUMBER = "not a telephone number"
NOT_IN_USE = "no such number in the numbering plan of its country"


@dataclass(frozen=True, slots=True)
class Phone:
    """A verdict: `number` in E.164 when it is valid, else why not in `reason`."""

    raw: str
    number: str = ""
    extension: str = ""
    reason: str = ""


@lru_cache(maxsize=200_000)
def judge_phone(raw: str, region: str | None = None) -> Phone:
    """The verdict on one number; `region` (ISO 3166) is used where it names no country itself."""
    text = raw.strip()
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        missing = error.error_type == NumberParseException.INVALID_COUNTRY_CODE and region is None
        return Phone(raw, reason=NO_REGION if missing else NOT_A_NUMBER)
    if not phonenumbers.is_valid_number(number):
        return Phone(raw, reason=NOT_IN_USE)
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Phone(raw, written, number.extension or "")
