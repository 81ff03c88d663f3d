"""Fixtures of the tests in a real JupyterLab. A missing browser fails with a sentence."""

from __future__ import annotations

import re

import pytest
from lab import Desk, Lab
from learner import Listener


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory):
    """One JupyterLab for the whole run."""
    server = Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture
def window(lab: Lab, chromium):
    """Opens a browser window: `window(width=…, height=…)`. No window may ask another host."""
    contexts, heard = [], Listener()

    def opened(width=1300, height=950, **more):
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, reduced_motion="reduce", **more)
        heard.listen(context, lab.base)
        contexts.append(context)
        return context

    opened.heard = heard
    yield opened
    for context in contexts:
        context.close()
    assert not heard.outside, f"something was asked of another host: {heard.outside}"


@pytest.fixture
def desk(lab: Lab, window, mill_files, request):
    """A folder on the server and a window on it; its kernels end with the test."""
    name = re.sub(r"\W+", "-", request.node.name)[:60].strip("-")
    made = Desk(lab, name, window(), mill_files)
    yield made
    lab.shut_kernels_down(name + "/")
