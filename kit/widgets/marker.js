// The marker: a learner highlights who says what. Selected words and one key fill the attribution in focus.
// parts/ and what is shared stand in front of this text.

const ROLES = [
  { id: "source", key: "s", letter: "S", name: "Source" },
  { id: "cue", key: "c", letter: "C", name: "Cue" },
  { id: "content", key: "t", letter: "T", name: "Content" },
];

/** An attribution without words. */
function blankAttribution(id, fields) {
  const value = { id, type: "attribution", source: [], cue: [], content: [], confidence: null, given: false };
  for (const f of fields) value[f] = null;
  return value;
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

const ATTRIBUTIONS = { kind: "marker", type: "attribution", noun: "highlight", keys: "S, C or T", blank: blankAttribution, begins: beginsAnother,
  meaning: "the words are source, cue, content of the highlight in focus; the same key again takes them away",
  done: (did, role, name) => (did === "moved" ? `Now ${role} of ${name}` : `Highlighted as ${role} of ${name}`) };

export default { render: widget((page) => drawMarking(page, ATTRIBUTIONS)) };
