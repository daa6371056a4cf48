"""`fuda card …`: the town's cards, its PC/SC reader, and the use of a card at a shell."""

from typer import Typer

from fuda.cli.card.certificates import register as certificate
from fuda.cli.card.changing import register as change_pin
from fuda.cli.card.reading import register as read
from fuda.cli.card.revoking import register as revoke
from fuda.cli.card.showing import register as status
from fuda.cli.card.signatures import register as sign_and_verify
from fuda.cli.card.terminal import register as terminal
from fuda.cli.card.town import register as town


def register(app: Typer) -> None:
    """Add the commands."""
    card = Typer(
        no_args_is_help=True,
        help="The town's cards: which there are, its PC/SC reader, and what a card can do.",
        epilog=(
            "Exit: 0 done; 1 it cannot be done (no card, no reader, taken away); 2 bad input; "
            "3 the card or a rule refuses (wrong PIN, locked, not its signature)."
        ),
    )
    app.add_typer(card, name="card")
    for add in (town, status, read, certificate, sign_and_verify, change_pin, terminal, revoke):
        add(card)
