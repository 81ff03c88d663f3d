"""The lines of a very large class in an SQLite file, so that none of them need be in memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from kit.errors import KitError
from kit.grading import Grade, line_of
from kit.intake import Identity
from kit.many.rows import IDENTITY, Row, grade_of, remarked, row_of
from kit.model import Task
from kit.submissions import Fault

FORMAT = 2
TABLES = f"""
create table line (seq integer primary key, {", ".join(f'"{name}"' for name in Row._fields)});
create table fault (rank integer primary key, body text);
create table passed (file text, why text);
create table about (name text primary key, value text);
"""
SEARCHED = ("who", "number", "id", "folder")
COLUMNS = ", ".join(f'"{name}"' for name in Row._fields)
IN_ORDER = "order by number = '', number, file, seq"
"""As `grading.grade_checked` sorts: text in UTF-8 sorts as code points do."""


class Store:
    """One run. `seq` gives lines the places that they have in a class in memory: the last that began comes first."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self._db = path, connection

    @classmethod
    def made(cls, path: Path) -> Store:
        """A new one; what lay there is gone. It is lost with the power, and then the run is as well."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        db = sqlite3.connect(path, isolation_level=None)
        db.executescript("pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive;")
        db.executescript(f"{TABLES} begin;")
        return cls(path, db)

    @classmethod
    def opened(cls, path: Path) -> Store:
        """That of an earlier run, to be read. Raises KitError where it is none of this kit's."""
        with ExitStack() as refused:
            try:
                db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
                refused.callback(db.close)
                store = cls(path, db)
                known = store.about().get("format")
            except sqlite3.Error:
                known = None
            if known != FORMAT:
                raise KitError(path.name, "it is no record of grades of this kit", "Grade once more")
            refused.pop_all()
            return store

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    # ---- what is known of the whole run

    def tell(self, **about: Any) -> None:
        """Keep what is known of the run, as JSON, when all its lines are in; `about` gives it back."""
        rows = [(name, json.dumps(value)) for name, value in about.items()]
        self._db.executemany("insert or replace into about values (?, ?)", rows)
        self._db.execute("commit")

    def about(self) -> dict[str, Any]:
        """What was kept."""
        return {name: json.loads(value) for name, value in self._db.execute("select name, value from about")}

    # ---- as results come in

    def add_rows(self, rows: Iterable[tuple[int, Row]]) -> None:
        """Lines with their places among all lines."""
        marks = ", ".join("?" * (len(Row._fields) + 1))
        self._db.executemany(f"insert or replace into line values ({marks})", ((seq, *row) for seq, row in rows))

    def add_faults(self, faults: Iterable[tuple[int, Fault]]) -> None:
        """Files that give no sheet, with their rank: in which order they are settled."""
        self._db.executemany("insert into fault values (?, ?)", ((rank, _written(f)) for rank, f in faults))

    def add_passed(self, files: Iterable[tuple[str, str]]) -> None:
        """Files that were passed over, and why."""
        self._db.executemany("insert into passed values (?, ?)", files)

    def index(self) -> None:
        """Make lines quick to find; call it when all sheets are in."""
        for name in SEARCHED:
            self._db.execute(f'create index by_{name} on line ("{name}")')

    # ---- who is one student (`whose.Lines`)

    def copies(self) -> list[str]:
        """Those of whom there is more than one line."""
        return [who for (who,) in self._db.execute("select who from line group by who having count(*) > 1")]

    def lines_of(self, who: str) -> list[tuple[int, Row]]:
        """The lines of one student, those of the first files first."""
        found = self._db.execute(f"select seq, {COLUMNS} from line where who = ? order by seq desc", (who,))
        return [(seq, Row(*row)) for seq, *row in found]

    def remove(self, seqs: Iterable[int]) -> None:
        """Lines that others stand for."""
        self._db.executemany("delete from line where seq = ?", ((seq,) for seq in seqs))

    def same_number(self) -> list[int]:
        """Lines whose number another line has as well."""
        twice = "select number from line where number <> '' group by number having count(*) > 1"
        return [seq for (seq,) in self._db.execute(f"select seq from line where number in ({twice})")]

    def remark(self, line: int, told: str) -> None:
        """A further remark in a line."""
        [(body,)] = self._db.execute("select body from line where seq = ?", (line,))
        self._db.execute("update line set body = ? where seq = ?", (remarked(body, told), line))

    def add(self, fault: Fault) -> None:
        """A line for somebody of whom nothing else is here; such lines come after all sheets."""
        [(last,)] = self._db.execute("select coalesce(max(max(seq), 0), 0) from line")
        self.add_rows([(last + 1, row_of(line_of(fault), "", []))])

    def by_id(self, id: str) -> int | None:
        """The first line of whom a platform names so."""
        return self._first("id = ?", id)

    def by_number(self, number: str) -> int | None:
        """The first line of a sheet with this number, which is in small letters."""
        return self._first("number = ? and folder is not null", number)

    def _first(self, where: str, value: str) -> int | None:
        found = self._db.execute(f"select seq from line where {where} order by seq limit 1", (value,)).fetchone()
        return found and found[0]

    def alone_in(self, folder: str) -> int | None:
        """The only line of a sheet with a number in this folder."""
        found = self._db.execute("select seq from line where folder = ? limit 2", (folder,)).fetchall()
        return found[0][0] if len(found) == 1 else None

    def faults(self) -> Iterator[Fault]:
        """In the order of their ranks."""
        return (_fault(body) for (body,) in self._db.execute("select body from fault order by rank"))

    # ---- what came of it

    def rows(self, where: str = "true", *values: Any) -> Iterator[Row]:
        """The lines, or some of them, in the order of the gradebook."""
        return (Row(*row) for row in self._db.execute(f"select {COLUMNS} from line where {where} {IN_ORDER}", values))

    def grades(self, tasks: Mapping[str, Task]) -> Iterator[Grade]:
        """The lines as grades, with lines in place of their tasks, in the order of the gradebook."""
        return (grade_of(row, tasks) for row in self.rows())

    def states(self) -> dict[str, int]:
        """How many lines have each state."""
        return dict(self._db.execute("select state, count(*) from line group by state"))

    def points(self, state: str) -> Iterator[float]:
        """The points of the lines in this state, where they have any."""
        found = self._db.execute("select points from line where state = ? and points is not null", (state,))
        return (points for (points,) in found)

    def sample(self, most: int) -> list[Row]:
        """So many lines, drawn by chance and always the same, in the order of the gradebook."""
        drawn = "seq in (select seq from line order by drawn, seq limit ?)"
        return list(self.rows(drawn, most))

    def named(self, name: str) -> list[Row]:
        """The lines that somebody may mean by a number, by a platform's name for them, or by the name of their page."""
        low = name.casefold()
        return list(self.rows("number = ? or id = ? or page = ?", low, name, low))

    def page_number(self, row: Row) -> int:
        """Which of the pages of its name the page of a line is, from 1."""
        return [(r.file, r.body) for r in self.rows("page = ?", row.page)].index((row.file, row.body)) + 1

    def passed(self) -> Iterator[tuple[str, str]]:
        """Files that were passed over, and why, in the order of their names."""
        return self._db.execute("select file, why from passed order by file, why")

    def passed_over(self) -> int:
        """How many they are."""
        return self._db.execute("select count(*) from passed").fetchone()[0]

    # ---- beside an earlier one

    def beside(self, earlier: Path) -> Iterator[tuple[Row | None, Row | None]]:
        """Lines that differ between an earlier run and this one; new ones have no first part, and gone ones no second.

        Of one student are two lines of a number that no other line of either run has, else two lines of one file.
        """
        self._db.execute("attach ? as was", (str(earlier),))
        try:
            self._db.executescript(PAIRS)
            for query in (HERE, GONE):
                for row in self._db.execute(query):
                    half = len(Row._fields)
                    yield tuple(Row(*side) if any(side) else None for side in (row[:half], row[half:]))
        finally:
            self._db.execute("drop table if exists temp.pair")
            self._db.execute("detach was")


