import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { load, model, storage } from "./load.mjs";

const kit = await load(null, ["applyOp", "drawnLayer", "inverseStep", "newHistory", "newId", "openJournal", "openAnswers",
  "printOf", "judgedPrint", "saveLineOf", "mergeRanges", "cutRanges", "coversRanges", "plainText", "shownEnds", "runsOf"]);
const put = (id, value, op_id = kit.newId()) => ({ op: "put", op_id, id, value, digest: "d" });
const did = (id, op_id = kit.newId()) => ({ op: "did", op_id, what: "opened", id });
const drop = (id, op_id = kit.newId()) => ({ op: "drop", op_id, id, digest: "d" });

test("a put replaces in place, a drop removes, the later wins, and nothing is changed in place", () => {
  const layer = Object.freeze([Object.freeze({ id: "a", x: 1 }), Object.freeze({ id: "b", x: 1 })]);
  assert.deepEqual(kit.drawnLayer(layer, [put("a", { x: 2 }), put("c", { x: 3 }), drop("b")]), [{ id: "a", x: 2 }, { id: "c", x: 3 }]);
  assert.deepEqual(kit.drawnLayer(layer, [drop("zz"), { op: "explode", id: "a" }, { op: "put", id: "a" }]), layer);
});

test("a step taken back twice is the step", () => {
  const step = { label: "x", changes: [{ id: "a", before: null, after: { x: 1 } }, { id: "b", before: { x: 1 }, after: null }] };
  assert.deepEqual(kit.inverseStep(kit.inverseStep(step)), step);
});

test("a new step forgets what was undone", () => {
  const h = kit.newHistory();
  h.push({ label: "one", changes: [] });
  h.push({ label: "two", changes: [] });
  assert.equal(h.back().label, "two");
  assert.ok(h.canRedo);
  h.push({ label: "three", changes: [] });
  assert.ok(!h.canRedo);
  assert.equal(h.forth(), null);
});

test("ids are long and do not repeat", () => {
  const ids = new Set(Array.from({ length: 1000 }, () => kit.newId("h")));
  assert.equal(ids.size, 1000);
});

test("the journal keeps one entry per operation, in order, across pages, whatever the clock does", () => {
  const s = storage();
  mock.method(Date, "now", () => 1000);
  const j = kit.openJournal("w/t", s);
  for (const id of ["a", "b", "c"]) j.add(put(id, { id }, `op-${id}`));
  mock.method(Date, "now", () => 10);                     // the clock went back
  const again = kit.openJournal("w/t", s);
  again.add(put("d", { id: "d" }, "op-d"));
  mock.restoreAll();
  assert.deepEqual(kit.openJournal("w/t", s).ops().map((o) => o.op_id), ["op-a", "op-b", "op-c", "op-d"]);
  assert.deepEqual(kit.openJournal("w/t2", s).ops(), []);
  assert.ok([...s.kept.keys()].every((k) => k.startsWith("kit:w/t:op-")));
});

test("an acknowledgement retires older operations of the same annotation, never newer ones", () => {
  const s = storage(), j = kit.openJournal("w/t", s);
  j.add(put("a", { v: 1 }, "1")); j.add(put("b", { v: 1 }, "2")); j.add(put("a", { v: 2 }, "3")); j.add(put("a", { v: 3 }, "4"));
  j.retire(["3", "unknown"]);
  assert.deepEqual(j.ops().map((o) => o.op_id), ["2", "4"]);
  assert.equal(s.kept.size, 2);
});

test("a note of what was done changes no answer and is retired by itself alone", () => {
  const layer = [{ id: "a", n: 1 }];
  assert.deepEqual(kit.drawnLayer(layer, [did("a"), did("b")]), layer);
  const j = kit.openJournal("w/t", storage());
  j.add(put("a", { n: 1 }, "1")); j.add(did("a", "2")); j.add(did("a", "3")); j.add(put("a", { n: 2 }, "4"));
  j.retire(["3"]);
  assert.deepEqual(j.ops().map((o) => o.op_id), ["1", "2", "4"]);
  j.retire(["4"]);
  assert.deepEqual(j.ops().map((o) => o.op_id), ["2"], "an answer retires older answers, not what was done in between");
});

