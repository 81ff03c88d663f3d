import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const kit = await load("marker", ["pendingOf", "nextPending", "refusalOf", "rankOf", "carriedBy", "idFor", "withNamed", "inReadingOrder", "partsBySentence", "readText"]);
const claims = await load("claims", ["readText", "inOneSentence", "beginsClaim", "blankClaim", "roleOf"]);
const facets = await load("reasons", ["readParts", "partChanges", "otherOf"]);
const voices = await load("voices", ["readText", "rangeOfWords", "missingInVoice"]);

const view = { paragraphs: [{ number: 1, sentences: [
  { id: "p1s1", pieces: [[0, "No"], [null, " 🦊 "], [1, "came"], [null, ","], [null, " "], [2, "he"], [null, " "], [3, "said"], [null, "."]] },
  { id: "p1s2", pieces: [[4, "It"], [null, " "], [5, "rained"], [null, "."]] },
] }] };
const s = (id) => ({ id });

test("a suggestion is pending until it is in the layer or refused", () => {
  const all = [s("m1"), s("m2"), s("m3")];
  assert.deepEqual(kit.pendingOf(all, [{ id: "m2", type: "attribution" }, kit.refusalOf("m3")]), [s("m1")]);
  assert.equal(kit.refusalOf("m3").id, "m3.refused");
});

test("the next one is the next in the text, and behind the last the first that is left", () => {
  const all = [s("m1"), s("m2"), s("m3")];
  assert.equal(kit.nextPending(all, [all[0], all[2]], "m2").id, "m3");
  assert.equal(kit.nextPending(all, [all[0]], "m2").id, "m1");
  assert.equal(kit.nextPending(all, [all[0]], "").id, "m1");
  assert.equal(kit.nextPending(all, [], "m2"), null);
});

test("tiers stand in their order, an unknown one behind them", () => {
  assert.deepEqual(["odd", "worth a look", "sure", "likely"].sort((x, y) => kit.rankOf(x) - kit.rankOf(y)), ["sure", "likely", "worth a look", "odd"]);
});

test("who carries a highlight, nearest first; a circle ends where it closes", () => {
  const all = [{ id: "a", parent: "b" }, { id: "b", parent: "c" }, { id: "c" }, { id: "x", parent: "y" }, { id: "y", parent: "x" }];
  assert.deepEqual(kit.carriedBy(all, "a"), ["b", "c"]);
  assert.deepEqual(kit.carriedBy(all, "x"), ["y", "x"]);
  assert.deepEqual(kit.carriedBy(all, "c"), []);
});

test("an id is made of a name, plain and not taken", () => {
  assert.equal(kit.idFor("Åsa  Lind, the mayor!", []), "asa-lind-the-mayor");
  assert.equal(kit.idFor("Åsa", ["asa", "asa-2"]), "asa-3");
  assert.equal(kit.idFor("محمد", []), "voice");
  assert.ok(kit.idFor("x".repeat(90), []).length <= 40);
});

test("a name in the layer goes before the view's, and adds a voice that the view has not", () => {
  const layer = [{ id: "a.name", type: "text", prompt: "a.name", text: "New" }, { id: "z.name", type: "text", prompt: "z.name", text: "Z" }, { id: "a.why", type: "text", prompt: "a.why", text: "no name" }];
  assert.deepEqual(kit.withNamed([{ id: "a", name: "Old" }, { id: "b", name: "B" }], layer), [{ id: "a", name: "New" }, { id: "b", name: "B" }, { id: "z", name: "Z" }]);
});

test("what is worth checking is drawn by its own words, whatever the roles are, and is no highlight", () => {
  const text = kit.readText(view), worth = { id: "f1", tokens: [[4, 5]], ghost: true, state: "worth" };
  const [part] = kit.partsBySentence(text, [worth]).get(1);
  assert.deepEqual([part.role, part.ghost, part.state, part.from, part.to], ["worth", true, "worth", 4, 5]);
  assert.deepEqual(kit.inReadingOrder([{ id: "m.refused", type: "choice" }, { id: "x.name", type: "text" }]), []);
});

test("a claim lies in one sentence; words apart from it begin another", () => {
  const text = claims.readText(view), value = { ...claims.blankClaim("c"), tokens: [[1, 2]] };
  assert.deepEqual(claims.inOneSentence(text, [[2, 5]]), [[2, 3]]);
  assert.equal(claims.beginsClaim(text, value, "tokens", [[2, 3]]), false);
  assert.equal(claims.beginsClaim(text, value, "tokens", [[4, 5]]), true);
  assert.equal(claims.beginsClaim(text, claims.blankClaim("c"), "tokens", [[4, 5]]), false);
  assert.equal(claims.roleOf("tokens", "claim 2"), "claim 2");
});

test("the parts of an item are read and written as one value, and what is emptied goes", () => {
  const layer = [{ id: "a.why", type: "text", text: "Because." }, { id: "a.kind", type: "choice", option: "company" }, { id: "a.words", type: "spans", tokens: [[0, 1]] }, { id: "ab.why", type: "text", text: "another's" }];
  const value = facets.readParts({ id: "a" }, layer);
  assert.deepEqual(value, { why: "Because.", kind: "company", words: [[0, 1]] });
  assert.equal(facets.readParts({ id: "c" }, layer), null);
  const kinds = { why: "text", kind: "choice", words: "spans" };
  const changes = facets.partChanges({ id: "a" }, { why: "", kind: "expert", given: false }, value, (part) => kinds[part]);
  assert.deepEqual(Object.fromEntries(changes.map((c) => [c.id, c.value])), { "a.why": null, "a.kind": { id: "a.kind", type: "choice", item: "a.kind", option: "expert" }, "a.words": null });
  assert.deepEqual(facets.partChanges({ id: "a" }, null, value, (part) => kinds[part]).map((c) => c.value), [null, null, null]);
});

test("another answer is named by its side, its field and its label", () => {
  assert.deepEqual(facets.otherOf("accept.naming.named"), { side: "accept", field: "naming", label: "named" });
  assert.equal(facets.otherOf("why"), null);
  assert.equal(facets.otherOf("accept.naming"), null);
});

test("words of a stake are found as whole words of one sentence; a voice that is another's needs nothing", () => {
  const text = voices.readText(view);
  assert.deepEqual(voices.rangeOfWords(text, "came, he"), [1, 2]);
  assert.equal(voices.rangeOfWords(text, "said. It"), null);
  assert.equal(voices.rangeOfWords(text, "ame, he"), null);
  assert.equal(voices.rangeOfWords(text, ""), null);
  assert.deepEqual(voices.missingInVoice({ same: "b" }), []);
  assert.deepEqual(voices.missingInVoice({ kind: "company", stake: "party", why: "x" }), ["give the words that show the stake"]);
});
