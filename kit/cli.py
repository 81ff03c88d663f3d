"""The command line: `kit check | build | new | grade | release | site | export | agree` (or `python -m kit ...`)."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kit.errors import KitError
from kit.files import write_whole


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 where all is well, 1 where faults were found, 2 for a call that cannot be carried out."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    # What stumbles over one sheet has its line in the table; a traceback beside it helps nobody here.
    logging.getLogger("kit").addHandler(logging.NullHandler())
    try:
        return options.run(options)
    except KitError as fault:
        print(fault, file=sys.stderr)
        return 2
    except OSError as fault:
        what = f"it cannot be read or written ({fault.strerror or type(fault).__name__})"
        todo = "Check its path and permissions, and that the disk is not full; close it in other programs"
        print(KitError(str(fault.filename or ""), what, todo), file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kit", description="The Media Verification Kit on the command line.")
    commands = parser.add_subparsers(metavar="COMMAND")
    check = commands.add_parser("check", help="check cases, keys, tasks and built exercises")
    check.add_argument("folders", nargs="*", type=Path, help="case folders; without any, the whole course")
    check.add_argument("--key", type=Path, help="the key file of a case that carries none (one folder only)")
    check.set_defaults(run=_check)
    build = commands.add_parser("build", help="make exercises/ from solutions/")
    build.add_argument("--check", action="store_true", help="write nothing; say what differs")
    build.add_argument("--course", type=Path, default=Path(), help="the course's folder (default: here)")
    build.set_defaults(run=_build)
    new = commands.add_parser("new", help="begin a case of your own, from an article")
    new.add_argument("name", help="a short name for it: small letters, digits and hyphens, such as bakery-fire")
    new.add_argument("--from", dest="source", type=Path, metavar="FILE", help="the article: .txt, .md or .html")
    new.set_defaults(run=_new)
    grade = commands.add_parser("grade", help="grade a folder of handed-in files; runs nothing that is in them")
    grade.add_argument(
        "submissions", type=Path, help="the folder with the files, or the zip as Moodle or Canvas gave it"
    )
    grade.add_argument("--assignment", type=Path, required=True, help="the folder of the exercise, exercises/NAME")
    grade.add_argument("--keys", type=Path, default=Path("solutions/keys"), help="the folder of the keys")
    grade.add_argument("--out", type=Path, help="where everything goes that is written (default: graded/EXERCISE)")
    grade.add_argument("--marking", type=Path, help="the points of a reader (default: marking.csv in --out, if there)")
    earlier = "an earlier test of the same students, to compare with: exercises/pre-test=SUBMISSIONS (may be repeated)"
    grade.add_argument("--earlier", action="append", default=[], metavar="EXERCISE=SUBMISSIONS", help=earlier)
    filled = "the file that you downloaded from Canvas, Moodle or Blackboard; it comes back with one column filled"
    grade.add_argument("--fill", type=Path, metavar="FILE", help=filled)
    grade.add_argument("--column", help="the column of that file (default: the only one, or the one of this exercise)")
    grade.add_argument("--partly", action="store_true", help="fill in points that are not final as well")
    grade.add_argument("--scale", action="store_true", help="convert points to the platform's own maximum")
    large = "for a very large class (more than 5000 files of the exercise are graded as one in any case)"
    grade.add_argument("--processes", type=int, metavar="N", help=f"grade in N processes, 1 being this one; {large}")
    grade.add_argument("--dask", metavar="ADDRESS", help=f"grade on a Dask cluster, tcp://HOST:PORT; {large}")
    pages = "write the pages of these students only, by the last run of a very large class"
    grade.add_argument("--pages", nargs="+", metavar="NUMBER", help=pages)
    grade.set_defaults(run=_grade)
    release = commands.add_parser("release", help="write the class bundle: a folder and a zip without any key")
    release.add_argument("--out", type=Path, required=True, help="the folder that the bundle is written into")
    release.add_argument("--course", type=Path, default=Path(), help="the course's folder (default: here)")
    release.set_defaults(run=_release)
    site = commands.add_parser("site", help="write a website of the lessons that needs nothing installed")
    site.add_argument("--out", type=Path, required=True, help="the folder that the site is written into")
    site.add_argument("--course", type=Path, default=Path(), help="the course's folder (default: here)")
    whence = "Pyodide's own distribution, for the tables: its address, or a folder with its files (default: no tables)"
    site.add_argument("--pandas-from", default="", metavar="PLACE", help=whence)
    site.set_defaults(run=_site)
    export = commands.add_parser("export", help="write a case’s tables, or its annotations in an open format")
    export.add_argument("case", help="the name of a case of the kit, or a case folder")
    layers = "layers: files, NAME=FILE to say whose one is, or `key` for the case’s own"
    export.add_argument("layers", nargs="*", metavar="LAYER", help=f"for w3c: {layers} (default: key)")
    export.add_argument(
        "--to", choices=("csv", "json", "w3c"), required=True, help="tables (csv, json), or annotations"
    )
    export.add_argument("--out", type=Path, required=True, help="the folder that the files are written into")
    export.add_argument("--key", type=Path, help="the key file of a case that carries none")
    export.set_defaults(run=_export)
    agree = commands.add_parser("agree", help="how far coders of one case agree, and where they differ")
    agree.add_argument("case", help="the name of a case of the kit, or a case folder")
    agree.add_argument(
        "layers", nargs="*", metavar="LAYER", help=f"two {layers} (default: those in its folder layers/)"
    )
    agree.add_argument("--html", type=Path, help="write the page with every difference in the text")
    agree.add_argument("--out", type=Path, help="write the figures and differences as CSV into this folder")
    agree.add_argument("--key", type=Path, help="the key file of a case that carries none")
    agree.set_defaults(run=_agree)
    return parser


def _check(options) -> int:
    from kit.authoring import check_case
    from kit.course import check_course

    if options.key and len(options.folders) != 1:
        raise KitError("kit check", "--key goes with one case folder", "Name the folder of the case")
    faults = (
        [fault for folder in options.folders for fault in check_case(folder, options.key)]
        if options.folders
        else check_course(Path())
    )
    for fault in faults:
        print(fault)
    found = f"{len(faults)} fault{'s' if len(faults) > 1 else ''} found."
    print(found if faults else "Everything is in order.")
    return 1 if faults else 0


def _build(options) -> int:
    from kit.course import build, leftovers

    changed, left = build(options.course, write=not options.check), leftovers(options.course)
    for path in changed:
        print(("differs: " if options.check else "written: ") + str(path))
    for path in left:
        print(f"not built from solutions/, so move it there or remove it: {path}")
    if options.check and changed:
        print("Run `python -m kit build` and commit what it writes.")
    if left or (options.check and changed):
        return 1
    print("exercises/ is up to date." if not changed else f"{len(changed)} files written.")
    return 0


def _new(options) -> int:
    from kit.drafting import begin

    for line in begin(options.name, options.source):
        print(line)
    return 0


def _grade(options) -> int:
    from kit.grading import grade_checked, ready
    from kit.handback import finish, hand_back
    from kit.intake import entries
    from kit.many import MOST
    from kit.report import PAGES

    _check_pages(options)
    platform = _bytes(options.fill) if options.fill else None
    earlier = [(source, ready(source, exercise, options.keys)) for exercise, source in map(_earlier, options.earlier)]
    made = ready(options.submissions, options.assignment, options.keys)
    out = options.out or Path("graded") / made.id
    found = entries(options.submissions, made.id, most=MOST)
    asked = (options.pages, options.processes, options.dask)
    if any(option is not None for option in asked) or _is_large(found, made):
        return _grade_many(options, made, found, earlier, out, platform)
    with _bars() as tell:
        before = [grade_checked(entries(source, of.id), of, options.keys, tell) for source, of in earlier]
        graded = grade_checked(found, made, options.keys, tell)
        handed = hand_back(graded, out, points=options.marking, earlier=before, tell=tell)
    for line in (*handed.gradebook.table(), *handed.told, *handed.changed.table()):
        print(line)
    if not handed.files:
        return 1
    _written([*(path for _, path in handed.files.values()), out / PAGES])
    finish(handed, out)
    if platform is not None:
        _fill(options, handed.gradebook, out, platform)
    return 0


def _check_pages(options) -> None:
    """Raises KitError where `--pages` stands beside what has no part in them."""
    beside = {name: getattr(options, name) for name in ("earlier", "fill", "processes", "dask")}
    given = [f"--{name}" for name, value in beside.items() if value not in (None, [])]
    if options.pages and given:
        what = f"pages are written by the last run, and {' and '.join(given)} would do nothing there"
        raise KitError("kit grade --pages", what, "Leave that out, or grade first and ask for pages afterwards")


def _is_large(found, made) -> bool:
    """Whether more files are read for this exercise than a class in memory has, or more lie here than it lists.

    In a tree of a whole course (nbgrader's, a hub's) most files are of other exercises.
    """
    from kit import intake
    from kit.many import LARGE
    from kit.submissions import set_aside

    if not LARGE < len(found) <= intake.MOST:
        return len(found) > LARGE
    neighbours = made.neighbours()
    return sum(set_aside(entry, neighbours) is None for entry in found) > LARGE


def _written(paths: Iterable[Path]) -> None:
    """Tell what was written. Nothing is told before it has left this process."""
    for path in paths:
        print(f"Written: {path}")
    sys.stdout.flush()


def _grade_many(options, made, found, earlier, out: Path, platform: bytes | None) -> int:
    from kit.grading import parts_of
    from kit.intake import entries
    from kit.many import LARGE, MOST
    from kit.many.handing import IN_PARTS, Class, hand_back, write_pages
    from kit.many.store import reading
    from kit.regrade import STORE

    if options.marking:
        what = f"a reader’s points are not counted in for more than {LARGE} files, or with --processes, --dask, --pages"
        raise KitError("kit grade --marking", what, IN_PARTS)
    many = Class(found, made, parts_of(made, options.keys))
    if options.pages:
        pages, told = write_pages(many, out, options.pages)
        print(*told, sep="\n", end="\n" if told else "")
        _written(pages)
        return 1 if told else 0
    before = [Class(entries(source, of.id, most=MOST), of, parts_of(of, options.keys)) for source, of in earlier]
    with _engine(options) as engine, _bars() as tell, hand_back(many, out, engine, before, tell) as handed:
        for line in handed.told:
            print(line)
        _written(path for _, path in handed.files.values())
    if platform is not None and handed.files:
        with reading(out / STORE) as store:
            _fill(options, many.book(store.grades(many.tasks)), out, platform, most=LISTED)
    return 0 if handed.files else 1


LISTED = 50
"""Lines on a platform's file of a very large class."""


