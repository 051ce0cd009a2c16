"""How urgent an enquiry is: the first rule of service_targets.yaml that its facts meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leads.choices import Priority
from leads.routing.rules import holds
from leads.services.targets import priority_rules


def priority_of(facts: Mapping[str, Any]) -> Priority:
    """The priority for these facts (leads.services.asked); a fact nobody gave raises no priority."""
    return next((priority for priority, rule in priority_rules() if holds(rule, facts)), Priority.NORMAL)
