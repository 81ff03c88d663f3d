"""The command line: `kit check | build | grade | release` (or `python -m kit ...`)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kit.errors import KitError


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 where all is well, 1 where faults were found, 2 for a call that cannot be carried out."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    try:
        return options.run(options)
    except KitError as fault:
        print(fault, file=sys.stderr)
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
    grade = commands.add_parser("grade", help="grade a folder of handed-in files; runs nothing that is in them")
    grade.add_argument(
        "submissions", type=Path, help="the folder with the files, or the zip as Moodle or Canvas gave it"
    )
    grade.add_argument("--assignment", type=Path, required=True, help="the folder of the exercise, exercises/NAME")
    grade.add_argument("--keys", type=Path, default=Path("solutions/keys"), help="the folder of the keys")
    grade.add_argument("--out", type=Path, default=Path("graded"), help="where the gradebook and the pages go")
    grade.add_argument("--marking", type=Path, help="the points of a reader (default: marking.csv in --out, if there)")
    grade.set_defaults(run=_grade)
    release = commands.add_parser("release", help="write the class bundle: a folder and a zip without any key")
    release.add_argument("--out", type=Path, required=True, help="the folder that the bundle is written into")
    release.add_argument("--course", type=Path, default=Path(), help="the course's folder (default: here)")
    release.set_defaults(run=_release)
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


def _grade(options) -> int:
    from kit import marking, regrade
    from kit.grading import grade
    from kit.report import write_gradebook

    marked = marking.mark(grade(options.submissions, options.assignment, options.keys), options.out, options.marking)
    changed = regrade.compare(marked.gradebook, options.out)
    files = marking.write_marking(marked, options.out)
    regrade.write_changes(changed, options.out)
    written = write_gradebook(marked.gradebook, options.out)
    regrade.write_record(changed, options.out)
    for line in (*marked.gradebook.table(), *marked.told, *changed.table()):
        print(line)
    for path in (*files, written):
        print(f"Written: {path}")
    return 0


def _release(options) -> int:
    from kit.release import release

    made = release(options.course, options.out)
    print(f"Searched for graded keys: {made.searched} files, nothing found.")
    print(f"Written: {made.folder} ({made.files} files)")
    print(f"Written: {made.zip}")
    print(f"sha256: {made.sha256}")
    return 0
