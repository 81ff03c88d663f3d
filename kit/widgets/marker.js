// The marker: a learner highlights who says what. Selected words and one key fill the attribution in focus.
// common.js stands in front of this text.

const ROLES = [
  { id: "source", key: "s", letter: "S", name: "Source" },
  { id: "cue", key: "c", letter: "C", name: "Cue" },
  { id: "content", key: "t", letter: "T", name: "Content" },
];
const NONE = { id: "none", type: "choice", item: "none-here", option: "yes" };
const CARDS_AT_ONCE = 12;                               // cards built or changed before the page is painted
const MANY_VOICES = 7;                                  // more than this: a list to open instead of radios
const LINES = 4;                                        // underlines beneath one another that still can be told apart

// ------------------------------------------------------------------------------------------------- the text, in tokens

/**
 * The text of a view: sentences [{id, index, label, paragraph, inplay, text, first, last}] and tokens, where tokens[n] is
 * {s, a, b}: sentence index and half-open UTF-16 offsets in its text. Gaps (spaces, quotation marks, commas) are no
 * token, so no stored part can begin or end in one. A sentence without words has first > last.
 */
function readText(view) {
  const sentences = [], tokens = [];
  for (const p of view.paragraphs) {
    for (const [k, one] of p.sentences.entries()) {
      const s = { id: one.id, index: sentences.length, paragraph: p.number, inplay: one.inplay !== false, text: "", first: Infinity, last: -1,
        label: p.sentences.length > 1 ? `${p.number}.${k + 1}` : `${p.number}` };
      for (const [token, piece] of one.pieces) {
        if (token !== null) {
          tokens[token] = { s: s.index, a: s.text.length, b: s.text.length + piece.length };
          s.first = Math.min(s.first, token);
          s.last = Math.max(s.last, token);
        }
        s.text += piece;
      }
      sentences.push(s);
    }
  }
  return { sentences, tokens };
}

/** The same words as ranges that stay inside their sentences: [3, 9] becomes [3, 5] and [6, 9] where sentence two begins at 6. */
function withinSentences(text, ranges) {
  return mergeRanges(ranges).flatMap(([from, to]) => {
    const out = [];
    for (let a = from; a <= to;) {
      const b = Math.min(to, text.sentences[text.tokens[a].s].last);
      out.push([a, b]);
      a = b + 1;
    }
    return out;
  });
}

/** The words of a range as they stand in the text. */
function wordsIn(text, [from, to]) {
  const a = text.tokens[from], b = text.tokens[to];
  if (!a || !b) return "";
  return a.s === b.s ? text.sentences[a.s].text.slice(a.a, b.b)
    : withinSentences(text, [[from, to]]).map((r) => wordsIn(text, r)).join(" ");
}

/** {source, cue, content}: the exact words of every part of an attribution; undefined for anything else. */
function wordsOfParts(text, value) {
  if (value?.type !== "attribution") return undefined;
  return Object.fromEntries(ROLES.map((r) => [r.id, (value[r.id] ?? []).map((part) => wordsIn(text, part))]));
}

/** The words that a selection touches, from offset `a` in sentence `s` to offset `b` in sentence `t`; null if it touches none. */
function snap(text, s, a, t, b) {
  let first = null, last = null;
  for (let i = s; i <= t; i++) {
    const { first: f, last: l } = text.sentences[i];
    for (let n = f; n <= l; n++) {
      const w = text.tokens[n];
      if ((i > s || w.b > a) && (i < t || w.a < b)) { first ??= n; last = n; }
    }
  }
  return first === null ? null : [first, last];
}

/** An attribution without words. */
function blankAttribution(id, fields) {
  const value = { id, type: "attribution", source: [], cue: [], content: [], confidence: null, given: false };
  for (const f of fields) value[f] = null;
  return value;
}

/** Has it any words? */
function hasWords(value) {
  return ROLES.some((r) => (value[r.id] ?? []).length > 0);
}

/**
 * One key on some words: {value, did}. Words all in that role already are taken away ("removed"); otherwise they join it
 * ("added"), and leave whatever other role of the same attribution they had ("moved").
 */
function toggleWords(text, value, role, ranges) {
  const now = value[role] ?? [];
  if (coversRanges(now, ranges)) return { value: { ...value, [role]: cutRanges(now, ranges) }, did: "removed" };
  const next = { ...value, [role]: withinSentences(text, [...now, ...ranges]) };
  let did = "added";
  for (const other of ROLES) {
    if (other.id === role) continue;
    next[other.id] = cutRanges(value[other.id] ?? [], ranges);
    if (printOf(next[other.id]) !== printOf(value[other.id] ?? [])) did = "moved";
  }
  return { value: next, did };
}

