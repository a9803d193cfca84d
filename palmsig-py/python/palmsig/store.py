"""An embedded store of sealed templates: it seals what it keeps, forgets on request, and keeps a trail."""

from __future__ import annotations

from ._native import Entry, Held, Receipt, Store, Subject

__all__ = ["Entry", "Held", "Receipt", "Store", "Subject"]
