"""A browser whose storage is full, or that refuses to keep anything: a clear sentence, nothing lost without a word."""

from __future__ import annotations

import json

import pytest
from chromium import FLAGS, chromium_path
from visitor import FAULT, Visitor

from kit.inbrowser import FORGETS, HELD, UNREADABLE

pytestmark = [pytest.mark.browser, pytest.mark.site]

FERRY = "exercises/ferry-report/ferry-report.ipynb"
START = "notebooks/00-start.ipynb"
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  window.full = true;
  IDBObjectStore.prototype.put = function (...given) {
    if (window.full) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    return put.apply(this, given);
  };
}"""


def test_a_storage_that_is_full(visit, tmp_path):
    """The step is told not to be kept, the kernel lives on, the file can be handed in; with room again, all is kept."""
    reader = visit()
    reader.open(FERRY)
    reader.run("handin")
    reader.mark("claim", "c")
    reader.page.evaluate(FULL)
    reader.drag("the boat always comes in too fast")
    reader.page.keyboard.press("t")
    reader.page.wait_for_selector(".kit-marker .kit-save[data-state=problem]")
    assert "could not be written" in reader.page.locator(".kit-marker .kit-save").text_content()
    assert "storage is full" in reader.guard().text_content()
    made = json.loads(reader.hand_in("Ada Rill", "7", tmp_path).read_bytes())
    [marked] = [t["operations"] for t in made["tasks"] if t["task"] == "ferry/attributions"]
    assert "claim" in json.dumps(marked)
    assert "could not be written into this folder" in reader.page.locator(".kit-outcome").text_content()

    reader.page.evaluate("() => { window.full = false; }")
    reader.guard().get_by_role("button", name="Close").click()
    reader.run("handin")
    reader.wait_saved()
    expected = [{"source": [], "cue": ["claim"], "content": ["the", "boat", "always", "comes", "in", "too", "fast"]}]
    assert reader.highlights() == expected
    reader.reload()
    reader.run("handin")
    assert reader.highlights() == expected


@pytest.fixture
def refusing(chromium, address, tmp_path):
    """A tab in a browser whose settings forbid every site to keep anything."""
    profile = tmp_path / "profile" / "Default"
    profile.mkdir(parents=True)
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Preferences").write_text(json.dumps(settings))
    start = chromium.browser_type.launch_persistent_context
    context = start(profile.parent, executable_path=chromium_path(), args=FLAGS)
    yield Visitor(context.new_page(), address)
    context.close()


@pytest.fixture
def insecure(chromium, address):
    """A tab on the site under a name of its own without https, as on a school's own server."""
    named = "--host-resolver-rules=MAP school.example 127.0.0.1"
    browser = chromium.browser_type.launch(executable_path=chromium_path(), args=[*FLAGS, named])
    yield Visitor(browser.new_page(), address.replace("127.0.0.1", "school.example"))
    browser.close()


@pytest.mark.parametrize(("browser", "why"), [("refusing", "refuses to keep anything"), ("insecure", "over https")])
def test_a_browser_that_keeps_nothing(request, browser, why):
    """It is said on the first page and in each exercise; a lesson works; an exercise says why it cannot open."""
    reader = request.getfixturevalue(browser)
    reader.page.goto(f"{reader.address}/index.html")
    reader.guard().wait_for()
    assert why in reader.guard().text_content()
    reader.open(START)
    reader.guard().get_by_role("button", name="Close").click()
    reader.run("marker")
    assert FORGETS in reader.page.locator(".kit-notice").text_content()
    reader.double_click("said")
    reader.page.keyboard.press("c")
    reader.page.wait_for_selector(".kit-save[data-state=problem]")
    assert HELD in reader.page.locator(".kit-save").text_content()
    assert reader.highlights() == [{"source": [], "cue": ["said"], "content": []}]
    reader.open(FERRY)
    reader.guard().get_by_role("button", name="Close").click()
    reader.run_all()
    reader.page.wait_for_selector(FAULT, state="attached")
    assert UNREADABLE in reader.told()[0]
    assert not reader.page.get_by_text("Traceback").count()


def test_a_browser_that_keeps_everything_is_told_nothing(visit, address):
    """No warning where there is nothing to warn of."""
    reader = visit()
    reader.page.goto(f"{address}/index.html")
    reader.page.wait_for_function("async () => (await indexedDB.databases()).some(d => d.name === 'kit-guard')")
    assert not reader.guard().count()
