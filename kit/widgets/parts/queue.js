// Suggestions, one after another: what is proposed, why, and one key each to take it over, to correct it or to refuse it.

const QUEUE_KEYS = [
  ["A  R  E", "accept, refuse, correct the suggestion that is shown"],
  ["J  K", "go on to the next suggestion, back to the one before"],
  ["Esc", "in a card: back to the text, where these keys work"],
];

/** What a refusal is kept as: an answer of its own, so that it can be taken back. */
const refusalOf = (id) => ({ id: `${id}.refused`, type: "choice", item: id, option: "refused" });

/** The suggestions about which nothing is decided: neither in the layer nor refused. */
function pendingOf(suggestions, layer) {
  const known = new Set(layer.map((a) => a.id));
  return suggestions.filter((s) => !known.has(s.id) && !known.has(refusalOf(s.id).id));
}

/** The one to show after `id` was decided: the next in the text, or from the end the first that is left. */
function nextPending(suggestions, pending, id) {
  const at = suggestions.findIndex((s) => s.id === id);
  return pending.find((s) => suggestions.indexOf(s) > at) ?? pending[0] ?? null;
}

/**
 * The queue: {el, keys, refresh(layer), ghosts(), current(), correct(), comeBack(layer), hintOf(id)}.
 *   view.suggestions   [{id, value, texts, tier, why, hints}] in text order: the annotation as the layer would hold it, what is to be answered
 *                      in words with it, how sure it is (as a word) and the reason; hints = [{label, why}] are further voices it may mean
 *   accept(s, more), refuse(s), restore(refused)   make one undoable step; `more` holds its texts
 *   correct(s)         after accepting: what it is in focus for
 *   show(id)           brings its words into sight
 *   changed()          the one shown is another
 */
