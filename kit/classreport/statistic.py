"""The figures of a class: points, what was caught, each item, agreement, how sure, and from one test to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from itertools import combinations
from statistics import fmean

from kit.classreport import figures
from kit.classreport.agreement import agreements
from kit.classreport.data import Part, Thing
from kit.classreport.figures import number, per_cent
from kit.classreport.lesson import Names, Section, folded
from kit.feedback.told import clip
from kit.feedback.words import WORDS
from kit.grading import GRADED, STATES, Gradebook, shown
from kit.scoring import calibration, cohort, detection

# ---- points


def points(book: Gradebook) -> Section | None:
    """How the points are spread, over all and for each task."""
    final = [g for g in book.grades if g.state == GRADED and g.points is not None]
    if not final or not book.out_of:
        return None
    rows = []
    for n, (name, of) in enumerate(book.columns):
        earned = [g.tasks[n].points for g in final if len(g.tasks) > n and g.tasks[n].points is not None]
        if quarters := cohort.middle(earned):
            title = book.parts[name][1].title if name in book.parts else "Test"
            rows.append((title, shown(of), *map(shown, quarters)))
    notes = ["Only final grades are in it."] if len(final) < len(book.grades) else []
    notes += ["It counts for completion only."] if book.assignment.counts == "completion" else []
    head = ("task", "out of", "a quarter has at most", "half has at most", "three quarters have at most")
    drawn = figures.histogram([g.points / book.out_of for g in final])
    table = figures.table(head, rows, "Points for each task")
    lines = [f"{a}: {b} / {c} / {d} of {of} points (quartiles)" for a, of, b, c, d in rows]
    return Section("points", "Points", f"{_soft(*notes)}{drawn}{table}", (*notes, *lines))


def _soft(*sentences: str) -> str:
    return "".join(f'<p class="soft">{escape(s)}</p>' for s in sentences)


# ---- caught, and left alone


def caught(parts: Sequence[Part]) -> Section | None:
    """Both halves of reading well, with sensitivity and bias (`kit.scoring.detection`)."""
    told, rows = [], []
    for part in parts:
        d, words = part.detection, WORDS[part.task.kind]
        if not detection.items(d):
            continue
        told.append(f"{part.task.title} {detection.counts(d, words).replace('You ', 'They ')}")
        caught_, accused = _of(d.hits, d.signals), _of(d.false_alarms, d.noises)
        values = (number(detection.sensitivity(d), 1), number(detection.bias(d), 1))
        rows.append((part.task.title, f"{caught_} {words.flaws}", f"{accused} {words.sounds}", *values))
    if not rows:
        return None
    head = ("task", "caught", "accused without need", "sensitivity d′", "bias c")
    intro = "Reading well is two things: to catch what does not hold, and to leave alone what does."
    note = (
        "Answers of all students together, without what careful readers dispute. d′ is 0 for guessing and grows with "
        "telling the two kinds apart. c below 0: too ready to accuse; above 0: too ready to let pass."
    )
    table = figures.table(head, rows, "All students together")
    return Section("caught", "Caught, and left alone", f"<p>{intro}</p>{_soft(note)}{table}", tuple(told))


def _of(count: int, out_of: int) -> str:
    return f"{count} of {out_of} ({per_cent(count / out_of)})" if out_of else "none of 0"


# ---- each item


def items(parts: Sequence[Part], apart: bool) -> Section | None:
    """Difficulty and discrimination: of all tasks together, or, with `apart`, of each form by itself."""
    pieces, lines = [], []
    for group in [[part] for part in parts] if apart else [list(parts)]:
        rows = [(part, thing) for part in group for thing in part.things.values() if thing.kind != "near"]
        if not any(part.done for part in group):
            continue
        everywhere = sorted(set.intersection(*(set(part.done) for part in group)))
        hard = [(part, thing) for part, thing in rows if not thing.disputed]
        apart_by = dict(zip(map(_place, hard), powers(hard, everywhere), strict=True))
        rows.sort(key=lambda row: len(row[0].right[row[1].id]) / max(1, len(row[0].done)))
        cells = [_item_cells(part, thing, apart_by.get(_place((part, thing)))) for part, thing in rows if part.done]
        name = group[0].task.title if apart else "Everything that was asked"
        pieces.append(
            figures.table(("asked", "right", "students", "r"), cells, name, html=True) + _leeway(len(everywhere))
        )
        for part, thing in rows:
            r = number(apart_by.get(_place((part, thing))))
            lines.append(f"{len(part.right[thing.id])} of {len(part.done)} right, r = {r}: {_item_name(thing)}")
    if not pieces:
        return None
    return Section("items", "How hard each one was", _soft(*ABOUT_ITEMS) + "".join(pieces), tuple(lines))


ABOUT_ITEMS = (
    (
        "Right is whose main answer is right, or who found the statement, or left a sentence alone that credits "
        "nobody; no answer counts as not right. Few right is not a fault of a question, but a reason to talk about "
        "it."
    ),
    (
        "r says whether it tells readers apart: the correlation with how much else the same student has right "
        "(corrected item-total correlation, Henrysson 1963). Above 0: good readers have it right more often. Below "
        "0: they have it right less often, so read the question and its key once more. What careful readers dispute "
        "has no r."
    ),
)


SOME = 5
"""Students on either side of an item from which on a correlation below 0 is pointed out. Ours."""


def powers(rows: Sequence[tuple[Part, Thing]], people: Sequence[int]) -> list[float | None]:
    """The discrimination of each, over the people who answered every task; None for too few of them."""
    if len(people) < cohort.ENOUGH or len(rows) < 3:
        return [None] * len(rows)
    return cohort.discrimination([[n in part.right[thing.id] for part, thing in rows] for n in people])


def _place(row: tuple[Part, Thing]) -> tuple[str, str]:
    return row[0].task.id, row[1].id


def _item_name(thing: Thing) -> str:
    before = {"silent": "Leave alone: ", "attribution": "Find: "}.get(thing.kind, "")
    return f"{before}{thing.words}"


def _item_cells(part: Part, thing: Thing, r: float | None) -> tuple[str, ...]:
    right, n, blank = len(part.right[thing.id]), len(part.done), len(part.blank[thing.id])
    told = "disputed" if thing.disputed else number(r)
    some = min(right, n - right) >= SOME
    look = ' <span class="look">read it again</span>' if r is not None and r < 0 and some else ""
    left = f", {blank} blank" if blank else ""
    return (
        escape(clip(_item_name(thing), 120)),
        f'<span class="num">{figures.meter(right / n)}{per_cent(right / n)}</span>',
        f'<span class="num">{right} of {n}{left}</span>',
        f'<span class="num">{told}</span>{look}',
    )


def _leeway(n: int) -> str:
    if n < cohort.ENOUGH:
        return _soft(f"With fewer than {cohort.ENOUGH} students who answered every task, r would be chance.")
    lee = number(cohort.leeway(n))
    return _soft(f"Over the {n} students who answered every task. With so many, r lies up to {lee} from 0 by chance.")


# ---- agreement


def agreement(parts: Sequence[Part]) -> Section | None:
    """Krippendorff's alpha in the class, and of each student with the key (`kit.classreport.agreement`)."""
    rows = []
    for part in parts:
        for a in agreements(part) if len(part.done) > 1 else ():
            quarters = "–"
            if a.with_key:
                low, half, high = map(number, a.with_key)
                quarters = f"{half} ({low} to {high})"
            rows.append((part.task.title, a.question, str(a.units), number(a.in_class), quarters, per_cent(a.as_key)))
    if not rows:
        return None
    head = ("task", "question", "units", "in the class", "a student with the key", "answers as the key")
    table = figures.table(head, rows, "Krippendorff’s alpha; with the key: the median student, and the middle half")
    lines = tuple(f"{a}, {b}: alpha {c} in the class, {d} with the key" for a, b, _, c, d, _ in rows)
    return Section("agreement", "How far they agree", _soft(*ABOUT_AGREEMENT) + table, lines)


