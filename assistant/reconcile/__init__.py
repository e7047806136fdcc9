"""Whose each paper is (`identify`), and the one history that all the patient's papers tell (`reconcile`)."""

from assistant.reconcile.history import reconcile
from assistant.reconcile.identify import identify

__all__ = ["identify", "reconcile"]
