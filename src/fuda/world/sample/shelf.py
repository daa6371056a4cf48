"""The library's books and who reserved them, for as long as the service runs."""

from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book on the shelf."""

    id: str
    title: str


BOOKS = (
    Book(id="botchan", title="坊っちゃん"),
    Book(id="hashire", title="走れメロス"),
    Book(id="ginga", title="銀河鉄道の夜"),
)


class Shelf:
    """Reservations, by the only thing that the service knows of a person."""

    def __init__(self) -> None:
        self._reserved: dict[str, str] = {}
        self._one_at_a_time = Lock()

    def of(self, subject: str) -> frozenset[str]:
        """The books that this person reserved."""
        return frozenset(book for book, who in self._reserved.items() if who == subject)

    def taken(self, subject: str) -> frozenset[str]:
        """The books that others reserved."""
        return frozenset(self._reserved) - self.of(subject)

    def reserve(self, book: str, subject: str) -> bool:
        """Reserve; False where there is no such book or someone else was first."""
        if book not in {each.id for each in BOOKS}:
            return False
        with self._one_at_a_time:
            return self._reserved.setdefault(book, subject) == subject

    def release(self, book: str, subject: str) -> None:
        """Give a reservation up."""
        with self._one_at_a_time:
            if self._reserved.get(book) == subject:
                del self._reserved[book]
