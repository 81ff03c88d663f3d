import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const pairs = await load("pairs", ["letteredClaims", "pairOf", "pairsIn", "missingInPair", "countOf"]);
const sorter = await load("sorter", ["missingInAssessment", "withClass"]);
const claims = pairs.letteredClaims(["c9", "c2", "c5"].map((claim) => ({ claim })));

test("claims have letters in the order of the text; where letters run out, numbers", () => {
  assert.deepEqual(claims.map((c) => c.letter), ["A", "B", "C"]);
  assert.equal(pairs.letteredClaims(Array.from({ length: 27 }, () => ({}))).at(-1).letter, "27");
});

test("a pair has one id, the earlier claim first, whichever was chosen first", () => {
  assert.equal(pairs.pairOf(claims, claims[2], claims[0]).id, "c9+c5");
  assert.equal(pairs.pairOf(claims, claims[0], claims[2]).id, "c9+c5");
});

test("the pairs of a layer stand in text order; strays, doubles and pairs of one claim are left out", () => {
  const pair = (a, b, id = `${a}+${b}`) => ({ type: "pair", id, a, b });
  const layer = [pair("c2", "c5"), pair("c9", "c7"), pair("c9", "c9"), { type: "choice", id: "x" }, pair("c9", "c2"), pair("c9", "c2")];
  assert.deepEqual(pairs.pairsIn(claims, layer).map((p) => p.id), ["c9+c2", "c2+c5"]);
  assert.deepEqual(pairs.pairsIn(claims, [pair("c5", "c9", "given")]).map((p) => [p.id, p.a.claim]), [["given", "c9"]], "an id that is there is kept");
});

test("pairs are counted in words", () => {
  assert.deepEqual([0, 1, 3].map(pairs.countOf), ["No pair made yet", "1 pair made", "3 pairs made"]);
});

test("own words are asked for where the task asks, and not where nobody can check", () => {
  const fields = ["holder", "refutes"];
  assert.equal(sorter.missingInAssessment({ checkability: "here", holder: "x" }, fields).length, 1);
  assert.equal(sorter.missingInAssessment({ checkability: "here" }, fields).length, 2);
  assert.deepEqual(sorter.missingInAssessment({ checkability: "here" }, []), []);
  assert.deepEqual(sorter.missingInAssessment({ checkability: "not" }, fields), []);
});