ABOUT_AGREEMENT = (
    (
        "Alpha is 1 where all give the same answers and 0 where they agree no more than chance gives. High in the "
        "class and low with the key: they share a misreading. Low in both: the question is open to many, or was "
        "guessed at."
    ),
    (
        "Units are the things asked, without those that careful readers dispute; for highlights each word, held "
        "against one role at a time; for labels of highlights the statements that were found. Fewer than five units "
        "have no alpha."
    ),
)

# ---- how sure


def sure(parts: Sequence[Part]) -> Section | None:
    """How sure they were, against how often they were right (`kit.scoring.calibration`)."""
    pairs = [pair for part in parts for pair in part.sure]
    if not pairs:
        return None
    right, n = sum(right for _, right in pairs), len(pairs)
    told = f"They said {n} times how sure they were; {right} of these answers were right."
    if n >= calibration.ENOUGH:
        mean, gap = fmean(s for s, _ in pairs) / 100, calibration.overconfidence(pairs)
        lean = "surer than right" if gap > calibration.NEAR else "about as sure as right"
        lean = "more often right than they thought" if gap < -calibration.NEAR else lean
        told += (
            f" On average they were {per_cent(mean)} sure, and {per_cent(right / n)} were right: {lean}. "
            f"Brier score {number(calibration.brier(pairs))} (0 is best; saying 50 % every time gives 0.25)."
        )
    steps = calibration.bins(pairs)
    lines = (told, *(f"{b.name} sure: {b.right} of {b.count} right" for b in steps))
    return Section("sure", "How sure, and how often right", f"<p>{told}</p>{figures.calibration(steps)}", lines)


