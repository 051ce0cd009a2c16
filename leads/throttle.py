"""How often a stranger may do something: the counter is the supply side's too."""

from sitepages.throttle import client_address, seconds_to_wait

__all__ = ["client_address", "seconds_to_wait"]
