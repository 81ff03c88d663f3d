"""A saved notebook reads where no widget runs: as a plain page, as GitHub shows it, as text alone.

The notebook is run by a real kernel with every kind of task answered, then saved, and what is left of it is read:
without scripts, without styles, without widgets.
"""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from submissions import COURSE, TEACHERS, ferry, key_values, put

import kit
from kit.answers import Sheet
from kit.deck import load_deck
from kit.scoring import in_play
from kit.structure import written
from kit.tasks import WIDGETS

WIDGET = "application/vnd.jupyter.widget-view+json"
BACK = "Run > Run All Cells brings the exercise back."
NUMBER = "1042"

SHOWN = {
    "attributions": (
        "bridge/who-2",
        "In whose words?",
        "The barriers went up at six on Monday morning, the council said.",
        "source: “Piet Hollin, who runs the bakery at 2 Bridge Street” · cue: “said”",
        "“No letter came to the bakery” direct; named",
    ),
    "pairs": (
        "bridge/pairs-1",
        "Same event first",
        "Piet Hollin drove over Otter Bridge at half past six on Monday, and no barrier was there.: contradiction",
    ),
    "pairs to be found": (
        "flood/pairs-2",
        "Find the pairs yourself (10 pairs found",
        "The head teacher, at noon: nobody has been turned away from the school.: tension: what happened",
    ),
    "assessments": (
        "naps/settle-1",
        "What would settle it?",
        "The release says that naps make scrapes a third fewer.: elsewhere: data; whoever runs a large study",
    ),
    "chains": (
        "bridge/chain-1",
        "Through whom did it come?",
        "six piers of Otter Bridge have cracks.: this article ← Fennelby Town Council ← the engineer’s report",
        "counted 3,940 vehicles on Thursday, 16 April.: the article says it itself",
    ),
    "verdicts": (
        "naps/pack-1",
        "Open the pack",
        "the study watched the drivers for two years.: refuted: What this study cannot show",
    ),
    "items": (
        "decks/knows",
        "How does the source know?",
        "Which words show how Ruben Aske knows?",
        "said Ruben Aske, who was standing on the pier and saw it.”: “was standing on the pier and saw it”",
    ),
    "brief": (
        "flood/brief-1",
        "Three answers at noon",
        "What is known at noon, and how?: The river <rose> in the dark, and 40 people left.",
    ),
}
"""Kind of task to one of that kind: its name, its title, and words of the text and of the answers."""
BRIEF = {"id": "known", "type": "text", "prompt": "known", "text": "The river <rose> in the dark, and 40 people left."}

CELLS = [
    "import kit",
    'kit.load("clock").article',
    *(f'kit.task("{shown[0]}")' for shown in SHOWN.values()),
    'kit.worked("goat/first")',
    "kit.hand_in()",
    "%cd -q ../pre-test\nkit.my_test()",
]
"""One notebook with everything that can be shown: it lies in the folder of a graded exercise."""


def plain(annotation, article) -> dict:
    """A key's annotation as a learner's answer."""
    return {name: part for name, part in written(annotation, article).items() if name not in TEACHERS}


def answer(name: str) -> None:
    """Put the key's answers into the sheet of a task; a brief has none."""
    exercise = kit.task(name)
    article = exercise.case.article
    for held in in_play(exercise.task, article, exercise.case.key.layer):
        exercise.sheet.append(put(plain(held, article), held.id) | {"digest": article.digest})
    if exercise.task.kind == "brief":
        exercise.sheet.append(put(BRIEF | {"id": exercise.task.prompts[0].id}, "b") | {"digest": article.digest})


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> nbformat.NotebookNode:
    """The notebook, answered, run and saved as JupyterLab saves it: the widgets’ state is not in it."""
    course = tmp_path_factory.mktemp("course")
    for part in ("ferry-report", "pre-test", "cases/ferry", "decks"):
        shutil.copytree(COURSE / "exercises" / part, course / part)
    with pytest.MonkeyPatch.context() as here:
        here.setenv("KIT_ANSWERS", str(course / "answers"))
        here.setenv("PYTHONPATH", str(COURSE))
        here.setenv("IPYTHONDIR", str(course / "ipython"))
        for name, *_ in SHOWN.values():
            answer(name)
        for task, values in key_values(ferry()).items():
            sheet = Sheet(f"ferry/{task}")
            for value in values:
                sheet.append(put(value, value["id"]))
        form = kit.handin.read_assignment(course / "pre-test").form(NUMBER)
        first = load_deck(form, course / "decks").tasks[0].items[0]
        chosen = {"id": first.id, "type": "choice", "item": first.id, "option": first.options[0].id}
        Sheet(f"decks/{form}").append(put(chosen, "1"))
        (course / "answers" / "student.json").write_text(json.dumps({"name": "Ada <Rill>", "number": NUMBER}))
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
        client = NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": course / "ferry-report"}}, store_widget_state=False
        )
        client.execute()
    nbformat.validate(notebook)
    return notebook


