"""What the tests of the CRM share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import Phase, settings

from tests.fixtures.worlds import world

if TYPE_CHECKING:
    from tests.crm.cast import Cast

# Nobody waits for a thousand random companies on every run, nor for the smallest one that fails; `--deep` looks harder.
settings.register_profile(
    "quick", max_examples=12, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("quick")


@world
def cast() -> Cast:
    """The company of `tests.crm.cast`."""
    from tests.crm.cast import gather

    return gather()