test("a full, absent or damaged storage loses nothing while the page is open", () => {
  const full = kit.openJournal("w/t", storage(1));
  full.add(put("a", {}, "1")); assert.ok(full.safe());
  full.add(put("b", {}, "2")); assert.ok(!full.safe());
  assert.equal(full.ops().length, 2);
  full.retire(["2"]); assert.ok(full.safe());
  const none = kit.openJournal("w/t", null);
  none.add(put("a", {}, "1")); assert.ok(!none.safe()); assert.equal(none.ops().length, 1);
  const s = storage();
  s.setItem("kit:w/t:x", "{torn"); s.setItem("kit:w/t:y", '{"order":"1","op":{}}'); s.setItem("kit:w/t:z", "null");
  assert.deepEqual(kit.openJournal("w/t", s).ops(), []);
});

test("the save line says where the answers are", () => {
  const line = (x) => kit.saveLineOf({ pending: 0, offline: false, safe: true, ...x });
  assert.equal(line({}).text, "");
  assert.equal(line({ at: "12:04" }).text, "Saved 12:04");
  assert.equal(line({ pending: 1, at: "12:04" }).text, "Saving…");
  assert.match(line({ pending: 1, offline: true }).text, /^Not connected \(kept in this browser\)/);
  assert.match(line({ pending: 1, offline: true, safe: false }).text, /keeps nothing/);
  assert.deepEqual(line({ at: "12:04", problem: "The disk is full." }), { state: "problem", text: "The disk is full." });
  assert.equal(line({ pending: 1, offline: true, problem: "Refused." }).state, "offline", "a dead kernel outweighs an old refusal");
});

test("ranges merge, are cut, and cover", () => {
  assert.deepEqual(kit.mergeRanges([[5, 6], [1, 2], [3, 3], [6, 9]]), [[1, 3], [5, 9]]);
  assert.deepEqual(kit.cutRanges([[1, 9]], [[3, 4], [9, 9]]), [[1, 2], [5, 8]]);
  assert.deepEqual(kit.cutRanges([[1, 2]], [[0, 5]]), []);
  assert.ok(kit.coversRanges([[1, 4], [6, 9]], [[2, 3], [6, 6]]));
  assert.ok(!kit.coversRanges([[1, 4], [6, 9]], [[3, 6]]));
});

test("what is judged leaves out how sure one is and what was given, and takes blank for absent", () => {
  assert.equal(kit.judgedPrint({ id: "a", q: "x", confidence: 50, given: true, v: null }), kit.judgedPrint({ q: "x", id: "a", confidence: 90 }));
  assert.notEqual(kit.judgedPrint({ id: "a", q: "x" }), kit.judgedPrint({ id: "a", q: "y" }));
  assert.equal(kit.judgedPrint(null), "");
});

test("answers: kept before they are sent, drawn at once, dropped when acknowledged", () => {
  const s = storage(), m = model({});
  const inStore = [];
  m.send = (x) => { inStore.push(s.kept.size); m.sent.push(x); };
  const a = kit.openAnswers({ model: m, view: { journal: "w/t", digest: "d" }, storage: s });
  assert.ok(a.commit("one", [{ id: "a", value: { type: "x", n: 1 } }]));
  assert.deepEqual(inStore, [1]);
  assert.equal(a.get("a").n, 1);
  assert.equal(a.saveLine().state, "saving");
  const op = m.sent[0].op;
  assert.deepEqual(Object.keys(op).sort(), ["at", "digest", "id", "op", "op_id", "value", "words"]);
  m.set({ layer: [op.value], saved: { ops: [op.op_id], at: "12:04", problem: "" } });
  assert.equal(s.kept.size, 0);
  assert.equal(a.saveLine().text, "Saved 12:04");
  assert.ok(!a.commit("same", [{ id: "a", value: { type: "x", n: 1 } }]), "nothing changed, so nothing is a step");
});

