// The sentences of a text, to be corrected: cut one, join two, begin a paragraph, mend a word. All on a list of lists.

/** "a\nb\n\nc" -> [["a", "b"], ["c"]]: one sentence a line, an empty line between paragraphs. */
function readSentences(text) {
  return text.split(/\n[ \t]*\n/).map((block) => block.split("\n").map((line) => line.trim()).filter(Boolean)).filter((lines) => lines.length);
}

/** [["a", "b"], ["c"]] -> "a\nb\n\nc". */
function writeSentences(paragraphs) {
  return paragraphs.filter((lines) => lines.length).map((lines) => lines.join("\n")).join("\n\n");
}

/** Paragraphs with another one in the place of paragraph `p`, or several. */
function withParagraph(paragraphs, p, ...instead) {
  return [...paragraphs.slice(0, p), ...instead.filter((lines) => lines.length), ...paragraphs.slice(p + 1)];
}

/** The sentence cut in front of its word number `word`, counted from 0. */
function cutSentence(paragraphs, [p, s], word) {
  const words = paragraphs[p][s].split(/\s+/);
  const parts = [words.slice(0, word).join(" "), words.slice(word).join(" ")].filter(Boolean);
  return withParagraph(paragraphs, p, [...paragraphs[p].slice(0, s), ...parts, ...paragraphs[p].slice(s + 1)]);
}

/** Joined with the next one, which may be the first of the next paragraph: that paragraph then comes along. Null behind the last. */
function joinSentence(paragraphs, [p, s]) {
  const own = paragraphs[p];
  if (s + 1 < own.length) return withParagraph(paragraphs, p, [...own.slice(0, s), `${own[s]} ${own[s + 1]}`, ...own.slice(s + 2)]);
  const next = paragraphs[p + 1];
  if (!next) return null;
  return [...paragraphs.slice(0, p), [...own.slice(0, s), `${own[s]} ${next[0]}`, ...next.slice(1)], ...paragraphs.slice(p + 2)];
}

/** A paragraph begins with this sentence; where one does already, it is joined with the paragraph before. Null at the very first. */
function turnParagraph(paragraphs, [p, s]) {
  const own = paragraphs[p];
  if (s > 0) return withParagraph(paragraphs, p, own.slice(0, s), own.slice(s));
  return p === 0 ? null : [...paragraphs.slice(0, p - 1), [...paragraphs[p - 1], ...own], ...paragraphs.slice(p + 1)];
}

/** Other words in the place of the sentence: each line is a sentence, an empty line ends the paragraph, no words take it out. */
function mendSentence(paragraphs, [p, s], text) {
  const own = paragraphs[p], fresh = readSentences(text);
  const before = own.slice(0, s), after = own.slice(s + 1);
  if (!fresh.length) return withParagraph(paragraphs, p, [...before, ...after]);
  const blocks = fresh.map((lines) => [...lines]);
  blocks[0].unshift(...before);
  blocks[blocks.length - 1].push(...after);
  return withParagraph(paragraphs, p, ...blocks);
}

/** The place of sentence number `n`, counted from 0 through the whole text, or of the last. */
function placeOf(paragraphs, n) {
  let left = Math.max(0, n);
  for (const [p, lines] of paragraphs.entries()) { if (left < lines.length) return [p, left]; left -= lines.length; }
  return paragraphs.length ? [paragraphs.length - 1, paragraphs[paragraphs.length - 1].length - 1] : null;
}

/**
 * The list: one row a sentence with its number, and beneath the chosen one its tools. {el, show(text), focus()}.
 *   onchange(text, label)   the corrected text, and what was done, for Undo and for the ear
 *   say(text)               speaks
 * Arrows go from row to row; S, J, P and E work on the row in focus, as the buttons do.
 */
