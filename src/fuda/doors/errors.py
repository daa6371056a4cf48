"""What a door call can end in besides an answer. Four only.

Refused       a rule says no (rules.refusal; 409)
Malformed     the message cannot be read (422)
Unreachable   unknown whether it was done: ask again with the same key
(a bug)       500, logged by id; no class, because nobody handles it
"""

from fuda.rules.refusal import Refusal, Refused

__all__ = ["Malformed", "Refusal", "Refused", "Unreachable"]


class Malformed(Exception):  # noqa: N818 - one of the four words of a door
    """The message cannot be read, or its key was used for another message."""


class Unreachable(Exception):  # noqa: N818 - one of the four words of a door
    """The other side could not be reached or did not answer: ask again with the same key."""
