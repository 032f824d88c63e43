"""What an hour of a team's work costs, from a day on: with it late discovery is told in money."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Router, Schema

from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Shape
from detente.api.values import Currency, Day, Minor
from detente.crm.people.models import TeamCost
from detente.crm.people.team_costs import remove_team_cost, set_team_cost

router = Router(tags=["Team costs"])
TeamKind = Literal["marketing", "inside_sales", "sales"]


class TeamCostOut(Schema):
    """An hour of the team costs this from a day on, until the next cost of the same team."""

    team: TeamKind
    from_on: date
    hour_minor: int
    currency: str


class TeamCostIn(Strict):
    """A cost, in minor units of its currency; another one of the same team and day is corrected."""

    team: TeamKind
    from_on: Day
    hour_minor: Minor
    currency: Currency


class CostsRemoved(Schema):
    """How many were taken away."""

    removed: int


SHAPE = Shape({name: name for name in ("team", "from_on", "hour_minor", "currency")})


@router.get("/team-costs", response=Listed[TeamCostOut], operation_id="list_team_costs")
@operation("settings")
@keyed
def list_team_costs(request: Asked, team: TeamKind | None = None) -> Any:
    """Costs of an hour in the order they were entered, of one team or of all."""
    return page_of(request, TeamCost.objects.filter(**({"team": team} if team else {})), SHAPE)


@router.put("/team-costs", response=TeamCostOut, operation_id="set_team_cost")
@operation("settings", scope="settings")
def put_team_cost(request: Asked, body: TeamCostIn) -> Any:
    """Say what an hour costs from a day on. Work done before that day keeps the cost of its own day."""
    return SHAPE.one(
        set_team_cost(
            body.team,
            by=request.user,
            from_on=body.from_on,
            hour_minor=body.hour_minor,
            currency=body.currency,
        )
    )


@router.delete("/team-costs/{team}/{from_on}", response=CostsRemoved, operation_id="remove_team_cost")
@operation("settings", scope="settings")
def delete_team_cost(request: Asked, team: TeamKind, from_on: Day) -> Any:
    """Take away a cost that was set by mistake; the one before it holds on."""
    return {"removed": int(remove_team_cost(team, by=request.user, from_on=from_on))}
