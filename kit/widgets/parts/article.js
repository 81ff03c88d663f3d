// An article to highlight in, on the page: sentences with their highlights, and the words that a selection means.

const LINES = 4;                                        // underlines beneath one another that still can be told apart

/**
 * The article on the page: {el, notes, sentenceEls, paint(ordered, ghosts), selected(), wordAt(x, y), sentenceOf(node), rangeOf([from, to]), partsAt(from, to),
 * ghostsAt(from, to), numberOf(id)}.
 * Only sentences whose parts changed are rebuilt, and never the element that holds focus.
 */
function articleView({ text, view, uid, noun }) {
  const notes = h("div", { hidden: true });
  const sentenceEls = text.sentences.map((s) => h("span", { class: s.inplay ? "kit-s" : "kit-s kit-aside", tabindex: "-1", "data-s": s.index }, s.text));
  const label = (s) => (s.inplay ? `Sentence ${s.label}` : `Sentence ${s.label}, not part of the task`);
  const paragraphs = new Map();
  for (const s of text.sentences) {
    if (!paragraphs.has(s.paragraph)) paragraphs.set(s.paragraph, h("p", { class: "kit-par" }));
    paragraphs.get(s.paragraph).append(
      h("button", { type: "button", class: s.inplay ? "kit-num" : "kit-num kit-aside", tabindex: "-1", "data-num": s.index, "aria-label": label(s) }, s.label), sentenceEls[s.index], " ");
  }
  const el = h("div", { class: "kit-text", role: "group", "aria-label": `Text: ${view.title ?? ""}` }, [...paragraphs.values()]);
  const described = new Map();
  let shown = new Map(), numbers = new Map();

  const glyph = (part) => (ROLES.find((r) => r.id === part.role)?.letter ?? "") + (part.ghost ? "" : numbers.get(part.id));
  function markFor(part, first, last, rank, inner) {
    const m = h("mark", { class: `kit-m kit-${part.role}${part.state ? ` kit-${part.state}` : part.ghost ? " kit-ghost" : ""}`, "data-id": part.id, "data-role": part.role }, inner);
    m.style.setProperty("--line", Math.min(part.line, LINES));
    if (last) m.dataset.last = "";
    if (first) {
      if (part.state !== "worth") m.dataset.g = glyph(part);
      if (rank) m.style.setProperty("--rank", rank);
    }
    return m;
  }
  function drawSentence(i, parts) {
    const s = text.sentences[i], out = document.createDocumentFragment();
    let at = 0;
    for (const { from, to, on } of cutSentence(parts)) {
      const a = text.tokens[from].a;
      // a part runs on through the gap to its next piece, so that its underline does not break at each cut
      const b = on.some((p) => p.to > to) ? text.tokens[to + 1].a : text.tokens[to].b;
      const open = on.filter((p) => p.to > to), inside = text.tokens[to].b;
      if (a > at) out.append(s.text.slice(at, a));
      const wrap = (node, some) => {
        const starting = on.filter((p) => p.from === from);
        return [...some].sort((x, y) => x.line - y.line).reverse()
          .reduce((inner, p) => markFor(p, p.from === from, p.to === to, starting.indexOf(p), inner), node);
      };
      out.append(wrap(document.createTextNode(s.text.slice(a, inside)), on));
      if (b > inside) {
        const gap = [...open].sort((x, y) => x.line - y.line).reverse()
          .reduce((inner, p) => markFor(p, false, false, 0, inner), document.createTextNode(s.text.slice(inside, b)));
        out.append(gap);
      }
      at = b;
    }
    out.append(s.text.slice(at));
    sentenceEls[i].replaceChildren(out);
    const lines = Math.max(0, ...parts.map((p) => Math.min(p.line, LINES)));
    sentenceEls[i].style.setProperty("--lines", lines);
    sentenceEls[i].classList.toggle("kit-deep", lines > 0);
  }
  function describe(i, parts) {
    const real = parts.filter((p) => !p.ghost);
    let note = described.get(i);
    if (!real.length) { note?.remove(); described.delete(i); sentenceEls[i].removeAttribute("aria-describedby"); return; }
    if (!note) {
      note = h("span", { id: `${uid}-s${i}` });
      described.set(i, note);
      notes.append(note);
      sentenceEls[i].setAttribute("aria-describedby", note.id);
    }
    note.textContent = real.map((p) => `${roleOf(p.role, `${noun} ${numbers.get(p.id)}`)}: ${wordsIn(text, [p.from, p.to])}`).join("; ");
  }

  /** Draw these highlights (in reading order) and, over them, ghosts: what feedback points at, what is suggested. Returns the sentences rebuilt. */
  function paint(ordered, ghosts = []) {
    const before = numbers;
    numbers = new Map(ordered.map((a, i) => [a.id, i + 1]));
    const renumbered = [...before].some(([id, n]) => numbers.has(id) && numbers.get(id) !== n);
    const now = partsBySentence(text, [...ordered, ...ghosts]);
    const dirty = [...new Set([...shown.keys(), ...now.keys()])].filter((i) => JSON.stringify(shown.get(i) ?? []) !== JSON.stringify(now.get(i) ?? []));
    shown = now;
    for (const i of dirty) drawSentence(i, now.get(i) ?? []);
    if (renumbered) {
      for (const m of el.querySelectorAll("mark[data-g]:not(.kit-ghost, .kit-pending)")) {
        const g = m.dataset.g[0] + numbers.get(m.dataset.id);
        if (m.dataset.g !== g) m.dataset.g = g;
      }
    }
    for (const i of renumbered ? now.keys() : dirty) describe(i, now.get(i) ?? []);
    for (const i of dirty) if (!now.has(i)) describe(i, []);
    return dirty;
  }

  /** The DOM position of an offset in a sentence. */
  function point(i, offset) {
    const walk = document.createTreeWalker(sentenceEls[i], NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(), left = offset; n; n = walk.nextNode()) {
      if (left <= n.length) return [n, left];
      left -= n.length;
    }
    return [sentenceEls[i], sentenceEls[i].childNodes.length];
  }
  function rangeOf([from, to]) {
    const a = text.tokens[from], b = text.tokens[to], r = new Range();
    r.setStart(...point(a.s, a.a));
    r.setEnd(...point(b.s, b.b));
    return r;
  }
  const sentenceOf = (node) => {
    const host = (node?.nodeType === 1 ? node : node?.parentElement)?.closest?.(".kit-s");
    return host && el.contains(host) ? Number(host.dataset.s) : null;
  };
  function offsetIn(i, node, offset) {
    const r = new Range();
    r.selectNodeContents(sentenceEls[i]);
    r.setEnd(node, offset);
    return r.toString().length;
  }
  /** The words of the browser's own selection, as far as it lies in this text; null if there are none. */
  function selected() {
    const sel = getSelection();
    if (!sel || sel.isCollapsed || !sel.rangeCount || !el.contains(sel.anchorNode)) return null;
    const r = sel.getRangeAt(0);
    const touched = sentenceEls.filter((e) => r.intersectsNode(e)).map((e) => Number(e.dataset.s));
    if (!touched.length) return null;
    const s = touched[0], t = touched[touched.length - 1];
    const a = sentenceOf(r.startContainer) === s ? offsetIn(s, r.startContainer, r.startOffset) : 0;
    const b = sentenceOf(r.endContainer) === t ? offsetIn(t, r.endContainer, r.endOffset) : text.sentences[t].text.length;
    return snap(text, s, a, t, b);
  }
  /** The word that was clicked, or null where the click fell between words. */
  function wordAt(x, y) {
    const at = document.caretPositionFromPoint?.(x, y);
    const r = at ? null : document.caretRangeFromPoint?.(x, y);
    const node = at ? at.offsetNode : r?.startContainer, offset = at ? at.offset : r?.startOffset;
    const i = sentenceOf(node);
    if (i === null) return null;
    const o = offsetIn(i, node, offset);
    for (let n = text.sentences[i].first; n <= text.sentences[i].last; n++) {
      const w = text.tokens[n];
      if (w.a <= o && o <= w.b && [...rangeOf([n, n]).getClientRects()].some((b) => x >= b.left - 2 && x <= b.right + 2 && y >= b.top - 4 && y <= b.bottom + 4)) return n;
    }
    return null;
  }
  const partsOn = (from, to) => (shown.get(text.tokens[from]?.s) ?? []).filter((p) => p.from <= to && p.to >= from);
  return { el, notes, sentenceEls, paint, rangeOf, sentenceOf, selected, wordAt,
    partsAt: (from, to) => partsOn(from, to).filter((p) => !p.ghost), ghostsAt: (from, to) => partsOn(from, to).filter((p) => p.state),
    numberOf: (id) => numbers.get(id) ?? null };
}

/** Words in hand, drawn without touching the text: CSS highlights where the browser has them, else its own selection. */
function pickPainter() {
  const able = typeof CSS !== "undefined" && CSS.highlights && typeof Highlight !== "undefined";
  const mine = [];
  const shared = (name) => { if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight()); return CSS.highlights.get(name); };
  function clear() { for (const [name, r] of mine.splice(0)) shared(name).delete(r); }
  return {
    clear,
    draw(range) {                                        // one registry for the whole page: only our own ranges are ours
      if (able) {
        clear();
        if (range) { shared("kit-picked").add(range); mine.push(["kit-picked", range]); }
      } else if (range) { getSelection().removeAllRanges(); getSelection().addRange(range); }
    },
  };
}