function suggestionQueue({ view, text, noun, accept, refuse, restore, correct, show, changed, say }) {
  const all = view.suggestions.map((s, i) => ({ ...s, number: i + 1 }));
  const tiers = [...new Set(all.map((s) => s.tier))].sort((x, y) => rankOf(x) - rankOf(y));
  const off = new Set();                                 // tiers that are left for later
  let pending = [], refused = [], current = null;
  const rankCounts = new Map();

  const key = (letter, name, act, quiet = "") => h("button", { type: "button", class: `kit-button ${quiet}`, "aria-keyshortcuts": letter, onclick: act },
    name, " ", h("kbd", { "aria-hidden": "true" }, letter));
  const head = h("p", { class: "kit-queue-head" });
  const words = h("div", { class: "kit-card-words" });
  const labels = h("p", { class: "kit-card-brief" });
  const why = h("p", { class: "kit-queue-why" });
  const acts = h("div", { class: "kit-queue-acts" },
    key("A", "Accept", () => decide("Accepted", take)), key("R", "Refuse", () => decide("Refused", refuse)), key("E", "Correct", () => fix()));
  const ways = h("div", { class: "kit-queue-acts" }, key("K", "Back", () => step(-1), "kit-quiet"), key("J", "Next", () => step(1), "kit-quiet"));
  const back = h("button", { type: "button", class: "kit-button kit-quiet", hidden: true, onclick: () => {
    const n = refused.length;
    restore(refused);
    acts.querySelector("button").focus({ preventScroll: true });    // this button goes, and A, R and E should work at once
    say(`${counted(n, "suggestion")} brought back. ${spoken()}`);
  } });
  const boxes = tiers.map((tier) => {
    const count = h("span", {});
    rankCounts.set(tier, count);
    const box = h("input", { type: "checkbox", checked: true, onchange: (ev) => filter(tier, ev.target.checked) });
    return h("label", { class: "kit-option" }, box, h("span", {}, tier, " ", count));
  });
  const el = h("section", { class: "kit-queue", "aria-label": "Suggestions" }, h("h4", { class: "kit-h" }, "Suggestions"),
    tiers.length > 1 && h("div", { class: "kit-options", role: "group", "aria-label": "Show those that are" }, boxes), head, words, labels, why, acts, ways, back);

  const shown = () => pending.filter((s) => !off.has(s.tier));
  function filter(tier, on) {
    if (on) off.delete(tier); else off.add(tier);
    if (!current || off.has(current.tier)) current = shown()[0] ?? null;
    draw();
    changed();
  }
  function step(by) {
    const left = shown(), i = left.indexOf(current);
    if (!left.length) { say(head.textContent); return; }
    settle(left[(i + by + left.length) % left.length]);
  }
  function settle(next) {
    current = next;
    draw();
    changed();
    if (current) show(current.id);
    say(spoken());
  }
  /** Accepts a suggestion together with what it answers in words. */
  function take(s) {
    accept(s, Object.entries(s.texts ?? {}).map(([field, words]) => ({ id: `${s.id}.${field}`, value: textOf(`${s.id}.${field}`, words) })));
  }
  function decide(told, act) {
    if (!current) { say(head.textContent); return; }
    act(current);
    if (current) show(current.id);
    say(`${told}. ${spoken()}`);
  }
  function fix() {
    const s = current;
    if (!s) { say(head.textContent); return; }
    take(s);
    correct(s);
  }
  const spoken = () => (current ? `${head.textContent} ${wordsOf(current)} ${current.why}` : head.textContent);
  const wordsOf = (s) => ROLES.filter((r) => s.value[r.id]?.length).map((r) => `${r.name}: ${s.value[r.id].map((p) => wordsIn(text, p)).join(" … ")}.`).join(" ");

  let drawn = "";
  function draw() {
    const left = shown(), print = printOf([current?.id ?? null, left.length, pending.length, refused.length]);
    if (print === drawn) return;
    drawn = print;
    back.hidden = !refused.length;
    back.textContent = `Bring back the refused (${refused.length})`;
    for (const [tier, count] of rankCounts) count.textContent = String(pending.filter((s) => s.tier === tier).length);
    head.textContent = current ? `Suggestion ${current.number} of ${all.length} · ${current.tier} · ${left.length} left`
      : pending.length ? `None of these is left; ${pending.length} of the others ${pending.length === 1 ? "is" : "are"}.`
        : all.length ? `All ${all.length} suggestions are decided.` : `Nothing is suggested for this text: make each ${noun} yourself.`;
    for (const part of [words, labels, why, acts, ways]) part.hidden = !current;
    if (!current) return;
    words.replaceChildren(...roleRows(text, current.value));
    const optionsOf = (f) => (f === "voice" ? view.voices : view.labels?.[f]) ?? [];
    const named = (view.fields ?? []).map((f) => optionsOf(f).find((o) => o.id === current.value[f])?.name);
    labels.textContent = [...named, ...Object.values(current.texts ?? {})].filter(Boolean).join(" · ");
    why.textContent = current.why;
  }
  function refresh(layer) {
    const was = current;
    pending = pendingOf(all, layer);
    refused = all.filter((s) => layer.some((a) => a.id === refusalOf(s.id).id));
    if (!current || !pending.includes(current) || off.has(current.tier)) current = nextPending(all, shown(), was?.id ?? "");
    draw();
  }
  /** What an undo takes out of the layer is a suggestion again, and the one that is shown. */
  function comeBack(layer) {
    const known = new Set(pending), back = pendingOf(all, layer).find((s) => !known.has(s));
    if (!back) return;
    off.delete(back.tier);
    for (const [i, tier] of tiers.entries()) boxes[i].querySelector("input").checked = !off.has(tier);
    current = back;
    pending = pendingOf(all, layer);
    draw();
    requestAnimationFrame(() => show(back.id));
  }
  return {
    el, refresh, comeBack, correct: fix, current: () => current,
    keys: { a: () => decide("Accepted", take), r: () => decide("Refused", refuse), j: () => step(1), k: () => step(-1) },
    ghosts: () => shown().map((s) => ({ ...s.value, id: s.id, ghost: true, state: "pending" })),
    hintOf: (id) => all.find((s) => s.id === id)?.hints ?? [],
  };
}

const TIERS = ["sure", "likely", "worth a look"];
const rankOf = (tier) => (TIERS.includes(tier) ? TIERS.indexOf(tier) : TIERS.length);
