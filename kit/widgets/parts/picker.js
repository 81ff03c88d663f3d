// A short text to choose words from, by mouse and by keys, drawn with what an edit changed in it.

/** The words that can be chosen, in order: [{n, word, s}] with the token's number and its sentence. What was changed joins where its numbers are its own. */
function wordsOfCard(item) {
  const out = [], taken = new Set();
  [item.text ?? [], item.changed ?? []].forEach((sentences, version) => sentences.forEach((one, k) => {
    const mine = one.pieces.filter(([n]) => n !== null);
    if (mine.some(([n]) => taken.has(n))) return;
    for (const [n, word] of mine) { taken.add(n); out.push({ n, word, s: `${version}.${k}` }); }
  }));
  return out;
}

/** From word `a` to word `b` (places in `words`, either way round) as ranges of tokens that stay inside their sentences. */
function stretchOf(words, a, b) {
  const out = [];
  for (const w of words.slice(Math.min(a, b), Math.max(a, b) + 1)) {
    const last = out[out.length - 1];
    if (last?.s === w.s) last.to = w.n; else out.push({ s: w.s, from: w.n, to: w.n });
  }
  return out.map(({ from, to }) => [from, to]);
}

/** The ranges joined where they touch, but never over the end of a sentence. */
function joinedStretches(words, ranges) {
  const place = new Map(words.map((w, i) => [w.n, i]));
  return mergeRanges(ranges.filter(([a, b]) => place.has(a) && place.has(b)))
    .flatMap(([a, b]) => stretchOf(words, place.get(a), place.get(b)));
}

/** The exact words from token `from` to token `to`, with what stands between them. */
function exactWords(item, [from, to]) {
  for (const { pieces } of [...item.text ?? [], ...item.changed ?? []]) {
    const a = pieces.findIndex(([n]) => n === from), b = pieces.findIndex(([n]) => n === to);
    if (a >= 0 && b >= a) return pieces.slice(a, b + 1).map(([, text]) => text).join("");
  }
  return "";
}

/**
 * The text of a card, and beneath it the edited version where there is one: {el, words, gaps}.
 * With `pick`, each word is an option of its own ({n, el}), and each gap knows the words around it.
 */
function passageOf(item, pick) {
  const known = new Map(pick ? wordsOfCard(item).map((w) => [w.n, w]) : []), words = [], gaps = [];
  const runs = item.changed ? differences(unitsOf(item.text), unitsOf(item.changed)) : [];
  const paragraph = (sentences, units) => {
    const p = h("p", { class: "kit-text" });
    const drawn = (text, at) => runsOfPiece(text, units.filter(at)).map(([t, differs]) => (differs ? h("span", { class: "kit-diff" }, t) : t));
    sentences.forEach(({ pieces }, k) => {
      if (k) p.append(" ");
      pieces.forEach(([n, text], i) => {
        const mine = drawn(text, (u) => u.k === k && u.p === i);
        if (!known.has(n)) {
          if (!pick || n !== null) { p.append(...mine); return; }
          const gap = h("span", {}, mine);
          gaps.push({ el: gap, from: pieces[i - 1]?.[0], to: pieces[i + 1]?.[0] });
          p.append(gap);
          return;
        }
        const el = h("span", { class: "kit-word", role: "option", "aria-selected": "false", tabindex: "-1" }, mine);
        words.push({ ...known.get(n), el });
        known.delete(n);                                   // each number once, should a view repeat it
        p.append(el);
      });
    });
    return p;
  };
  const version = (name) => h("p", { class: "kit-version", "aria-hidden": pick ? "true" : null }, name);
  const before = paragraph(item.text, runs.flatMap((r) => r.gone));
  const nodes = item.changed ? [version("Before the edit"), before, version("After the edit"), paragraph(item.changed, runs.flatMap((r) => r.came))] : [before];
  const said = item.changed && h("p", { class: "kit-unseen" }, runs.length ? `What the edit changed: ${saidDifferences(runs)}.` : "The edit changed nothing.");
  return { nodes, said, words, gaps };
}

