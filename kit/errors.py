"""One family of errors: where it is, what is wrong, what to do."""


class KitError(Exception):
    """A fault that a teacher or learner can mend, told in one sentence each.

    `where` names the file or place, `what` the fault, `todo` the next step. All three are plain text.
    """

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        super().__init__(where, what, todo)
        self.where, self.what, self.todo = where, what, todo

    def __str__(self) -> str:
        sentence = f"{self.where}: {_stop(self.what)}" if self.where else _stop(self.what)
        return f"{sentence} {_stop(self.todo)}" if self.todo else sentence

    def _render_traceback_(self) -> list[str]:
        """What Jupyter shows in place of a traceback."""
        return [str(self)]


def _stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", ".”", "!”", "?”")) else text + "."


def nearest(word: str, known) -> str:
    """The known word nearest to a misspelt one as a hint, or all of them where none is near.

    >>> nearest("contradicton", ["contradiction", "tension"])
    'Did you mean "contradiction"?'
    >>> nearest("x", ["b", "a"])
    'Known are: a, b'
    """
    import difflib

    known = sorted(map(str, known))
    close = difflib.get_close_matches(str(word), known, n=1)
    if not known:
        return "There is none here"
    return f'Did you mean "{close[0]}"?' if close else "Known are: " + ", ".join(known)
