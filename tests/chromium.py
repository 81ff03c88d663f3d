"""The browser that the tests and benchmarks drive: one that is there already, with nothing fetched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter",
    "--no-first-run",
]


def chromium_path() -> str:
    """Where the browser is: KIT_CHROMIUM, or the first Chromium or Chrome that is installed."""
    named = os.environ.get("KIT_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        where = f"KIT_CHROMIUM={named} is not there" if named else "No Chromium was found"
        pytest.fail(f"{where}. Install Debian's `chromium`, or name one in KIT_CHROMIUM.", False)
    return found


@contextmanager
def launched() -> Iterator:
    """A headless browser, closed in the end. A missing one fails with a sentence."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def axe_source() -> str:
    """The text of axe-core."""
    if not AXE.exists():
        pytest.fail("axe-core is missing. Run `npm ci`.", False)
    return AXE.read_text(encoding="utf-8")
