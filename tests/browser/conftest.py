"""Fixtures of the browser tests. A missing browser fails with a sentence; it never skips."""

from __future__ import annotations

import pytest
from harness import mount, open_page


@pytest.fixture
def widget_page(chromium):
    """Opens a page, `widget_page(dark=…, width=…)`; an error in any of them fails the test."""
    contexts, errors = [], []

    def opened(dark=False, width=1100, height=900, **more):
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, reduced_motion="reduce", **more)
        contexts.append(context)
        page = open_page(context, dark)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def widget(widget_page):
    """Opens a page with one widget: `widget("marker", view, layer, kernel=…)`."""

    def opened(name, view, layer=(), *, kernel="alive", feedback=None, **page_settings):
        page = widget_page(**page_settings)
        mount(page, name, view, layer, kernel=kernel, feedback=feedback)
        return page

    return opened
