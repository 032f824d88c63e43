"""Points of many leads at once, on columns: the set-based evaluation of a playbook's scoring. No Django.

    plan = Plan.of(scoring, readiness, leads, touches, holds)
    scores = plan.at(now)

What points mean is said in `detente.crm.scoring.rules`, which reckons one lead; a test holds both to the same numbers.
"""

from detente.analytics.points.columns import Column, Leads, Touches
from detente.analytics.points.plan import Plan, Scores

__all__ = ["Column", "Leads", "Plan", "Scores", "Touches"]
