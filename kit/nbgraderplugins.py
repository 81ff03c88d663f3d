"""What nbgrader needs to know of the kit, for `nbgrader_config.py`. Loaded by nbgrader only, and needs it.

By itself nbgrader runs all that a student wrote, in the teacher's account; takes a cell that fails for one with 0
points; and writes a 0 where nothing was graded. None of this here: only the grade cells are run, as the exercise has
them, and what has no points waits for the teacher, in nbgrader's pages as in the table.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.plugins import ExportPlugin
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades

from kit.assignment import read_assignment
from kit.autograded import EXERCISE, KEYS, NOT_FINAL, STUDENT, SUBMITTED
from kit.csvfile import UTF8_MARK, cell
from kit.grading import check_keys, shown

check_keys_once = cache(check_keys)


class ExecuteGradeCells(Execute):
    """Runs the grade cells and nothing else, and tells them whose submission they are in.

    The folder of the keys is named by KIT_KEYS in the environment, which `nbgrader_config.py` sets.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict, km=None) -> tuple[NotebookNode, ResourcesDict]:
        """Raises KitError, before anything runs, where a key is not fit for use."""
        course = self.parent.parent.coursedir
        about = resources["nbgrader"]
        exercise = Path(course.format_path(course.source_directory, ".", about["assignment"])).resolve()
        check_keys_once(read_assignment(exercise), Path(os.environ[KEYS]))
        self._told = {
            **{EXERCISE: str(exercise), SUBMITTED: str(Path(course.root, course.submitted_directory))},
            STUDENT: about["student"],
            # The kernel starts among a student's files: none of them may pass for a module.
            **{"PYTHONSAFEPATH": "1", "PYTHONPATH": str(Path(__file__).parents[1])},
        }
        self.extra_arguments = ["--IPKernelApp.ignore_cwd=True", "--IPKernelApp.exec_lines=import kit"]
        return super().preprocess(nb, resources, km)

    def setup_kernel(self, **options):
        """The kernel of one notebook, with what it is told."""
        return super().setup_kernel(env={**os.environ, **self._told}, **options)

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, index: int):
        """nbgrader has put the exercise's own source into its grade cells by now."""
        return super().preprocess_cell(cell, resources, index) if utils.is_grade(cell) else (cell, resources)


class KeepOpen(NbGraderPreprocessor):
    """Takes back the 0 of a cell that failed, and flags it, and points that are not final, for the teacher."""

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, index: int):
        """Flag the cell in the gradebook."""
        if utils.is_grade(cell) and not self._is_final(cell):
            about = resources["nbgrader"]
            with Gradebook(about["db_url"]) as gradebook:
                place = (cell.metadata.nbgrader["grade_id"], about["notebook"], about["assignment"], about["student"])
                grade = gradebook.find_grade(*place)
                grade.needs_manual_grade = True
                if not _results(cell):
                    grade.auto_score = None
                gradebook.db.commit()
        return cell, resources

    @staticmethod
    def _is_final(cell: NotebookNode) -> bool:
        return any(not output.metadata.get(NOT_FINAL) for output in _results(cell))


def _results(cell: NotebookNode) -> list[NotebookNode]:
    """What a cell came to; nothing where it failed (for nbgrader, also where anything stands in its stderr)."""
    clean = not utils.has_failed(cell)
    return [output for output in cell.outputs if clean and output.output_type == "execute_result"]


def steps() -> list[type]:
    """nbgrader's steps of autograding, with these in their places."""
    steps = [ExecuteGradeCells if step is Execute else step for step in Autograde.autograde_preprocessors.default()]
    after = steps.index(SaveAutoGrades) + 1
    return [*steps[:after], KeepOpen, *steps[after:]]


class ExportStates(ExportPlugin):
    """Writes a table with a state for each grade; where there are no points yet, their cell stays empty."""

    def export(self, gradebook: Gradebook) -> None:
        """Write `grades.csv`, or what `--to` names."""
        with Path(self.to or "grades.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(UTF8_MARK)
            lines = csv.writer(file)
            lines.writerow(["assignment", "student_id", "last_name", "first_name", "state", "score", "max_score"])
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    if self._asked(assignment.name, student.id):
                        lines.writerow(map(cell, self._line(gradebook, assignment, student)))

    def _asked(self, assignment: str, student: str) -> bool:
        students = [str(one) for one in self.student]
        return assignment in (self.assignment or [assignment]) and student in (students or [student])

    def _line(self, gradebook: Gradebook, assignment, student) -> list[str]:
        who = [assignment.name, student.id, student.last_name or "", student.first_name or ""]
        try:
            submission = gradebook.find_submission(assignment.name, student.id)
        except MissingEntry:
            return [*who, "missing", "", shown(assignment.max_score)]
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        known = all(grade.auto_score is not None or grade.manual_score is not None for grade in grades)
        score = max(0.0, submission.score - (submission.late_submission_penalty or 0))
        state = "needs a teacher" if submission.needs_manual_grade else "graded"
        return [*who, state, shown(score) if known and grades else "", shown(assignment.max_score)]
