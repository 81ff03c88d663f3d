"""This course as nbgrader sees it. Start nbgrader in this folder; what it needs is the extra of pyproject.toml.

A task that a person reads has no cell here: its points come from the table that `kit grade` writes.
"""

import os
import sys
from pathlib import Path

from kit.nbgraderplugins import ExportStates, steps

c = get_config()  # noqa: F821 - traitlets gives it to a configuration
course = Path(__file__).parent

# Whoever keeps the keys elsewhere names their folder here.
os.environ["KIT_KEYS"] = str(course / "solutions" / "keys")
# nbgrader calls alembic by its name, also where its environment was not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

c.CourseDirectory.root = str(course)
c.CourseDirectory.course_id = "media-verification"
# Built from solutions/ by `kit build`. Its cases/ and decks/ hold texts and are no assignments.
c.CourseDirectory.source_directory = "exercises"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
# What a teacher's own tries leave in exercises/ is neither handed out nor laid over what students handed in.
c.CourseDirectory.ignore.extend(["answers", *(file.name for file in course.glob("exercises/*/*-*.json"))])
# nbgrader's usual `.ipynb` alone would drop the hand-in files.
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".json"]

# A student may delete a grade cell; it is put back and run.
c.OverwriteCells.add_missing_cells = True
c.Autograde.autograde_preprocessors = steps()
c.ExportApp.plugin_class = ExportStates
