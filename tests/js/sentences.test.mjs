// The correction of sentences, without a browser: no word is ever lost but where somebody takes it out.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { readSentences, writeSentences, cutSentence, joinSentence, turnParagraph, mendSentence, placeOf, missingInWords, wordsIn, base64Of } = await load("source",
  ["readSentences", "writeSentences", "cutSentence", "joinSentence", "turnParagraph", "mendSentence", "placeOf", "missingInWords", "wordsIn", "base64Of"]);
const TEXT = "One two.\nThree four.\n\nFive.";
const PARAGRAPHS = [["One two.", "Three four."], ["Five."]];

test("text and lists are the same in two forms", () => {
  assert.deepEqual(readSentences(TEXT), PARAGRAPHS);
  assert.equal(writeSentences(PARAGRAPHS), TEXT);
  assert.deepEqual(readSentences("\n\n a \n\n \t\n\nb\n\n"), [["a"], ["b"]]);
  assert.deepEqual(readSentences(""), []);
});

test("a sentence is cut in front of a word", () => {
  assert.deepEqual(cutSentence(PARAGRAPHS, [0, 1], 1), [["One two.", "Three", "four."], ["Five."]]);
  assert.deepEqual(cutSentence(PARAGRAPHS, [0, 0], 0), PARAGRAPHS);
});

test("sentences are joined, over the end of a paragraph too, and not behind the last", () => {
  assert.deepEqual(joinSentence(PARAGRAPHS, [0, 0]), [["One two. Three four."], ["Five."]]);
  assert.deepEqual(joinSentence(PARAGRAPHS, [0, 1]), [["One two.", "Three four. Five."]]);
  assert.equal(joinSentence(PARAGRAPHS, [1, 0]), null);
});

test("a paragraph begins, or is joined with the one before", () => {
  assert.deepEqual(turnParagraph(PARAGRAPHS, [0, 1]), [["One two."], ["Three four."], ["Five."]]);
  assert.deepEqual(turnParagraph(PARAGRAPHS, [1, 0]), [["One two.", "Three four.", "Five."]]);
  assert.equal(turnParagraph(PARAGRAPHS, [0, 0]), null);
});

test("mended words may be several sentences, paragraphs, or none", () => {
  assert.deepEqual(mendSentence(PARAGRAPHS, [0, 0], "A.\nB."), [["A.", "B.", "Three four."], ["Five."]]);
  assert.deepEqual(mendSentence(PARAGRAPHS, [0, 0], "A.\n\nB."), [["A."], ["B.", "Three four."], ["Five."]]);
  assert.deepEqual(mendSentence(PARAGRAPHS, [1, 0], " "), [["One two.", "Three four."]]);
});

test("nothing is changed in place, and no word is lost", () => {
  const before = JSON.stringify(PARAGRAPHS), words = (p) => writeSentences(p).split(/\s+/).join(" ");
  for (const [p, s] of [[0, 0], [0, 1], [1, 0]]) {
    for (const made of [cutSentence(PARAGRAPHS, [p, s], 1), joinSentence(PARAGRAPHS, [p, s]), turnParagraph(PARAGRAPHS, [p, s]), mendSentence(PARAGRAPHS, [p, s], PARAGRAPHS[p][s])]) {
      if (made) assert.equal(words(made), words(PARAGRAPHS));
    }
  }
  assert.equal(JSON.stringify(PARAGRAPHS), before);
});

test("a number finds its sentence, or the last", () => {
  assert.deepEqual([0, 1, 2, 9].map((n) => placeOf(PARAGRAPHS, n)), [[0, 0], [0, 1], [1, 0], [1, 0]]);
  assert.equal(placeOf([], 0), null);
});

test("what is told in words", () => {
  assert.equal(missingInWords([]), "Everything that this step needs is there.");
  assert.equal(missingInWords(["a text"]), "Still missing: a text.");
  assert.equal(missingInWords(["a", "b", "c"]), "Still missing: a, b and c.");
  assert.equal(wordsIn(" One – two, 3 \n"), 3);
});

test("bytes become base64 whatever their number", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 256);
  assert.deepEqual(new Uint8Array(Buffer.from(base64Of(bytes.buffer), "base64")), bytes);
});