/**
 * Does this key begin another attribution? Yes where the one in focus has all its parts, and a source or a cue is marked in
 * a sentence in which it has none: content may run on over sentences, a second speaker may not.
 */
function beginsAnother(text, value, role, ranges) {
  if (role === "content" || !ROLES.every((r) => value[r.id].length)) return false;
  const sentenceOf = (part) => text.tokens[part[0]].s;
  const own = new Set(ROLES.flatMap((r) => value[r.id].map(sentenceOf)));
  return !ranges.some((part) => own.has(sentenceOf(part)));
}

/** The attributions of a layer in reading order; their place, from 1, is the number that the learner sees. */
function inReadingOrder(layer) {
  const first = (a) => Math.min(...ROLES.flatMap((r) => (a[r.id] ?? []).map((p) => p[0])), Infinity);
  const size = (a) => ROLES.reduce((n, r) => n + (a[r.id] ?? []).reduce((m, p) => m + p[1] - p[0] + 1, 0), 0);
  return layer.filter((a) => a.type === "attribution").map((a) => ({ a, first: first(a), size: size(a) }))
    .sort((x, y) => x.first - y.first || y.size - x.size || (x.a.id < y.a.id ? -1 : 1)).map((x) => x.a);
}

/**
 * The parts of all attributions by sentence: Map(sentence index -> [{id, role, from, to, line, starts}]), widest first.
 * `line` counts underlines downwards: parts that share a word never share a line.
 */
function partsBySentence(text, attributions) {
  const by = new Map();
  for (const a of attributions) {
    for (const { id: role } of ROLES) {
      for (const range of a[role] ?? []) {
        if (!text.tokens[range[0]] || !text.tokens[range[1]]) continue;       // a foreign or older text's words
        for (const [from, to] of withinSentences(text, [range])) {
          const s = text.tokens[from].s;
          if (!by.has(s)) by.set(s, []);
          by.get(s).push({ id: a.id, role, from, to, ghost: !!a.ghost });
        }
      }
    }
  }
  for (const parts of by.values()) {
    parts.sort((x, y) => x.from - y.from || y.to - x.to);
    const ends = [];                                                         // last word of each line so far
    for (const p of parts) {
      let line = ends.findIndex((end) => end < p.from);
      if (line < 0) line = ends.length;
      ends[line] = p.to;
      p.line = line;
    }
  }
  return by;
}

/** A sentence cut where its parts begin and end: [{from, to, on: [parts]}], words without a part left out. */
function cutSentence(parts) {
  const cuts = [...new Set(parts.flatMap((p) => [p.from, p.to + 1]))].sort((a, b) => a - b);
  const out = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const on = parts.filter((p) => p.from <= cuts[i] && p.to >= cuts[i + 1] - 1);
    if (on.length) out.push({ from: cuts[i], to: cuts[i + 1] - 1, on });
  }
  return out;
}

// =========================================================================================================== the page

/**
 * The article on the page: {el, paint(attributions), focusSentence(i), sentenceOf(node), rangeOf([from, to]), …}.
 * Only sentences whose parts changed are rebuilt, and never the element that holds focus.
 */
