"""The multi-copy machine in a convenience store (コンビニ交付, KIOSK-20).

Remembers the visit under way, in memory, for minutes: what was offered, the money inserted, the
sheets until they are taken. Nothing on disk, and nothing after the visit (KIOSK-28). A PIN goes to
the chip alone.
"""

from fuda.terminals.kiosk.routes import PREFIX, kiosk_pages

__all__ = ["PREFIX", "kiosk_pages"]