def _own(table: str) -> str:
    """Numbers that one line alone has."""
    return f"select number from {table}.line where number <> '' group by number having count(*) = 1"


PAIRS = f"""
create temp table pair (now integer primary key, was integer unique);
insert into pair select n.seq, w.seq from main.line n join was.line w on n.number = w.number
    where n.number in ({_own("main")}) and w.number in ({_own("was")});
create temp table file as select file, seq from was.line where seq not in (select was from pair);
create index temp.by_file on file (file);
insert or ignore into pair select n.seq, w.seq from main.line n join temp.file w on n.file = w.file
    where n.seq not in (select now from pair) order by n.seq, w.seq;
drop table temp.file;
"""
NOW, WAS = (", ".join(f'{side}."{name}"' for name in Row._fields) for side in ("n", "w"))
NONE = ", ".join(["null"] * len(Row._fields))
HERE = f"""select {WAS}, {NOW} from main.line n
    left join pair on pair.now = n.seq left join was.line w on w.seq = pair.was
    where w.body is null or n.body <> w.body
    order by n.number = '', n.number, n.file, n.seq"""
GONE = f"""select {WAS}, {NONE} from was.line w where w.seq not in (select was from pair)
    order by w.number = '', w.number, w.file, w.seq"""


def _written(fault: Fault) -> str:
    identity = fault.identity and [getattr(fault.identity, name) for name in IDENTITY]
    return json.dumps([fault.file, fault.state, fault.what, fault.name, fault.number, identity])


def _fault(body: str) -> Fault:
    *parts, identity = json.loads(body)
    return Fault(*parts, identity=identity and Identity(*identity))


def reading(path: Path):
    """`Store.opened` as a context that closes it. Raises KitError."""
    return closing(Store.opened(path))