function articleView({ text, view, uid }) {
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

  const glyph = (part) => ROLES.find((r) => r.id === part.role).letter + (part.ghost ? "" : numbers.get(part.id));
  function markFor(part, first, last, rank, inner) {
    const m = h("mark", { class: `kit-m kit-${part.role}${part.ghost ? " kit-ghost" : ""}`, "data-id": part.id, "data-role": part.role }, inner);
    m.style.setProperty("--line", Math.min(part.line, LINES));
    if (last) m.dataset.last = "";
    if (first) {
      m.dataset.g = glyph(part);
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
    note.textContent = real.map((p) => `${p.role} of highlight ${numbers.get(p.id)}: ${wordsIn(text, [p.from, p.to])}`).join("; ");
  }

  /** Draw these attributions (in reading order) and, over them, those that feedback points at. Returns the sentences rebuilt. */
  function paint(ordered, ghosts = []) {
    const before = numbers;
    numbers = new Map(ordered.map((a, i) => [a.id, i + 1]));
    const renumbered = [...before].some(([id, n]) => numbers.has(id) && numbers.get(id) !== n);
    const now = partsBySentence(text, [...ordered, ...ghosts]);
    const dirty = [...new Set([...shown.keys(), ...now.keys()])].filter((i) => JSON.stringify(shown.get(i) ?? []) !== JSON.stringify(now.get(i) ?? []));
    shown = now;
    for (const i of dirty) drawSentence(i, now.get(i) ?? []);
    if (renumbered) {
      for (const m of el.querySelectorAll("mark[data-g]:not(.kit-ghost)")) {
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
  return { el, notes, sentenceEls, paint, rangeOf, sentenceOf, selected, wordAt,
    partsAt: (from, to) => (shown.get(text.tokens[from]?.s) ?? []).filter((p) => !p.ghost && p.from <= to && p.to >= from),
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

/** One card of "Your highlights": {el, refresh(value, number, inFocus)}. Its questions are built when it first comes into focus. */
function highlightCard({ id, text, view, act }) {
  const number = h("span", { class: "kit-card-number" });
  const given = h("span", { class: "kit-given", hidden: true }, "given");
  const edit = h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => act.edit(id) }, "Edit");
  const remove = h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => act.remove(id) }, "Remove");
  const words = h("div", { class: "kit-card-words" });
  const brief = h("p", { class: "kit-card-brief" });
  const more = h("div", { class: "kit-card-more", hidden: true });
  const el = h("li", { class: "kit-card", "data-card": id,
    onmouseenter: () => act.peek(id), onmouseleave: () => act.peek(null), onfocusin: () => act.peek(id), onfocusout: () => act.peek(null) },
    h("div", { class: "kit-card-head" }, number, given, h("span", { class: "kit-card-acts" }, edit, remove)), words, brief, more);
  const fields = view.fields ?? [];
  let groups = null, shownWords = "";

  const optionsOf = (field) => (field === "voice" ? view.voices ?? [] : view.labels?.[field] ?? []);
  function build(value) {
    groups = {};
    for (const f of fields) {
      const options = optionsOf(f), legend = view.questions?.[f] ?? f;
      const onchange = (v) => act.choose(id, f, v, legend);
      groups[f] = f === "voice" && options.length > MANY_VOICES ? pickList({ legend, options, value: value[f], onchange })
        : choiceGroup({ legend, options, value: value[f] ?? null, onchange, help: "Meanings" });
      more.append(groups[f].el);
    }
    groups.confidence = surenessGroup({ view, value: value.confidence, onchange: (v) => act.choose(id, "confidence", v, "how sure") });
    more.append(groups.confidence.el);
  }
  function drawWords(value) {
    const print = JSON.stringify(ROLES.map((r) => value[r.id]));
    if (print === shownWords) return;
    const had = words.contains(document.activeElement);
    shownWords = print;
    words.replaceChildren(...ROLES.map((r) => {
      const parts = value[r.id] ?? [];
      return h("p", { class: `kit-row kit-row-${r.id}${parts.length ? "" : " kit-empty"}` },
        h("span", { class: "kit-letter", "aria-hidden": "true" }, r.letter), h("span", { class: "kit-unseen" }, `${r.name}: `),
        h("span", { class: "kit-row-parts" }, parts.length ? parts.map((part) => h("span", { class: "kit-part" }, allButLast(wordsIn(text, part)), h("span", { class: "kit-tied" }, lastWord(wordsIn(text, part)),
          h("button", { type: "button", class: "kit-drop", "data-part": `${r.id} ${part}`, "aria-label": `Take away ${r.name.toLowerCase()} “${wordsIn(text, part)}”`, onclick: () => act.dropPart(id, r.id, part) }, "×"))))
          : h("span", { class: "kit-missing" }, `no ${r.name.toLowerCase()} yet`)));
    }));
    if (had) (words.querySelector("button") ?? edit).focus();
  }
  function refresh(value, n, inFocus) {
    number.textContent = `${n}`;
    number.setAttribute("aria-label", `Highlight ${n}`);
    number.setAttribute("role", "img");
    given.hidden = !value.given;
    remove.hidden = !!value.given;
    edit.textContent = inFocus ? "Done" : "Edit";
    edit.setAttribute("aria-label", inFocus ? `Done with highlight ${n}` : `Edit highlight ${n}`);
    edit.setAttribute("aria-expanded", String(inFocus));
    remove.setAttribute("aria-label", `Remove highlight ${n}`);
    el.classList.toggle("kit-in-focus", inFocus);
    drawWords(value);
    const named = fields.map((f) => optionsOf(f).find((o) => o.id === value[f])?.name).filter(Boolean);
    const open = fields.length - named.length;
    brief.textContent = [...named, value.confidence ? `${value.confidence} % sure` : "",
      open ? `${open} ${open === 1 ? "question" : "questions"} open` : ""].filter(Boolean).join(" · ");
    brief.hidden = inFocus;
    if (inFocus && !groups) build(value);
    more.hidden = !inFocus;
    if (groups) for (const [f, g] of Object.entries(groups)) g.set(value[f] ?? null);
  }
  return { el, edit, refresh };
}

const lastWord = (words) => words.slice(words.lastIndexOf(" ") + 1);
const allButLast = (words) => words.slice(0, words.lastIndexOf(" ") + 1);

/** A question whose many options stand in a native list: {el, set(value)}. */
function pickList({ legend, options, value, onchange }) {
  const list = h("select", { class: "kit-list", onchange: () => onchange(list.value || null) },
    h("option", { value: "" }, "not chosen"), options.map((o) => h("option", { value: o.id }, o.name)));
  list.value = value ?? "";
  return { el: h("label", { class: "kit-choices" }, h("span", { class: "kit-list-name" }, legend), list), set: (v) => { list.value = v ?? ""; } };
}

function drawMarker({ model, view, el, signal, broken }) {
  const uid = `kit-${newId().slice(0, 8)}`;
  const text = readText(view);
  const fields = view.fields ?? [];
  const answers = openAnswers({ model, view, signal, onbroken: broken, wordsOf: (value) => wordsOfParts(text, value) });
  const page = articleView({ text, view, uid });
  const picks = pickPainter();

  let focusId = newId("h");          // the attribution that keys fill; not yet in the layer means: a new one
  let stash = null;                  // what a learner had chosen for it before its last word was taken away
  let hand = null;                   // words in hand: {anchor, head}, tokens
  let held = false;                  // already used by a key: drawn no more, but the next key still means them
  let native = false;                // may the browser's own selection be in this text?
  let here = 0;                      // the sentence that Tab comes back to
  let ghosts = [], peeked = null, pointed = null;
  let ordered = [];

  // ------------------------------------------------------------------------------------------------------- tool bar
  const keyButton = (key, kids, attrs, act) => h("button", { type: "button", class: "kit-button", "aria-keyshortcuts": key.toUpperCase(), onclick: act, ...attrs }, kids, " ", h("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
  const roleButtons = ROLES.map((r) => keyButton(r.key, h("span", { class: `kit-swatch kit-${r.id}` }, r.name), { class: `kit-button kit-role` }, () => mark(r.id)));
  const none = h("button", { type: "button", class: "kit-button kit-quiet kit-none", "aria-pressed": "false", onclick: noneHere }, "Nobody is credited in this text");
  const status = h("p", { class: "kit-status", "aria-hidden": "true" });
  const editHere = h("span", { class: "kit-group" });
  const bar = h("div", { class: "kit-bar", role: "group", "aria-label": "What the selected words are" },
    h("span", { class: "kit-group" }, roleButtons), keyButton("n", ["New", h("span", { class: "kit-unseen" }, " highlight")], { class: "kit-button kit-quiet" }, startNew));
  const help = h("details", { class: "kit-help kit-keys" }, h("summary", {}, "Keys and gestures"), h("dl", {}, [
    ["Drag, or double-click a word", "selects words; click a sentence’s number for the whole sentence, Shift+click to reach further. On a touch screen tap the first word, then the last."],
    ["↑ ↓", "move from sentence to sentence"], ["← →", "move from word to word; with Shift they take more words"],
    ["Enter", "selects the sentence"], ["Esc", "lets go of the words"],
    ["S  C  T", "the words are source, cue, content of the highlight in focus; the same key again takes them away"],
    ["N", "begins a new highlight"], ["E", "edits the highlight under the words"], ["Delete", "takes a part or a highlight away"],
    ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo (Cmd on a Mac)"],
    ["With a screen reader", "switch to focus mode for the arrow and letter keys; the buttons work in every mode"],
  ].map(([k, d]) => [h("dt", {}, k), h("dd", {}, d)])));
  const list = h("ol", { class: "kit-cards", "aria-labelledby": `${uid}-list` });
  const draft = h("p", { class: "kit-draft" });
  const aside = h("div", { class: "kit-side" }, h("h4", { class: "kit-h", id: `${uid}-list` }, "Your highlights"), draft, list);
  const body = h("div", { class: "kit-work" },
    h("div", { class: "kit-main" }, bar, h("div", { class: "kit-say" }, status, editHere), page.el, help, page.notes), aside);

  // ---------------------------------------------------------------------------------------------------------- words
  const handRange = () => hand && [Math.min(hand.anchor, hand.head), Math.max(hand.anchor, hand.head)];
  /** The browser's own selection, if it lies in this text, is what the learner has in hand. */
  function catchUp() {
    const range = page.selected();
    if (range) native = true;
    if (!range || (hand && printOf(handRange()) === printOf(range))) return;
    hand = { anchor: range[0], head: range[1] };
    held = false;
    drawStatus();
    picks.draw(page.rangeOf(range));
  }
  const handWords = () => (hand ? wordsIn(text, handRange()) : "");
  const shorten = (words) => (words.length > 90 ? `${words.slice(0, 60)} … ${words.slice(-24)}` : words);
  const nameOfHighlight = (id) => (page.numberOf(id) ? `highlight ${page.numberOf(id)}` : "a new highlight");

  function drawHand() {
    picks.draw(hand && !held ? page.rangeOf(handRange()) : null);
    drawStatus();
  }
  /** Scroll the text, never the page, until the word last reached can be seen. */
  function showHead() {
    const box = page.el.getBoundingClientRect(), r = page.rangeOf([hand.head, hand.head]).getBoundingClientRect();
    if (r.top < box.top + 8) page.el.scrollTop -= box.top + 24 - r.top;
    else if (r.bottom > box.bottom - 8) page.el.scrollTop += r.bottom - box.bottom + 24;
  }
  function take(anchor, head = anchor) { hand = { anchor, head }; held = false; drawHand(); }
  function letGo() { hand = null; held = false; dropSelection(); drawHand(); }
  function dropSelection() {
    if (!native) return;                                 // merely asking the browser makes it lay the page out
    native = false;
    const sel = getSelection();
    if (sel && !sel.isCollapsed && page.el.contains(sel.anchorNode)) sel.removeAllRanges();
  }
  function placesOf([from, to]) {
    const seen = [];
    for (const [a, b] of withinSentences(text, [[from, to]])) for (const p of page.partsAt(a, b)) if (!seen.some((x) => x.id === p.id && x.role === p.role)) seen.push(p);
    return seen;
  }
  function drawStatus(done = "") {
    const range = handRange();
    const places = range ? placesOf(range) : [];
    const said = done || (range ? `“${shorten(handWords())}”` : "Select words, then press S, C or T.");
    const where = !done && places.length ? ` ${places.map((p) => `${p.role} of ${page.numberOf(p.id)}`).join(", ")}` : "";
    const outside = range && !done ? notAsked([range]) : "";
    status.replaceChildren(h("b", {}, page.numberOf(focusId) ? `Highlight ${page.numberOf(focusId)}` : "New highlight"), " ", said, where, outside);
    const others = [...new Set(places.map((p) => p.id))].filter((id) => id !== focusId);
    editHere.replaceChildren(...others.map((id) => h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => { focusOn(id); restoreText(); } }, `Edit ${page.numberOf(id)}`)));
    return said + where;
  }
  /** What is said where words were taken from a sentence that the task leaves out. */
  const notAsked = (ranges) => (withinSentences(text, ranges).some(([a]) => !text.sentences[text.tokens[a].s].inplay)
    ? " This sentence is not asked: it is there to be read." : "");
  const speakHand = () => {
    const places = placesOf(handRange());
    say(`${handWords()}${places.length ? `, ${places.map((p) => `${p.role} of highlight ${page.numberOf(p.id)}`).join(", ")}` : ""}.${notAsked([handRange()])}`);
  };
  function restoreText() { page.sentenceEls[here]?.focus({ preventScroll: true }); }

  // ----------------------------------------------------------------------------------------------------- operations
  const current = () => answers.get(focusId) ?? stash ?? blankAttribution(focusId, fields);
  const withoutNone = () => (answers.get("none") ? [{ id: "none", value: null }] : []);

  function mark(role) {
    if (native) catchUp();
    if (!hand) { tellBoth("Select some words first."); return; }
    const ranges = withinSentences(text, [handRange()]), words = shorten(handWords());
    if (beginsAnother(text, current(), role, ranges)) { focusId = newId("h"); stash = null; }
    const isNew = !answers.get(focusId);
    const { value, did } = toggleWords(text, current(), role, ranges);
    if (!write(`${role} “${words}”`, value, withoutNone())) return;
    held = true;
    dropSelection();
    drawHand();
    const name = nameOfHighlight(focusId);
    const sentences = new Set(ROLES.flatMap((r) => value[r.id].map((p) => text.tokens[p[0]].s)));
    const far = did === "added" && !isNew && sentences.size > 1 ? " Another statement? Undo, then press N first." : "";
    tellBoth(did === "removed" ? `No longer ${role}: “${words}”.` : `${did === "moved" ? "Now" : "Marked as"} ${role} of ${name}: “${words}”.${far}${notAsked(ranges)}`);
  }
  /** Put an attribution, or drop it when its last word is gone (what was chosen for it waits in case words come back). */
  function write(label, value, more = []) {
    if (hasWords(value)) { stash = null; return answers.commit(label, [...more, { id: value.id, value }]); }
    if (value.given) { tellBoth("This highlight was given: change its words, but leave some."); return false; }
    if (value.id === focusId) stash = value;
    return answers.commit(label, [...more, { id: value.id, value: null }]);
  }
  function startNew() {
    focusId = newId("h");
    stash = null;
    redraw();
    drawStatus();
    say("New highlight: select words, then press S, C or T.");
  }
  function focusOn(id) {
    focusId = id;
    stash = null;
    redraw();
    drawStatus("is in focus: S, C and T fill it.");
    say(`Highlight ${page.numberOf(id)} is in focus.`);
    cards.get(id)?.el.scrollIntoView?.({ block: "nearest" });
  }
  function removeHighlight(id) {
    const n = page.numberOf(id), next = ordered[n] ?? ordered[n - 2];
    const within = cards.get(id)?.el.contains(document.activeElement);
    if (answers.get(id)?.given) { tellBoth("This highlight was given and stays."); return; }
    answers.commit(`remove highlight ${n}`, [{ id, value: null }]);
    stash = null;
    if (within) (cards.get(next?.id)?.edit ?? page.sentenceEls[here]).focus();
    tellBoth(`Highlight ${n} removed.`);
  }
  function dropPart(id, role, part) {
    const value = answers.get(id), n = page.numberOf(id);
    if (value && write(`${role} “${shorten(wordsIn(text, part))}”`, { ...value, [role]: cutRanges(value[role], [part]) })) {
      tellBoth(`Taken from highlight ${n}: ${role} “${shorten(wordsIn(text, part))}”.`);
      if (!answers.get(id)) restoreText();
    }
  }
  function deleteHere() {
    if (native) catchUp();
    const range = handRange();
    if (!range) { tellBoth("Select some words first."); return; }
    const places = placesOf(range), mine = places.filter((p) => p.id === focusId);
    if (!mine.length) { tellBoth(places.length ? `These words are in highlight ${page.numberOf(places[0].id)}: press E to edit it.` : "Nothing is highlighted here."); return; }
    let value = answers.get(focusId);
    for (const p of mine) value = { ...value, [p.role]: cutRanges(value[p.role], [[p.from, p.to]]) };
    const label = mine.map((p) => `${p.role} “${shorten(wordsIn(text, [p.from, p.to]))}”`).join(", ");
    if (write(label, value)) tellBoth(`Taken away: ${label}.`);
  }
  function editUnderHand() {
    if (native) catchUp();
    const ids = hand ? [...new Set(placesOf(handRange()).map((p) => p.id))] : [];
    if (!ids.length) { tellBoth("No highlight under these words."); return; }
    focusOn(ids[(ids.indexOf(focusId) + 1) % ids.length]);
  }
  function choose(id, field, value, legend) {
    const now = answers.get(id);
    if (now) answers.commit(`${legend.replace(/\?$/, "").toLowerCase()}, highlight ${page.numberOf(id)}`, [{ id, value: { ...now, [field]: value } }]);
  }
  function noneHere() {
    if (answers.get("none")) { answers.commit("no attribution here", [{ id: "none", value: null }]); tellBoth("Taken back."); return; }
    if (ordered.length) { tellBoth("Remove your highlights first, if nothing here is an attribution."); return; }
    answers.commit("no attribution here", [{ id: "none", value: NONE }]);
    tellBoth("Your answer: no attribution here.");
  }
  function tellBoth(words) { drawStatus(words); say(words); }

  // ---------------------------------------------------------------------------------------------------- what is drawn
  const cards = new Map();
  let catchingUp = 0;
  const act = { edit: (id) => (id === focusId ? startNew() : focusOn(id)), remove: removeHighlight, peek, dropPart, choose };

  let drawnPrint = "";
  function redraw() {
    const print = JSON.stringify([answers.layer(), focusId, ghosts]);
    if (print === drawnPrint) return;                    // most of what the kernel sends is what stands here already
    drawnPrint = print;
    ordered = inReadingOrder(answers.layer());
    const dirty = page.paint(ordered, ghosts);
    if (dirty.length) drawHand(); else drawStatus();
    drawCards();
    drawEmphasis();
    const isNone = !!answers.get("none");
    none.setAttribute("aria-pressed", String(isNone));
    none.setAttribute("aria-disabled", String(!isNone && ordered.length > 0));
    const fresh = !ordered.some((a) => a.id === focusId);
    draft.hidden = !fresh;
    draft.textContent = isNone ? "Your answer: no attribution here." : "The next words you mark begin a new highlight.";
  }
  /** Cards in reading order. A long list is caught up in slices, so that the text never waits for it. */
  function drawCards() {
    let left = CARDS_AT_ONCE;
    clearTimeout(catchingUp);
    const active = document.activeElement;
    const wanted = new Set(ordered.map((a) => a.id));
    for (const [id, card] of cards) if (!wanted.has(id)) { card.el.remove(); cards.delete(id); }
    let before = list.firstElementChild;
    ordered.forEach((a, i) => {
      const print = JSON.stringify([a, i, a.id === focusId]);
      let card = cards.get(a.id);
      if (card?.print !== print) {
        const now = left-- > 0 || a.id === focusId;
        if (!card && !now) return;
        if (!card) cards.set(a.id, card = highlightCard({ id: a.id, text, view, act }));
        if (now) { card.refresh(a, i + 1, a.id === focusId); card.print = print; }
      }
      if (card.el === before) before = before.nextElementSibling; else list.insertBefore(card.el, before);
    });
    if (active && active !== document.activeElement && list.contains(active)) active.focus({ preventScroll: true });
    if (left < 0) catchingUp = setTimeout(() => { if (!signal.aborted) drawCards(); }, 0);
  }
  function drawEmphasis() {
    for (const m of page.el.querySelectorAll(".kit-strong, .kit-peek")) m.classList.remove("kit-strong", "kit-peek");
    for (const m of marksOf(focusId)) m.classList.add("kit-strong");
    for (const id of [peeked, pointed]) if (id) for (const m of marksOf(id)) m.classList.add("kit-peek");
  }
  const marksOf = (id) => (id ? page.el.querySelectorAll(`mark[data-id="${CSS.escape(id)}"]`) : []);
  function peek(id) { if (peeked !== id) { peeked = id; drawEmphasis(); } }

  // ------------------------------------------------------------------------------------------------------- feedback
  const sentenceById = (id) => text.sentences.find((s) => s.id === id);
  function nameOf(note) {
    if (page.numberOf(note.annotation)) return `Highlight ${page.numberOf(note.annotation)}`;
    const s = sentenceById(note.sentence);
    return s ? `Sentence ${s.label}` : "";
  }
  function subject(note, layer) {
    if (note.annotation) return judgedPrint(layer.find((a) => a.id === note.annotation));
    const s = sentenceById(note.sentence)?.index;
    return s === undefined ? "" : layer.filter((a) => a.type === "attribution" && ROLES.some((r) => (a[r.id] ?? []).some((p) => text.tokens[p[0]]?.s === s)))
      .map(judgedPrint).sort().join();
  }
  function pointAt(note, go) {
    const had = ghosts.length;
    ghosts = note?.tokens ? [{ ...blankAttribution("ghost", []), ...note.tokens, ghost: true }] : [];
    pointed = note?.annotation ?? null;
    for (const e of page.el.querySelectorAll(".kit-lit")) e.classList.remove("kit-lit");
    if (had || ghosts.length) redraw(); else drawEmphasis();
    if (!note) return;
    const s = sentenceById(note.sentence);
    if (s && !ghosts.length && !marksOf(pointed).length) page.sentenceEls[s.index].classList.add("kit-lit");
    if (go) {
      const target = page.el.querySelector(".kit-ghost") ?? marksOf(pointed)[0] ?? (s && page.sentenceEls[s.index]);
      target?.scrollIntoView({ block: "center" });
      if (target) say(`Outlined in the text: ${nameOf(note)}`);
    }
  }

  const f = frame({ view, kind: "marker", body, answers, signal, history: false, point: pointAt, nameOf, subject });
  bar.append(f.historyButtons.el, none);
  body.append(f.foot, f.feedback);                       // beside the list on a wide page, after it on a narrow one
  const { say } = f;

  // --------------------------------------------------------------------------------------------------- mouse and touch
  function goTo(i) {
    page.sentenceEls[here].tabIndex = -1;
    here = i;
    page.sentenceEls[i].tabIndex = 0;
  }
  page.el.addEventListener("focusin", (ev) => {          // trust focus, not a counter: screen readers move it by themselves
    const i = page.sentenceOf(ev.target);
    if (i !== null && i !== here) goTo(i);
  }, { signal });
  document.addEventListener("selectionchange", catchUp, { signal });
  let pointer = "mouse", pressed = null;                 // the word under the pointer as it went down
  page.el.addEventListener("pointerdown", (ev) => {
    pointer = ev.pointerType || "mouse";
    pressed = page.wordAt(ev.clientX, ev.clientY);
    native = true;
  }, { signal });
  page.el.addEventListener("click", (ev) => {
    const num = ev.target.closest(".kit-num");
    if (num) { pickSentence(Number(num.dataset.num)); return; }
    const sel = getSelection();
    if (sel && !sel.isCollapsed && page.el.contains(sel.anchorNode)) {       // the end of a drag or a double click
      const range = page.selected();
      if (!range) return;
      take(...range);
      if (pointer === "mouse") { sel.removeAllRanges(); sel.addRange(page.rangeOf(range)); }
      goToFocus(text.tokens[range[1]].s);
      say(notAsked([range]));
      return;
    }
    const word = page.wordAt(ev.clientX, ev.clientY);
    const i = page.sentenceOf(ev.target);
    if (i !== null) goToFocus(i);
    if (word === null) { letGo(); return; }
    // At some zooms a drag ends with nothing selected: then the words from press to release are meant.
    const dragged = pointer === "mouse" && pressed !== null && pressed !== word && !ev.shiftKey;
    const reach = hand && !held && (ev.shiftKey || (pointer !== "mouse" && word !== hand.anchor));
    if (dragged) take(pressed, word); else if (reach) take(hand.anchor, word); else take(word);
    speakHand();
  }, { signal });
  function goToFocus(i) { goTo(i); page.sentenceEls[i].focus({ preventScroll: true }); }
  function pickSentence(i) {
    const s = text.sentences[i];
    goToFocus(i);
    if (s.first > s.last) return;
    dropSelection();
    take(s.first, s.last);
    say(`Sentence ${s.label} selected.${notAsked([handRange()])}`);
  }

  // --------------------------------------------------------------------------------------------------------- keyboard
  const clamp = (n) => Math.max(0, Math.min(text.tokens.length - 1, n));
  function moveWord(step, extend) {
    const s = text.sentences[here];
    if (!hand || (!extend && text.tokens[hand.head].s !== here)) {
      const n = step > 0 ? s.first : s.last;
      if (text.tokens[n]) take(n);
    } else {
      const n = clamp(hand.head + step);
      take(extend ? hand.anchor : n, n);
    }
    afterMove();
  }
  function afterMove() {
    if (!hand) return;
    dropSelection();
    const s = text.tokens[hand.head].s;
    if (s !== here) { goTo(s); page.sentenceEls[s].focus({ preventScroll: true }); }
    showHead();
    speakHand();
  }
  function moveSentence(step, extend) {
    if (extend) {
      const base = hand ?? { anchor: text.sentences[here].first, head: text.sentences[here].first };
      const s = text.sentences[text.tokens[base.head].s];
      const edge = step > 0 ? s.last : s.first;
      const next = text.sentences[s.index + step];
      take(base.anchor, base.head !== edge ? edge : next ? (step > 0 ? next.last : next.first) : edge);
      afterMove();
      return;
    }
    const i = Math.max(0, Math.min(text.sentences.length - 1, here + step));
    letGo();
    goTo(i);
    page.sentenceEls[i].focus();
  }
  function moveEdge(end, extend) {
    const s = text.sentences[here], n = end ? s.last : s.first;
    if (!text.tokens[n]) return;
    take(extend && hand ? hand.anchor : n, n);
    afterMove();
  }
  const TEXT_KEYS = {
    ArrowRight: (ev) => moveWord(1, ev.shiftKey), ArrowLeft: (ev) => moveWord(-1, ev.shiftKey),
    ArrowDown: (ev) => moveSentence(1, ev.shiftKey), ArrowUp: (ev) => moveSentence(-1, ev.shiftKey),
    Home: (ev) => moveEdge(false, ev.shiftKey), End: (ev) => moveEdge(true, ev.shiftKey),
    Enter: () => pickSentence(here), Escape: () => { letGo(); say("Nothing selected"); },
    Delete: deleteHere, Backspace: deleteHere,
  };
  const LETTERS = { ...Object.fromEntries(ROLES.map((r) => [r.key, () => mark(r.id)])), n: startNew, e: editUnderHand };
  f.root.addEventListener("keydown", (ev) => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.isComposing || takesKeys(ev.target)) return;
    const inText = page.el.contains(ev.target), card = ev.target.closest?.("[data-card]");
    let play = LETTERS[ev.key.toLowerCase()];
    if (inText && !play) play = TEXT_KEYS[ev.key];
    if (inText && ev.key === "Enter" && ev.target.closest("button")) play = null;
    if (card && (ev.key === "Delete" || ev.key === "Backspace")) {
      const part = ev.target.closest("[data-part]");
      play = part ? () => part.click() : () => removeHighlight(card.dataset.card);
    }
    if (!play) return;
    ev.preventDefault();
    play(ev);
  }, { signal });

  // ------------------------------------------------------------------------------------------------------------ start
  answers.subscribe((why) => { if (why === "layer") redraw(); });
  signal.addEventListener("abort", picks.clear);
  if (page.sentenceEls.length) page.sentenceEls[0].tabIndex = 0;
  redraw();
  f.refresh();
  el.append(f.root);
  return () => answers.start();
}

export default { render: widget(drawMarker) };
