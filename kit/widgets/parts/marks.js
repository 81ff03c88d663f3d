// A text in tokens, and what is highlighted in it as parts of it: pure functions, tested without a browser in tests/js.
// A widget that marks text says in its own file which ROLES its words can have.

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

/** Is this an annotation whose words are highlighted? */
const isMarked = (value) => value?.type === "attribution" || value?.type === "spans";

/** {source, cue, content}: the exact words of every part of what is highlighted; undefined for anything else. */
function wordsOfParts(text, value) {
  if (!isMarked(value)) return undefined;
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

/** "source of highlight 2"; where there is one role only, "claim 2". */
const roleOf = (role, name) => (ROLES.length > 1 ? `${ROLES.find((r) => r.id === role).name.toLowerCase()} of ${name}` : name);

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

/** What a layer highlights, in reading order; its place, from 1, is the number that the learner sees. */
function inReadingOrder(layer) {
  const first = (a) => Math.min(...ROLES.flatMap((r) => (a[r.id] ?? []).map((p) => p[0])), Infinity);
  const size = (a) => ROLES.reduce((n, r) => n + (a[r.id] ?? []).reduce((m, p) => m + p[1] - p[0] + 1, 0), 0);
  return layer.filter(isMarked).map((a) => ({ a, first: first(a), size: size(a) }))
    .sort((x, y) => x.first - y.first || y.size - x.size || (x.a.id < y.a.id ? -1 : 1)).map((x) => x.a);
}

/**
 * The parts of all highlights by sentence: Map(sentence index -> [{id, role, from, to, line, ghost, state}]), widest first.
 * A ghost is drawn and is no highlight; its `state` says what it is then ("pending": a suggestion, "worth": worth checking).
 * `line` counts underlines downwards: parts that share a word never share a line.
 */
function partsBySentence(text, attributions) {
  const by = new Map();
  for (const a of attributions) {
    for (const role of a.state === "worth" ? ["tokens"] : ROLES.map((r) => r.id)) {
      for (const range of a[role] ?? []) {
        if (!text.tokens[range[0]] || !text.tokens[range[1]]) continue;       // a foreign or older text's words
        for (const [from, to] of withinSentences(text, [range])) {
          const s = text.tokens[from].s;
          if (!by.has(s)) by.set(s, []);
          by.get(s).push({ id: a.id, role: a.state === "worth" ? "worth" : role, from, to, ghost: !!a.ghost, state: a.state ?? "" });
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