function sentenceList({ onchange, say }) {
  const list = h("ol", { class: "kit-sentences", "aria-label": "Sentences" });
  let paragraphs = [], shown = null, at = 0, mode = "";            // at: the chosen sentence; mode: "", "cut" or "mend"
  const count = () => paragraphs.reduce((n, lines) => n + lines.length, 0);
  const rows = () => [...list.querySelectorAll(".kit-sentence")];

  function act(label, changed) {
    if (!changed) return;
    onchange(writeSentences(changed), label);
  }
  const place = () => placeOf(paragraphs, at);
  const name = () => { const [p, s] = place(); return `p${p + 1}s${s + 1}`; };
  const deeds = {
    s: { name: "Split", go() { open(paragraphs[place()[0]][place()[1]].includes(" ") ? "cut" : ""); } },
    j: { name: "Join with next", go() { act(`joining ${name()} with the next`, joinSentence(paragraphs, place())); } },
    p: { name: "New paragraph", go() { act(`the paragraph at ${name()}`, turnParagraph(paragraphs, place())); } },
    e: { name: "Edit", go() { open("mend"); } },
  };

  function open(next) {
    mode = next;
    draw();
    if (mode === "cut") list.querySelector(".kit-word")?.focus();
    else if (mode === "mend") list.querySelector("textarea")?.focus();
    else rows()[at]?.focus();
  }
  function choose(n, focus = true) {
    at = Math.min(Math.max(0, n), count() - 1);
    mode = "";
    draw();
    if (focus) rows()[at]?.focus();
  }

  function tools([p, s]) {
    const first = p === 0 && s === 0, last = at === count() - 1;
    const button = (key, text, off) => h("button", { type: "button", class: "kit-button", "aria-keyshortcuts": key.toUpperCase(), "aria-disabled": off ? "true" : null,
      onclick: () => { if (!off) deeds[key].go(); } }, text, " ", h("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
    return h("div", { class: "kit-tools", role: "group", "aria-label": `Change ${name()}` },
      button("s", "Split…", !paragraphs[p][s].includes(" ")), button("j", "Join with next", last),
      button("p", s === 0 ? "Join paragraphs" : "New paragraph here", first), button("e", "Edit…"));
  }
  function cutter([p, s]) {
    const words = paragraphs[p][s].split(/\s+/);
    const buttons = words.map((word, i) => (i === 0 ? h("span", {}, word) : h("button", { type: "button", class: "kit-word", tabindex: i === 1 ? "0" : "-1", "data-word": i,
      onclick: () => { mode = ""; act(`splitting ${name()}`, cutSentence(paragraphs, place(), i)); } }, word)));
    const row = h("div", { class: "kit-words", role: "group", "aria-label": "Which word begins the new sentence?" }, buttons.flatMap((b) => [b, " "]));
    row.addEventListener("keydown", (ev) => {
      const all = [...row.querySelectorAll(".kit-word")], i = all.indexOf(document.activeElement);
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: all.length - 1 }[ev.key];
      if (to === undefined) return;
      ev.preventDefault();
      ev.stopPropagation();
      const next = all[Math.min(Math.max(0, to), all.length - 1)];
      for (const b of all) b.tabIndex = b === next ? 0 : -1;
      next.focus();
    });
    return h("div", { class: "kit-change" }, h("p", {}, "Which word begins the new sentence?"), row,
      h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => open("") }, "Cancel ", h("kbd", { "aria-hidden": "true" }, "Esc")));
  }
  function mender([p, s]) {
    const id = `kit-mend-${newId().slice(0, 10)}`;
    const area = h("textarea", { class: "kit-area", id, rows: 3, "aria-describedby": `${id}-hint` });
    area.value = paragraphs[p][s];
    const done = () => { mode = ""; const now = mendSentence(paragraphs, place(), area.value); if (writeSentences(now) === shown) open(""); else act(`the words of ${name()}`, now); };
    area.addEventListener("keydown", (ev) => { if (ev.key === "Enter" && (ev.ctrlKey || ev.metaKey)) { ev.preventDefault(); ev.stopPropagation(); done(); } });
    return h("div", { class: "kit-change" }, h("label", { for: id }, `The words of ${name()}`), area,
      h("p", { class: "kit-fine", id: `${id}-hint` }, "A line break cuts the sentence, an empty line begins a paragraph; without any words it is taken out. A real person’s words stay exactly as they were said."),
      h("div", { class: "kit-tools" }, h("button", { type: "button", class: "kit-button", onclick: done }, "Done"),
        h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => open("") }, "Cancel ", h("kbd", { "aria-hidden": "true" }, "Esc"))));
  }

  function draw() {
    let n = -1;
    list.replaceChildren(...paragraphs.flatMap((lines, p) => lines.map((text, s) => {
      const i = ++n, chosen = i === at;
      const row = h("button", { type: "button", class: "kit-sentence", tabindex: chosen ? "0" : "-1", "aria-expanded": String(chosen), onclick: () => choose(i) },
        h("span", { class: "kit-number" }, `p${p + 1}s${s + 1}`), " ", h("span", { class: "kit-words-of", dir: "auto" }, text));
      return h("li", { class: s === 0 ? "kit-first" : null, "data-sentence": `p${p + 1}s${s + 1}` }, row,
        chosen && (mode === "cut" ? cutter([p, s]) : mode === "mend" ? mender([p, s]) : tools([p, s])));
    })));
  }

  list.addEventListener("keydown", (ev) => {
    if (ev.key === "Escape" && mode) { ev.preventDefault(); ev.stopPropagation(); open(""); return; }
    if (ev.ctrlKey || ev.metaKey || ev.altKey || mode || takesKeys(ev.target)) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count() - 1 }[ev.key];
    if (to !== undefined && ev.target.closest(".kit-sentence")) { ev.preventDefault(); choose(to); return; }
    const deed = deeds[ev.key.toLowerCase()];
    if (deed) { ev.preventDefault(); deed.go(); }
  });

  return {
    el: list,
    /** The sentences as they stand now. What is being written is not taken away while they are the same. */
    show(text) {
      if (text === shown) return;
      const held = list.contains(document.activeElement), before = paragraphs;
      paragraphs = readSentences(text);
      shown = text;
      mode = "";
      if (!before.length) at = 0;
      at = Math.min(at, Math.max(0, count() - 1));
      draw();
      if (held) rows()[at]?.focus();
    },
    focus: () => rows()[at]?.focus(),
    get counts() { return { sentences: count(), paragraphs: paragraphs.length }; },
    say,
  };
}
