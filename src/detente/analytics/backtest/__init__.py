"""A playbook tried on past leads before anybody signs it: what it would have changed. No Django.

found = backtest(old, new, past, holds=holds)
found.ready.new.count, found.ready.new.won
"""

from detente.analytics.backtest.past import Past, Terms
from detente.analytics.backtest.result import Backtest
from detente.analytics.backtest.trying import backtest

__all__ = ["Backtest", "Past", "Terms", "backtest"]
