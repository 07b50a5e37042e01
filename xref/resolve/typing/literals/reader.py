"""A text that is read from left to right by one of the input functions of this package."""

from __future__ import annotations

from xref.resolve.typing.literals.answer import SPACE


class Reader:
    """A position in a text. ``current`` is the character there, "" at the end."""

    __slots__ = ("at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def current(self) -> str:
        """The character at the position, "" at the end of the text."""
        return self.text[self.at : self.at + 1]

    @property
    def done(self) -> bool:
        """Whether the end is reached."""
        return self.at >= len(self.text)

    def advance(self) -> str:
        """The character at the position, which is moved behind it."""
        character = self.text[self.at : self.at + 1]
        self.at += 1
        return character

    def accept(self, character: str) -> bool:
        """Move behind this character if it is here."""
        if character and self.text.startswith(character, self.at):
            self.at += len(character)
            return True
        return False

    def skip_space(self) -> None:
        """Move behind white space."""
        while self.at < len(self.text) and self.text[self.at] in SPACE:
            self.at += 1
