"""Values as they come in: of a size that the database keeps, at instants that calendars know."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from detente.crm.people.money import LARGEST_MINOR

FIRST_YEAR, LAST_YEAR = 1900, 2200


def _of_our_time(value: Any) -> Any:
    if not FIRST_YEAR < value.year < LAST_YEAR:
        raise ValueError(f"give a year between {FIRST_YEAR} and {LAST_YEAR}")
    return value


Instant = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
Day = Annotated[date, AfterValidator(_of_our_time)]
Code = Annotated[str, StringConstraints(max_length=60)]
Word = Annotated[str, StringConstraints(max_length=120)]
Line = Annotated[str, StringConstraints(max_length=300)]
Words = Annotated[str, StringConstraints(max_length=20_000)]
Address = Annotated[str, StringConstraints(max_length=320)]
Domain = Annotated[str, StringConstraints(max_length=253)]
Title = Annotated[str, StringConstraints(max_length=200)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$")]
Minor = Annotated[int, Field(ge=-LARGEST_MINOR, le=LARGEST_MINOR)]