# Three ways to read it ---------------------------------------------------------------------------


class Words(HTMLParser):
    """The text of a page where nothing runs and nothing is drawn: what a careful site leaves of a notebook's HTML."""

    APART = ("br", "p", "li", "summary", "td", "th", "div", "h3", "h4", "pre")
    """What begins a line or a cell of its own."""
    GONE = ("head", "script", "style", "svg", "template", "button", "select", "iframe", "object")
    """What goes with all that stands in it. Attributes go as well, and so do colours, and what they hide."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found, self._gone = [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        self._gone += tag in self.GONE
        if tag in self.APART:
            self.found.append(" ")

    def handle_endtag(self, tag) -> None:
        self._gone -= tag in self.GONE

    def handle_data(self, data) -> None:
        if not self._gone:
            self.found.append(data)


def words(html: str) -> str:
    """What is left to read of HTML."""
    return " ".join("".join(Words(html).found).split())


def as_page(notebook: nbformat.NotebookNode) -> str:
    """nbconvert's page, in a browser that runs no script."""
    return words(HTMLExporter().from_notebook_node(notebook)[0])


def as_github(notebook: nbformat.NotebookNode) -> str:
    """Each output's HTML, made harmless, and plain text where it has none. A widget is not known there at all."""
    shown = [o.data for cell in notebook.cells for o in cell.outputs]
    return " ".join(words(d["text/html"]) if "text/html" in d else " ".join(d["text/plain"].split()) for d in shown)


def as_text(notebook: nbformat.NotebookNode) -> str:
    """Plain text alone: a terminal, a mail, a program that knows nothing else."""
    return " ".join(" ".join(o.data["text/plain"].split()) for cell in notebook.cells for o in cell.outputs)


READINGS = [as_page, as_github, as_text]


@pytest.fixture(params=READINGS)
def read(request, saved) -> str:
    return request.param(saved)


# What reads --------------------------------------------------------------------------------------


def test_the_notebook_has_live_widgets_and_no_error(saved):
    """Otherwise the other tests would read something else than what a learner saves."""
    outputs = [o for cell in saved.cells for o in cell.outputs]
    assert {o.output_type for o in outputs} == {"display_data", "execute_result"}
    assert sum(WIDGET in o.data for o in outputs) == len(SHOWN) + len(["hand-in form", "who are you", "the test"])
    assert "widgets" not in saved.metadata


def test_every_kind_of_task_is_tried():
    """A new kind of task has to read as well."""
    assert {kit.task(name).task.kind for name, *_ in SHOWN.values()} == set(WIDGETS)


@pytest.mark.parametrize("kind", SHOWN)
def test_title_text_and_answers_read(read, kind):
    """What the task is, what it is about, and what the learner answered."""
    bare = read.replace("(", "").replace(")", "")
    for shown in SHOWN[kind][1:]:
        assert shown.replace("(", "") in bare
    assert read.count(BACK) >= 2 * len(SHOWN), "once for the widget, once for the answers"


def test_the_article_reads(read):
    """Every sentence of it, to the last."""
    for sentence in kit.load("clock").article.sentences:
        assert sentence.text in read


def test_a_worked_example_reads_with_its_reasons(read):
    """The solution is there without a widget in any case."""
    worked = kit.worked("goat/first")
    reason = next(a.why for a in worked.case.key.layer.attributions)
    assert reason in read


def test_the_sheet_that_was_handed_in_reads(read):
    """Whose it is, what to do with it, and every answer in it."""
    assert "the answers of Ada <Rill>, 1042" in read
    assert "Now save the notebook, then upload ferry-report-1042.json." in read
    assert "Who says what?: 10 attributions highlighted" in read
    assert read.count("8 of 8 answered") >= 2
    for answer in ("source: “Regulars” · cue: “claim”", "comes in too fast” (indirect; bare)"):
        assert answer in read


def test_a_test_reads_with_the_form_of_its_student(read):
    """Fifteen questions, one of them answered."""
    assert "(1 of 15 answered, as of" in read


def test_the_lessons_read_as_they_are_handed_out():
    """Whatever output is stored in them says something in words, also where it is a picture."""
    stored = [
        (path.name, output["data"])
        for path in [*COURSE.glob("notebooks/*.ipynb"), *COURSE.glob("exercises/*/*.ipynb")]
        for cell in json.loads(path.read_bytes())["cells"]
        for output in cell.get("outputs", ())
    ]
    assert len(stored) > 40
    mute = [name for name, data in stored if "text/html" in data and len(words("".join(data["text/html"]))) < 20]
    assert mute == []