test("answers: undo and redo write operations of their own", () => {
  const m = model({ layer: [{ id: "a", n: 1 }] });
  const a = kit.openAnswers({ model: m, view: { journal: "w/t", digest: "d" }, storage: null });
  const keep = (layer) => m.set({ layer, saved: { ops: [m.sent.at(-1).op.op_id], at: "12:04", problem: "" } });
  a.commit("remove a", [{ id: "a", value: null }]);
  assert.deepEqual(a.layer(), []);
  keep([]);
  const heard = [];
  a.subscribe((why, how) => why === "layer" && heard.push(how));
  assert.equal(a.undo(), "remove a");
  assert.deepEqual(a.layer(), [{ id: "a", n: 1 }]);
  keep([{ id: "a", n: 1 }]);
  assert.equal(a.redo(), "remove a");
  assert.equal(a.redo(), null);
  assert.deepEqual(heard.filter(Boolean), ["undo", "redo"]);
  assert.deepEqual(m.sent.map((x) => x.op.op), ["drop", "put", "drop"]);
  assert.equal(new Set(m.sent.map((x) => x.op.op_id)).size, 3);
});

test("answers: one operation is on its way at a time, the oldest, and a check waits for all of them", () => {
  const m = model({}), sent = () => m.sent.map((x) => x.op?.value.n ?? x.type);
  const a = kit.openAnswers({ model: m, view: { journal: "w/t", digest: "d" }, storage: storage() });
  const keep = (ops) => m.set({ saved: { ops, at: "12:04", problem: "" } });
  for (const n of [1, 2, 3]) a.commit("change", [{ id: "a", value: { n } }]);
  a.check();
  assert.deepEqual(sent(), [1]);
  keep(["somebody else's"]);
  assert.deepEqual(sent(), [1]);
  keep([m.sent[0].op.op_id]);
  assert.deepEqual(sent(), [1, 2]);
  keep([m.sent[1].op.op_id]);
  keep([m.sent[2].op.op_id]);
  assert.deepEqual(sent(), [1, 2, 3, "check"]);
  a.commit("change", [{ id: "a", value: { n: 4 } }]);
  keep([]);
  assert.deepEqual(sent().slice(4), [4], "what was refused is not sent over and over");
  a.commit("change", [{ id: "a", value: { n: 5 } }]);
  assert.deepEqual(sent().slice(4), [4, 4], "but again with the next one, before it");
});

test("answers: a note is kept in the journal, sent in its turn, drawn nowhere and not undone", () => {
  const s = storage(), m = model({}), a = kit.openAnswers({ model: m, view: { journal: "w/t", digest: "d" }, storage: s });
  const keep = () => m.set({ saved: { ops: [m.sent.at(-1).op.op_id], at: "12:04", problem: "" } });
  a.commit("one", [{ id: "a", value: { n: 1 } }]);
  a.note("opened", "a");
  assert.equal(s.kept.size, 2);
  assert.deepEqual(m.sent.map((x) => x.op.op), ["put"]);
  keep();
  assert.deepEqual([a.noted("opened"), a.noted("checked")], [["a"], []]);
  const op = m.sent.at(-1).op;
  assert.deepEqual(Object.keys(op).sort(), ["at", "id", "op", "op_id", "what"]);
  assert.deepEqual([op.op, op.what, op.id], ["did", "opened", "a"]);
  assert.equal(a.saveLine().state, "saving");
  keep();
  assert.equal(a.saveLine().state, "saved");
  assert.equal(s.kept.size, 0);
  assert.deepEqual(a.noted("opened"), []);
  assert.equal(a.undo(), "one");
});

test("answers: a check may be of one item; without one it is of all, and carries none", () => {
  const m = model({}), a = kit.openAnswers({ model: m, view: { journal: "w/t", digest: "d" }, storage: storage() });
  a.check("i3");
  assert.ok(a.checking);
  assert.equal(m.sent[0].item, "i3");
  m.set({ feedback: { summary: "" } });
  assert.ok(!a.checking);
  a.check();
  assert.deepEqual(Object.keys(m.sent[1]).sort(), ["op_id", "type"]);
});

test("answers: what another version of the text left behind is sent, not drawn", () => {
  const s = storage();
  kit.openJournal("w/t", s).add({ ...put("a", { n: 1 }), digest: "old" });
  const m = model({});
  const a = kit.openAnswers({ model: m, view: { journal: "w/t", digest: "new" }, storage: s });
  a.start();
  assert.deepEqual(a.layer(), []);
  assert.equal(m.sent.length, 1);
});