# ---- from one test to the next


def compared(books: Sequence[Gradebook]) -> Section | None:
    """Every two gradebooks of the same people: the mean paired difference in points of a hundred, with its interval."""
    if len(books) < 2:
        return None
    held = [_shares(book) for book in books]
    rows, drawn, lines = [], [], []
    for a, b in combinations(range(len(books)), 2):
        both = sorted(held[a].keys() & held[b].keys())
        first, last = ([100 * held[i][who] for who in both] for i in (a, b))
        name = f"{title_of(books, a)} to {title_of(books, b)}"
        made = cohort.change(first, last)
        if made is None:
            rows.append((name, str(len(both)), *("–",) * 4))
            continue
        drawn.append((name, made.mean, made.low, made.high))
        moved = f"{made.up} up, {made.down} down"
        means = f"{number(fmean(first), 1)} to {number(fmean(last), 1)}"
        rows.append(
            (name, str(made.n), means, _signed(made.mean), f"{_signed(made.low)} to {_signed(made.high)}", moved)
        )
        lines.append(f"{name}: {_signed(made.mean)} ({_signed(made.low)} to {_signed(made.high)}), {made.n} students")
    spread = [_spread(title_of(books, n), shares) for n, shares in enumerate(held)]
    pieces = [figures.intervals(drawn)] if drawn else []
    head = ("from, to", "students with both", "means", "difference", "95 % interval", "up and down")
    pieces.append(figures.table(head, rows, "Differences of the same students, in points of a hundred"))
    head = ("test", "students", "lower quarter", "median", "upper quarter")
    pieces.append(figures.table(head, spread, "Each by itself, in per cent of its points"))
    few = [] if drawn else [f"With fewer than {cohort.PAIRED} students who have both, a difference would be chance."]
    return Section("compared", "Before and after", "".join(pieces) + _soft(*few, *ABOUT_CHANGE), (*lines, *few))


ABOUT_CHANGE = (
    (
        "Only students with a final grade in both are compared, each with themselves, matched by student number. "
        "The interval is Student’s t interval of the mean paired difference: it would hold the true mean difference "
        "of such classes 19 times in 20. Where it crosses 0, chance alone may have done it."
    ),
    (
        "It shows that something changed, not why: there is no second class without the course beside it, the tests "
        "are of equal make and not equated, and whoever stayed away from one of them is not in it."
    ),
)


def title_of(books: Sequence[Gradebook], n: int) -> str:
    """An assignment's title, up to its colon where that tells all apart; with its place where two are called the same.

    So "Before the course: fifteen short questions" is "Before the course" beside the test after it.
    """
    titles = [book.assignment.title for book in books]
    short = [title.partition(": ")[0] for title in titles]
    titles = short if len(set(short)) == len(short) else titles
    return titles[n] if titles.count(titles[n]) == 1 else f"{titles[n]} ({n + 1})"


def _shares(book: Gradebook) -> dict[str, float]:
    """Student number to the share of the points; a number that two people gave belongs to neither."""
    final = [g for g in book.grades if g.state == GRADED and g.points is not None and g.number and book.out_of]
    numbers = Counter(g.number.casefold() for g in book.grades)
    return {n: g.points / book.out_of for g in final if numbers[n := g.number.casefold()] == 1}


def _spread(name: str, shares: dict[str, float]) -> tuple[str, ...]:
    quarters = cohort.middle(list(shares.values()))
    return (name, str(len(shares)), *(map(per_cent, quarters) if quarters else ("–",) * 3))


def _signed(value: float) -> str:
    return f"+{number(value, 1)}" if round(value, 1) > 0 else number(value, 1)


# ---- who is not in it


def left_out(book: Gradebook, parts: Sequence[Part], names: Names) -> Section | None:
    """States that are no final grade, and tasks without an answer, as counts; with names in the teacher's own copy."""
    rows: list[tuple[str, int, Iterable[int]]] = []
    for state in states(g.state for g in book.grades):
        who = [n for n, g in enumerate(book.grades) if g.state == state]
        if state != GRADED and who:
            rows.append((state, len(who), who))
    rows += [(f"nothing answered: {part.task.title}", len(part.empty), part.empty) for part in parts if part.empty]
    if not rows:
        return None
    cells = [(escape(what), f"{n}{folded(names, who)}") for what, n, who in rows]
    head = ("state", "students")
    told = "What could be read of a task is counted above; points only where the grade is final."
    html = f"<p>{told}</p>{figures.table(head, cells, 'Not, or not wholly, in these figures', html=True)}"
    return Section("left", "Not in these figures", html, tuple(f"{what}: {n}" for what, n, _ in rows))


def states(found: Iterable[str]) -> list[str]:
    """The states that occur, in their usual order; one that is not known here comes last."""
    found = set(found)
    return [s for s in STATES if s in found] + sorted(found - set(STATES))