@contextmanager
def _engine(options) -> Iterator[Any]:
    """Where a very large class is graded. Raises KitError."""
    from kit.many import cluster, engine

    if options.processes is not None and options.dask:
        raise KitError("kit grade", "it grades in processes or on a cluster, not both", "Leave one of the two out")
    if options.dask:
        with cluster.dask(options.dask) as there:
            yield there
        return
    if options.processes is not None and not 1 <= options.processes <= PROCESSES:
        raise KitError("kit grade --processes", f"{options.processes} is no number of processes", f"1 to {PROCESSES}")
    more = options.processes is not None and options.processes > 1
    yield engine.processes(options.processes) if more else engine.serial()


PROCESSES = 60
"""Windows knows no more."""


def _fill(options, gradebook, out: Path, data: bytes, most: int | None = None) -> None:
    from kit.handback import as_asked, fill

    settings = {"partly": options.partly, "scale": options.scale}
    try:
        filled = fill(gradebook, out, options.fill.name, data, options.column, **settings)
    except KitError as fault:
        raise KitError(fault.where, fault.what, as_asked(fault.todo, "write --{}")) from None
    lines = filled.report.lines()
    for line in lines[:most]:
        print(as_asked(line, "write --{}"))
    if most and len(lines) > most:
        print(f"And {len(lines) - most} more of that kind.")
    print(f"Written: {filled.path}")


