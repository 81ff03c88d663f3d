"""A learner at the widgets of a page, whatever the page is served by: what they do, and what they see."""

from __future__ import annotations

import re


class Learner:
    """Works in `self.page`. Widgets drawn before the last run are marked as old."""

    # ---- the learner's hands

    def words_box(self, phrase: str) -> dict:
        """Where a phrase of the marker's text stands on the screen: its first and its last word.

        Brings it into view, and answers when it stands still: what is painted later moves what lies below it.
        """
        return self.page.evaluate(
            """async phrase => {
              const root = document.querySelector(".kit-marker:not([data-old]) .kit-text");
              const s = [...root.querySelectorAll(".kit-s")].find(one => one.textContent.includes(phrase));
              if (!s) throw new Error("not in the text: " + phrase);
              const at = s.textContent.indexOf(phrase);
              const place = offset => {
                const walk = document.createTreeWalker(s, NodeFilter.SHOW_TEXT);
                let left = offset;
                for (let t = walk.nextNode(); t; t = walk.nextNode()) {
                  if (left < t.length) return [t, left];
                  left -= t.length;
                }
              };
              const box = (from, to) => {
                const r = new Range();
                r.setStart(...place(from));
                const [t, o] = place(to - 1);
                r.setEnd(t, o + 1);
                const b = r.getClientRects()[0];
                return {x: b.x, y: b.y, width: b.width, height: b.height};
              };
              const first = phrase.split(" ")[0].length, last = phrase.split(" ").at(-1).length;
              const end = at + phrase.length;
              const ends = () => ({first: box(at, at + first), last: box(end - last, end)});
              const frame = () => new Promise(requestAnimationFrame);
              for (let was = "", still = 0; ;) {
                s.scrollIntoView({block: "center"});
                await frame();
                const now = JSON.stringify(ends());
                still = now === was ? still + 1 : 0;
                if (still === 3) return ends();
                was = now;
              }
            }""",
            phrase,
        )

    def drag(self, phrase: str) -> None:
        """Drag from the middle of a phrase's first word to the middle of its last."""
        ends = self.words_box(phrase)
        mouse = self.page.mouse
        mouse.move(*centre(ends["first"]))
        mouse.down()
        mouse.move(*centre(ends["last"]), steps=5)
        mouse.up()

    def double_click(self, word: str) -> None:
        self.page.mouse.dblclick(*centre(self.words_box(word)["first"]))

    def mark(self, word: str, key: str) -> None:
        """Double-click a word and press a role's key; wait until it is on disk."""
        self.double_click(word)
        self.page.keyboard.press(key)
        self.wait_saved()

    def enter(self, kind: str) -> None:
        """Put the focus in front of everything in a widget, where Tab would come in."""
        self.widget(kind).evaluate("e => { e.tabIndex = -1; e.focus(); }")

    def tab_to(self, what: str, limit: int = 60, key: str = "Tab") -> int:
        """Press Tab until the focus is on what the selector means; returns how often."""
        for pressed in range(limit + 1):
            if self.page.evaluate("s => !!document.activeElement?.matches(s)", what):
                return pressed
            self.page.keyboard.press(key)
        raise AssertionError(f"{limit} times {key} did not lead to {what}")

    # ---- what the learner sees

    def widget(self, kind: str = ""):
        """The widget on the page, the last one run."""
        return self.page.locator(f".jp-OutputArea .kit{'-' + kind if kind else ''}:not([data-old])")

    def wait_saved(self) -> None:
        """Wait until the widget says that everything is saved."""
        self.page.wait_for_selector(".kit:not([data-old]) .kit-save[data-state=saved]", state="attached")

    def wait_nothing_pending(self) -> None:
        """Wait until the widget has nothing left to save; it says nothing where it never had."""
        line = ".kit:not([data-old]) .kit-save"
        self.page.wait_for_selector(f"{line}[data-state=saved], {line}[data-state=idle]", state="attached")

    def highlights(self) -> list[dict[str, list[str]]]:
        """The marker's own list: for each highlight, role to its words, in the order of the page."""
        rows = self.page.evaluate("""() => [...document.querySelectorAll(
            ".kit-marker:not([data-old]) .kit-cards > li")].map(card =>
          Object.fromEntries(["source", "cue", "content"].map(role => [role,
            [...card.querySelectorAll(".kit-row-" + role + " .kit-part")].map(p => p.textContent)])))
        """)
        return [{role: words_of(" ".join(parts)) for role, parts in row.items()} for row in rows]

    def painted(self) -> list[dict[str, list[str]]]:
        """The same, as it is painted in the text: role to words of every highlight."""
        rows = self.page.evaluate("""() => {
          const found = {}, root = document.querySelector(".kit-marker:not([data-old]) .kit-text");
          const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          for (let t = walk.nextNode(); t; t = walk.nextNode()) {
            for (let m = t.parentElement.closest("mark"); m; m = m.parentElement.closest("mark")) {
              const roles = found[m.dataset.id] ??= {source: "", cue: "", content: ""};
              roles[m.dataset.role] += " " + t.data;
            }
          }
          return Object.values(found);
        }""")
        return [{role: words_of(text) for role, text in row.items()} for row in rows]


def centre(box: dict) -> tuple[int, int]:
    # Whole pixels, as a mouse has them: between two pixels Chromium now and then starts no drag.
    return round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)


def words_of(text: str) -> list[str]:
    """The bare words of a text."""
    return re.findall(r"\w+", text)
