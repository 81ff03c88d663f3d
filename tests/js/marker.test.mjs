import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const kit = await load("marker", ["readText", "withinSentences", "wordsIn", "wordsOfParts", "snap", "toggleWords",
  "blankAttribution", "hasWords", "inReadingOrder", "partsBySentence", "cutSentence"]);

let n = 0;
const pieces = (sentence) => sentence.split(/([\p{L}\p{N}’]+)/u).filter(Boolean).map((p) => [/^[\p{L}\p{N}’]/u.test(p) ? n++ : null, p]);
function viewOf(...paragraphs) {
  n = 0;
  return { paragraphs: paragraphs.map((ss, p) => ({ number: p + 1, sentences: ss.map((s, k) => ({ id: `p${p + 1}s${k + 1}`, inplay: true, pieces: pieces(s) })) })) };
}
//             0   1  2      3   4  5     6     7   8   9       10   11  12
const view = viewOf(["“No 🦊 came,” he said.", "Then it rained."], ["She told us."]);
const text = kit.readText(view);
const a = (id, source, cue, content, more = {}) => ({ id, type: "attribution", source, cue, content, ...more });

test("sentences know their words; a paragraph of one sentence has no second number", () => {
  assert.deepEqual(text.sentences.map((s) => [s.first, s.last, s.label]), [[0, 3, "1.1"], [4, 6, "1.2"], [7, 9, "2"]]);
  assert.equal(kit.wordsIn(text, [1, 3]), "came,” he said");
  assert.equal(kit.wordsIn(text, [3, 4]), "said Then");
});

test("a selection snaps to the words it touches, never to quotation marks, spaces or an emoji", () => {
  const s = text.sentences[0].text;
  assert.deepEqual(kit.snap(text, 0, 0, 0, s.length), [0, 3]);
  assert.deepEqual(kit.snap(text, 0, s.indexOf("o 🦊"), 0, s.indexOf("ame")), [0, 1]);
  assert.equal(kit.snap(text, 0, 0, 0, 1), null);
  assert.equal(kit.snap(text, 0, s.indexOf(" 🦊"), 0, s.indexOf(" came")), null);
  assert.deepEqual(kit.snap(text, 0, s.indexOf("said"), 2, 3), [3, 7]);
});

test("a range over sentences is stored in a part for each", () => {
  assert.deepEqual(kit.withinSentences(text, [[2, 8]]), [[2, 3], [4, 6], [7, 8]]);
  assert.deepEqual(kit.toggleWords(text, a("x", [], [], []), "content", [[2, 8]]).value.content, [[2, 3], [4, 6], [7, 8]]);
});

test("the same key on the same words takes them away; on more words it adds; another role's words move", () => {
  let r = kit.toggleWords(text, a("x", [], [], []), "content", [[0, 1]]);
  assert.deepEqual([r.value.content, r.did], [[[0, 1]], "added"]);
  r = kit.toggleWords(text, r.value, "content", [[3, 3]]);
  assert.deepEqual(r.value.content, [[0, 1], [3, 3]], "a split quotation");
  r = kit.toggleWords(text, r.value, "cue", [[3, 3]]);
  assert.deepEqual([r.value.content, r.value.cue, r.did], [[[0, 1]], [[3, 3]], "moved"]);
  r = kit.toggleWords(text, r.value, "content", [[0, 0]]);
  assert.deepEqual([r.value.content, r.did], [[[1, 1]], "removed"]);
  r = kit.toggleWords(text, r.value, "content", [[0, 1]]);
  assert.deepEqual([r.value.content, r.did], [[[0, 1]], "added"], "partly marked words are marked, not taken away");
});

test("roles of one attribution never share a word, however the keys are pressed", () => {
  let value = a("x", [], [], []), seed = 7;
  const random = (k) => (seed = (seed * 48271) % 2147483647) % k;
  for (let i = 0; i < 2000; i++) {
    const from = random(10), to = Math.min(9, from + random(4));
    value = kit.toggleWords(text, value, ["source", "cue", "content"][random(3)], kit.withinSentences(text, [[from, to]])).value;
    const all = ["source", "cue", "content"].flatMap((r) => value[r].flatMap(([x, y]) => Array.from({ length: y - x + 1 }, (_, k) => x + k)));
    assert.equal(new Set(all).size, all.length);
  }
});

test("exact words go with the token ids", () => {
  assert.deepEqual(kit.wordsOfParts(text, a("x", [[2, 2]], [[3, 3]], [[0, 0], [1, 1]])), { source: ["he"], cue: ["said"], content: ["No", "came"] });
  assert.equal(kit.wordsOfParts(text, { type: "choice" }), undefined);
});

test("numbers follow the reading order, outer before inner", () => {
  const layer = [a("late", [], [], [[7, 8]]), a("inner", [], [], [[0, 0]]), { id: "none", type: "choice" }, a("outer", [], [], [[0, 3]]), a("empty", [], [], [])];
  assert.deepEqual(kit.inReadingOrder(layer).map((x) => x.id), ["outer", "inner", "late", "empty"]);
});

test("parts that share a word never share a line; pieces cover each part exactly", () => {
  const by = kit.partsBySentence(text, [a("x", [], [[3, 3]], [[0, 2]]), a("y", [[1, 2]], [], [[2, 3]])]);
  const parts = by.get(0);
  for (const p of parts) for (const q of parts) if (p !== q && p.from <= q.to && q.from <= p.to) assert.notEqual(p.line, q.line);
  const cut = kit.cutSentence(parts);
  for (const p of parts) assert.equal(cut.filter((c) => c.on.includes(p)).reduce((m, c) => m + c.to - c.from + 1, 0), p.to - p.from + 1);
});

test("words that this text does not have are left out of the picture, not thrown at the learner", () => {
  assert.equal(kit.partsBySentence(text, [a("x", [[90, 99]], [], [[0, 0]])]).get(0).length, 1);
  assert.equal(kit.wordsIn(text, [90, 99]), "");
});