test("answers: no acknowledgement for four seconds, or a send that throws, is 'not connected'", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const m = model({});
  const a = kit.openAnswers({ model: m, view: { journal: "w/t", digest: "d" }, storage: storage() });
  a.commit("one", [{ id: "a", value: { n: 1 } }]);
  mock.timers.tick(3900);
  assert.equal(a.saveLine().state, "saving");
  mock.timers.tick(200);
  assert.equal(a.saveLine().state, "offline");
  m.set({ saved: { ops: [m.sent[0].op.op_id], at: "12:05", problem: "" } });
  assert.equal(a.saveLine().text, "Saved 12:05", "a late acknowledgement is an acknowledgement");
  m.send = () => { throw new Error("closed"); };
  a.commit("two", [{ id: "b", value: { n: 1 } }]);
  assert.equal(a.saveLine().state, "offline");
  mock.timers.reset();
});

test("what the text shows: claims or ranges, with letters; what names no words is left out", () => {
  assert.deepEqual(kit.shownEnds([{ tokens: [1, 2], letter: "A", gist: "x" }, { gist: "no words" }, [4, 4]], ["X", "Y", "Z"]),
    [{ tokens: [1, 2], letter: "A" }, { tokens: [4, 4], letter: "Z" }]);
  assert.deepEqual(kit.shownEnds([[1, 2]]), [{ tokens: [1, 2], letter: "" }]);
  assert.deepEqual(kit.shownEnds(null), []);
  assert.deepEqual(kit.shownEnds([[1], [1, "2"], [null, null], { tokens: "12" }]), []);
});

test("a sentence is cut where something shown begins or ends; a gap goes with both its neighbours", () => {
  const pieces = [[null, "“"], [5, "a"], [null, " "], [6, "b"], [null, " "], [7, "c"], [null, ".”"]];
  const runs = (...ends) => kit.runsOf(pieces, ends.map((tokens) => ({ tokens }))).map((r) => [r.text, r.ends.join(), r.starts.join()]);
  assert.deepEqual(runs(), [["“a b c.”", "", ""]]);
  assert.deepEqual(runs([5, 6]), [["“", "", ""], ["a b", "0", "0"], [" c.”", "", ""]]);
  assert.deepEqual(runs([5, 5], [6, 6]), [["“", "", ""], ["a", "0", "0"], [" ", "", ""], ["b", "1", "1"], [" c.”", "", ""]]);
  assert.deepEqual(runs([5, 7], [6, 6]), [["“", "", ""], ["a ", "0", "0"], ["b", "0,1", "1"], [" c", "0", ""], [".”", "", ""]]);
  assert.deepEqual(runs([1, 6]), [["“", "", ""], ["a b", "0", ""], [" c.”", "", ""]], "it began in another sentence");
});

test("a view in any state gives its plain text or nothing", () => {
  assert.deepEqual(kit.plainText({ paragraphs: [{ sentences: [{ pieces: [[0, "Yes"], [null, "."]] }] }] }), ["Yes."]);
  assert.deepEqual(kit.plainText({ items: [{ before: "a ", words: "b", after: " c" }] }), ["a b c"]);
  assert.deepEqual(kit.plainText({ items: [{ a: { words: "x" }, b: { words: "y" } }] }), ["x", "y"]);
  const deck = { items: [{ question: "Who?", text: [{ pieces: [[0, "She"], [null, "."]] }], changed: [{ pieces: [[9, "He"]] }], options: [{ id: "a", text: "Nobody" }] }] };
  assert.deepEqual(kit.plainText(deck), ["Who?", "She.", "He", "Nobody"]);
  assert.deepEqual(kit.plainText({ open: true, claims: [{ before: "a ", words: "b", after: "" }, null] }), ["a b"]);
  assert.deepEqual(kit.plainText({ paragraphs: [{ sentences: [{ pieces: [[0, "Yes"]] }] }], claims: [{ words: "Yes" }], prompts: [{ question: "What is known?" }] }), ["Yes", "What is known?"]);
  assert.deepEqual(kit.plainText({ items: [null, {}], claims: "none", prompts: [{}] }), []);
  assert.deepEqual(kit.plainText(null), []);
});