/**
 * The text as a list of words to choose from: {nodes, update(value), focus()}.
 *   ask       "end": one word, the last of the statement; "words": stretches of words
 *   put(label, tokens)   tokens is the new list of ranges
 * Mouse: click, Shift and click, drag. Keys: arrows move, Enter and Space choose; where several words are asked for, Space
 * begins a stretch and ends it. There is one tab stop, and Tab leaves.
 */
function wordPicker({ item, ask, put, say, signal, labelledby, describedby }) {
  const { nodes, said, words, gaps } = passageOf(item, true);
  const box = h("div", { class: `kit-pick kit-pick-${ask}`, role: "listbox", "aria-labelledby": labelledby, "aria-describedby": describedby,
    "aria-multiselectable": ask === "words" ? "true" : null, "aria-orientation": "horizontal" }, nodes);
  // a list of words hides the prose from those who listen to it: once more in one piece
  const prose = (sentences) => sentences.map((s) => s.pieces.map(([, t]) => t).join("")).join(" ");
  const read = h("div", { class: "kit-unseen" }, h("p", {}, prose(item.text)), item.changed && h("p", {}, `After the edit: ${prose(item.changed)}`));
  const placeOf = new Map(words.map((w, i) => [w.el, i])), byToken = new Map(words.map((w, i) => [w.n, i]));
  let here = 0, tokens = [], begun = null, anchor = null, drag = null, dragged = false;

  const wordAt = (target) => { const el = target?.closest?.(".kit-word"); return placeOf.get(el) ?? null; };
  const rangeAt = (i) => tokens.find(([a, b]) => a <= words[i].n && words[i].n <= b) ?? null;
  const quoted = (a, b = a) => `“${exactWords(item, [words[Math.min(a, b)].n, words[Math.max(a, b)].n]) || `${words[Math.min(a, b)].word} … ${words[Math.max(a, b)].word}`}”`;

  function goTo(i, focus = true) {
    words[here].el.tabIndex = -1;
    here = Math.max(0, Math.min(words.length - 1, i));
    words[here].el.tabIndex = 0;
    if (focus) words[here].el.focus();
  }
  /** The word straight above or beneath, as the lines happen to break. */
  function lineStep(step) {
    const from = words[here].el.getClientRects()[0], middle = (from.left + from.right) / 2;
    let best = null;
    words.forEach((w, i) => {
      const r = w.el.getClientRects()[0], down = (r.top - from.top) * step;
      if (down < from.height / 2) return;
      const far = down * 100 + Math.abs((r.left + r.right) / 2 - middle);     // the nearest line first, then the nearest word in it
      if (!best || far < best.far) best = { i, far };
    });
    return best?.i ?? (step > 0 ? words.length - 1 : 0);
  }
  function paint() {
    const to = drag?.to ?? here, from = drag?.from ?? begun;
    const picking = from === null || from === undefined ? [] : stretchOf(words, from, to);
    const shown = ask === "end" && tokens.length ? stretchOf(words, 0, byToken.get(tokens[0][1]) ?? 0) : tokens;
    const within = (ranges, a, b = a) => ranges.some(([x, y]) => x <= a && b <= y);
    for (const w of words) {
      w.el.classList.toggle("kit-in", within(shown, w.n));
      w.el.classList.toggle("kit-picking", within(picking, w.n));
      w.el.classList.toggle("kit-last", ask === "end" && tokens[0]?.[1] === w.n);
      w.el.setAttribute("aria-selected", String(within(tokens, w.n)));
    }
    for (const g of gaps) {
      const between = typeof g.from === "number" && typeof g.to === "number";
      g.el.classList.toggle("kit-in", between && within(shown, g.from, g.to));
      g.el.classList.toggle("kit-picking", between && within(picking, g.from, g.to));
    }
  }
  const joined = (ranges) => joinedStretches(words, ranges);
  function take(a, b) {
    put(a === b ? `highlight ${quoted(a)}` : `highlight ${quoted(a, b)}`, joined([...tokens, ...stretchOf(words, a, b)]));
    say(`Highlighted: ${quoted(a, b)}.`);
  }
  function leave(range) {
    const text = `“${exactWords(item, range)}”`;
    put(`highlight ${text} taken away`, tokens.filter((r) => r !== range));
    say(`Taken away: ${text}.`);
  }
  function choose(i) {
    anchor = i;
    if (ask === "end") { put(`last word ${quoted(i)}`, [[words[i].n, words[i].n]]); return; }
    const range = rangeAt(i);
    if (range) { anchor = null; leave(range); } else take(i, i);
  }
  function begin(i) { begun = i; paint(); say(`A stretch begins at ${quoted(i)}. Move, then press Space to end it.`); }
  function end() {
    const from = begun;
    begun = null;
    anchor = from;
    take(from, here);
  }
  function stop() { begun = null; paint(); }

  box.addEventListener("click", (ev) => {
    const i = wordAt(ev.target);
    if (i === null || dragged) return;
    begun = null;
    goTo(i);
    if (ask === "words" && ev.shiftKey && anchor !== null) {              // from the last click to here, instead of what that made
      const old = rangeAt(anchor);
      put(`highlight ${quoted(anchor, i)}`, joined([...tokens.filter((r) => r !== old), ...stretchOf(words, anchor, i)]));
      say(`Highlighted: ${quoted(anchor, i)}.`);
      return;
    }
    choose(i);
  }, { signal });
  box.addEventListener("pointerdown", (ev) => {
    const i = wordAt(ev.target);
    if (ask !== "words" || i === null || ev.button !== 0 || ev.pointerType === "touch" || ev.shiftKey) return;
    drag = { from: i, to: i };                                             // a finger scrolls the page: there, words are tapped
    begun = null;
  }, { signal });
  document.addEventListener("pointermove", (ev) => {
    if (!drag) return;
    const i = wordAt(document.elementFromPoint(ev.clientX, ev.clientY));
    if (i !== null && i !== drag.to) { drag.to = i; paint(); }
  }, { signal });
  const drop = (ev) => {
    if (!drag) return;
    const { from, to } = drag;
    drag = null;
    if (ev.type === "pointerup" && from !== to) {
      dragged = true;                                                      // the click that belongs to it chooses nothing
      setTimeout(() => { dragged = false; }, 0);
      anchor = from;
      goTo(to);
      take(from, to);
    } else paint();
  };
  document.addEventListener("pointerup", drop, { signal });
  document.addEventListener("pointercancel", drop, { signal });
  box.addEventListener("focusin", (ev) => {                                // trust focus, not a counter
    const i = wordAt(ev.target);
    if (i !== null && i !== here) goTo(i, false);
  }, { signal });
  box.addEventListener("focusout", (ev) => { if (begun !== null && !box.contains(ev.relatedTarget)) stop(); }, { signal });

  const MOVES = { ArrowRight: () => here + 1, ArrowLeft: () => here - 1, ArrowDown: () => lineStep(1), ArrowUp: () => lineStep(-1),
    Home: () => 0, End: () => words.length - 1 };
  box.addEventListener("keydown", (ev) => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey || wordAt(ev.target) === null) return;
    if (MOVES[ev.key]) {
      if (ev.shiftKey && ask === "words" && begun === null) begun = here;
      goTo(MOVES[ev.key]());
      if (begun !== null) { paint(); say(`To ${quoted(begun, here)}`); }
    } else if (ev.key === " " || ev.key === "Enter") {
      if (begun !== null) end();
      else if (ask === "words" && ev.key === " " && !rangeAt(here)) begin(here);
      else choose(here);
    } else if (ev.key === "Escape") {
      if (begun !== null) { stop(); say("No stretch begun"); }
    } else if ((ev.key === "Delete" || ev.key === "Backspace") && ask === "words") {
      if (rangeAt(here)) leave(rangeAt(here));
    } else return;
    ev.preventDefault();
  }, { signal });

  if (words.length) words[0].el.tabIndex = 0;
  return {
    nodes: [read, box, said],
    update(now) {
      tokens = now;
      if (ask === "end" && tokens.length && !box.contains(document.activeElement)) goTo(byToken.get(tokens[0][1]) ?? 0, false);
      paint();
    },
    leave,
    focus: () => words[here]?.el.focus(),
  };
}