def _earlier(text: str) -> tuple[Path, Path]:
    """The exercise and the submissions of an earlier test. Raises KitError."""
    exercise, sign, source = text.partition("=")
    if not (exercise and sign and source):
        what = "this does not name an exercise and its submissions"
        raise KitError(f"--earlier {text}", what, "Write exercises/NAME=SUBMISSIONS")
    return Path(exercise), Path(source)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise KitError(str(path), f"the file cannot be read ({fault.strerror})", "Check the path") from None


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int], None]]:
    """Progress bars, one below the other, where a person looks on; nothing where the output goes into a file."""
    from tqdm import tqdm

    bars: list[tqdm] = []
    begun = ""

    def tell(what: str, done: int, of: int) -> None:
        nonlocal begun
        if what != begun or bars[-1].n >= bars[-1].total:
            begun = what
            bars.append(tqdm(total=of, desc=what, unit="", disable=None))
        bars[-1].update(done - bars[-1].n)
        if done == of:
            bars[-1].close()

    try:
        yield tell
    finally:
        for bar in bars:
            bar.close()


def _release(options) -> int:
    from kit.release import release

    made = release(options.course, options.out)
    print(f"Searched for graded keys: {made.searched} files, nothing found.")
    print(f"Written: {made.folder} ({made.files} files)")
    print(f"Written: {made.zip}")
    print(f"sha256: {made.sha256}")
    return 0


def _site(options) -> int:
    from kit.site import build_site

    made = build_site(options.course, options.out, options.pandas_from)
    print(f"Written: {made.folder} ({made.files} files, {made.size / 1e6:.0f} MB)")
    print("Tables load pandas when they are opened." if made.tables else "Tables are shown, and cannot be worked with.")
    python = "py" if sys.platform == "win32" else "python3"
    serve = f'{python} -m http.server --bind 127.0.0.1 --directory "{made.folder}"'
    print(f"Any web server can serve it. To look at it here: {serve}, then open http://127.0.0.1:8000")
    return 0


def _export(options) -> int:
    from kit.case import load
    from kit.interchange.export import export

    made = export(load(options.case, options.key), options.to, options.layers, options.out)
    for path in made:
        print(f"Written: {path}")
    print("They hold the answers, where the case carries a key: keep them where you keep the key.")
    return 0


def _agree(options) -> int:
    from kit.case import folder_of, load
    from kit.coders import agree
    from kit.interchange.export import write_csv
    from kit.interchange.reading import layers_of

    case = load(options.case, options.key)
    agreement = agree(case, *(options.layers or layers_of(folder_of(options.case), case)))
    print(agreement)
    written = write_csv(agreement.tables(), options.out) if options.out else []
    if options.html:
        write_whole(options.html, agreement.page())
        written.append(options.html)
    for path in written:
        print(f"Written: {path}")
    return 0
