"""The marker on long texts: its first paint, and the time that one more highlight takes.

    python benchmarks/marker_size.py [--samples 15]

On the page of the widgets' own tests, with a kernel of twenty lines in it: what is measured is the
browser's part alone. The ratios to the smallest case do not depend on the machine. Needs Chromium
(KIT_CHROMIUM names another one).
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

from chromium import launched  # noqa: E402
from harness import MOUNT, marker_view, open_page, source  # noqa: E402

SIZES = [(words, highlights) for words in (1_000, 10_000) for highlights in (50, 500)]
SENTENCE = "On day {n} the harbour office said that the old bridge would stay closed until further notice."
WORDS_IN_SENTENCE = 16
PER_PARAGRAPH = 5

FIRST_PAINT = f"""async mounted => {{
  const from = performance.now();
  await ({MOUNT})(mounted);
  await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - from;
}}"""

# A key on the next word: until it is painted, and until it is acknowledged and painted again.
ONE_MORE = """async () => {
  const root = document.querySelector(".kit-marker");
  const press = key => root.querySelector(".kit-s[tabindex='0']").dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
  press("ArrowRight");
  press("n");
  await frame();
  const before = root.querySelectorAll(".kit-card").length, from = performance.now();
  press("t");
  await frame();
  const painted = performance.now() - from;
  if (root.querySelectorAll(".kit-card").length !== before + 1) throw new Error("no highlight");
  while (root.querySelector(".kit-save").dataset.state !== "saved") await new Promise(done => setTimeout(done, 0));
  await frame();
  return [painted, performance.now() - from];
}"""


def text_of(words: int) -> list[list[str]]:
    """A text of so many words in paragraphs of five sentences."""
    sentences = [SENTENCE.format(n=n) for n in range(words // WORDS_IN_SENTENCE)]
    return [sentences[n : n + PER_PARAGRAPH] for n in range(0, len(sentences), PER_PARAGRAPH)]


def layer_of(highlights: int, words: int) -> list[dict]:
    """So many highlights spread over the text: each a source, a cue and a content; where there
    are more highlights than sentences, several overlap in one."""
    sentences = words // WORDS_IN_SENTENCE
    made = []
    for n in range(highlights):
        first = (n * sentences // highlights) * WORDS_IN_SENTENCE
        parts = {"source": [[first + 3, first + 5]], "cue": [[first + 6, first + 6]]}
        shift = n % 4
        parts["content"] = [[first + 8 + shift, first + 15]]
        made.append({"id": f"h{n}", "type": "attribution", "confidence": None, "given": False} | parts)
    return made


def take_times(browser, words: int, highlights: int, samples: int) -> tuple[float, float, float]:
    """Medians in milliseconds: first paint, one more highlight painted, the same saved."""
    view = marker_view(text_of(words), fields=())
    state = {"view": view, "layer": layer_of(highlights, words), "saved": {}, "feedback": {}}
    mounted = source("marker") | {"state": state, "kernel": "alive"}
    paints, more = [], []
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1300, "height": 950})
        page = open_page(context)
        page.set_default_timeout(120_000)
        paints.append(page.evaluate(FIRST_PAINT, mounted))
        if len(paints) == 5:
            page.locator(".kit-s").first.focus()
            more = [page.evaluate(ONE_MORE) for _ in range(samples + 2)][2:]
        context.close()
    painted, saved = zip(*more, strict=True)
    return statistics.median(paints[1:]), statistics.median(painted), statistics.median(saved)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=15)
    samples = parser.parse_args().samples
    print("medians in milliseconds; in brackets, times the smallest case")
    print(f"{'words':>7}{'highlights':>12}{'first paint':>18}{'one more':>18}{'one more, saved':>18}")
    with launched() as browser:
        least = None
        for words, highlights in SIZES:
            times = take_times(browser, words, highlights, samples)
            least = least or times
            shown = "".join(f"{f'{t:.0f} ({t / b:.1f})':>18}" for t, b in zip(times, least, strict=True))
            print(f"{words:7}{highlights:12}{shown}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
