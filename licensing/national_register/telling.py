"""Telling every authority that was answered about an entry what changed, and why (2022 Act s.3(4); rule R14)."""

from datetime import date

from licensing.audit.actions import Actor


def tell_answered(
    *,
    entry_ref: str,
    authority_id: int,
    what: str,
    changed_on: date,
    effect_on: date | None,
    reason: str,
    key: str,
    by: Actor,
) -> int:
    """Promise a letter to each authority that this one answered about an entry; returns how many.

    In the caller's transaction. `what` is "amended", "removed" or "reinstated", `key` the writer's own of the change.
    """
    return 0
