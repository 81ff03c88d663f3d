// The pairs: two claims in their sentences, and a form of native radios for what they are to each other. The task lists the
// pairs, or (open) only the claims, and the learner makes the pairs. What is shared stands in front of this text.

const CLASHES = ["contradiction", "tension"];

/** Whether both claims speak about the same event: a relation implies it. null: not said. */
function sameEvent(pair) {
  return pair?.relation ? pair.relation !== "different-event" : pair?.same_event ?? null;
}

/** What a pair's answer lacks; `fields` are those that the task asks for. */
function missingInPair(pair, fields) {
  if (sameEvent(pair) === null) return ["say whether both speak about the same event"];
  if (!pair.relation) return ["choose how the two stand to each other"];
  return fields.includes("dimension") && CLASHES.includes(pair.relation) && !pair.dimension ? ["choose on what they part"] : [];
}

/** The pair with another relation; what hangs on the old one goes with it. */
function withRelation(pair, relation) {
  return { ...pair, relation, same_event: relation ? relation !== "different-event" : pair.same_event,
    dimension: CLASHES.includes(relation) ? pair.dimension ?? null : null };
}

/** The claims of an open task, each with the letter that stands for it everywhere (a number where letters run out). */
function letteredClaims(claims) {
  return claims.map((c, i) => ({ ...c, letter: claims.length > 26 ? String(i + 1) : String.fromCharCode(65 + i) }));
}

/** Two claims as a pair, the earlier in the text first, so that a pair has one id however it was made. */
function pairOf(claims, x, y) {
  const [a, b] = [x, y].sort((m, n) => claims.indexOf(m) - claims.indexOf(n));
  return { id: `${a.claim}+${b.claim}`, a, b };
}

/** The pairs that a layer holds, in the order of the text. One about claims that the task does not show is left out. */
function pairsIn(claims, layer) {
  const made = new Map();
  for (const p of layer) {
    const x = claims.find((c) => c.claim === p.a), y = claims.find((c) => c.claim === p.b);
    if (p.type === "pair" && x && y && x !== y) made.set(p.id, { ...pairOf(claims, x, y), id: p.id });
  }
  const place = ({ a, b }) => claims.indexOf(a) * claims.length + claims.indexOf(b);
  return [...made.values()].sort((m, n) => place(m) - place(n));
}

const nameOfPair = ({ a, b }) => `Pair ${a.letter} + ${b.letter}`;

/** The claims of an open task: two buttons make a pair, one on each of its claims. See `lead` of itemTask. */
function claimList({ claims, task }) {
  const { say, watch, make, show } = task;
  let first = null, pairs = [], last = claims[0];
  const between = (x, y) => pairs.find((p) => (p.a === x && p.b === y) || (p.a === y && p.b === x));
  const status = h("p", { class: "kit-step" });
  const rows = claims.map((claim) => {
    const button = h("button", { type: "button", class: "kit-button kit-choose", onclick: () => press(claim) });
    const partners = h("p", { class: "kit-partners", hidden: true });
    const el = h("li", { class: "kit-row", "data-claim": claim.claim },
      h("span", { class: "kit-ab", "aria-hidden": "true" }, claim.letter),
      h("div", { class: "kit-row-text" }, h("p", { class: "kit-row-gist" }, h("span", { class: "kit-unseen" }, `Claim ${claim.letter}: `), claim.gist),
        h("details", { class: "kit-sentence" }, h("summary", {}, `Its sentence, paragraph ${claim.paragraph}`, h("span", { class: "kit-unseen" }, `(claim ${claim.letter})`)),
          h("blockquote", { class: "kit-quote" }, claim.before, h("mark", { class: "kit-words" }, claim.words), claim.after)),
        partners),
      button);
    watch(el, () => (first && first !== claim ? [first, claim] : [claim]));
    return { claim, el, button, partners };
  });
  const el = h("section", { class: "kit-claims", "aria-label": "Claims" }, status, h("ol", { class: "kit-rows" }, rows.map((r) => r.el)));
  el.addEventListener("keydown", (ev) => {
    if (ev.key !== "Escape" || !first) return;
    ev.preventDefault();
    focus(first);
    cancel();
  });

  function press(claim) {
    last = claim;
    if (!first) {
      first = claim;
      say(`Claim ${claim.letter} is the first. Now choose “Pair with this” on another claim, or Escape to cancel.`);
    } else if (first === claim) { cancel(); return; }
    else {
      const there = between(first, claim), pair = there ?? pairOf(claims, first, claim);
      first = null;
      if (!there) make(`${nameOfPair(pair)} made`, pair);
      show(pair);
      say(there ? `${nameOfPair(pair)} is there already.` : `${nameOfPair(pair)} is made. ${countOf(pairs.length)}.`);
    }
    draw(pairs);
  }
  function cancel() {
    first = null;
    draw(pairs);
    say("Cancelled: no claim is chosen.");
  }
  function focus(claim) {
    const { button } = rows.find((r) => r.claim === claim);
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" });
  }
  function draw(now) {
    pairs = now;
    status.replaceChildren(...(first ? [h("b", {}, `2. Claim ${first.letter} is the first.`), " Now press “Pair with this” on another claim. Escape cancels."]
      : [h("b", {}, "1. Choose a first claim,"), " then the one you want to hold against it."]));
    for (const { claim, el: row, button, partners } of rows) {
      const there = first && first !== claim && between(first, claim);
      button.textContent = !first ? "Choose the first" : first === claim ? "Chosen: cancel" : there ? "Go to this pair" : "Pair with this";
      button.setAttribute("aria-label", `${button.textContent}: ${first && first !== claim ? `claims ${first.letter} and ${claim.letter}` : `claim ${claim.letter}`}`);
      button.setAttribute("aria-pressed", String(first === claim));
      if (first && first !== claim) button.removeAttribute("aria-pressed");
      row.toggleAttribute("data-first", first === claim);
      row.toggleAttribute("data-second", !!first && first !== claim);
      const mine = pairs.filter((p) => p.a === claim || p.b === claim);
      const print = mine.map((p) => p.id).join(" ");
      if (partners.dataset.print === print) continue;
      partners.dataset.print = print;
      partners.hidden = !mine.length;
      partners.replaceChildren("Paired with ", ...mine.map((p) => {
        const other = p.a === claim ? p.b : p.a;
        return h("button", { type: "button", class: "kit-button kit-quiet kit-partner", onclick: () => show(p), "aria-label": `${other.letter}: go to ${nameOfPair(p)}` }, other.letter);
      }));
    }
  }
  draw([]);
  return { el, draw, clear: "Take this pair apart", back: "Back to the claims",
    focus: (item) => focus([item.a, item.b].includes(last) ? last : item.a) };
}

function countOf(n) {
  return n === 1 ? "1 pair made" : n ? `${n} pairs made` : "No pair made yet";
}

function draw({ model, view, el, signal, broken }) {
  const fields = view.fields ?? [], labels = view.labels ?? {};
  const relations = labels.relation ?? [];
  const different = relations.find((l) => l.id === "different-event");
  const claims = view.open ? letteredClaims(view.claims ?? []) : [];

  function form(item, put) {
    let now = null;
    const same = withDefinitions(choiceGroup({ legend: "Do both speak about the same event?", value: null,
      options: [{ id: true, name: "Yes" }, { id: false, name: "No", hint: different?.hint }],
      onchange: (yes) => put("same event", yes
        ? { same_event: true, ...(sameEvent(now) === false ? { relation: null, dimension: null } : {}) }
        : withRelation({ same_event: false }, "different-event")) }));
    const relation = withDefinitions(choiceGroup({ legend: "How do the two stand to each other?", value: null,
      options: relations.filter((l) => l !== different), onchange: (id) => put("relation", withRelation(now ?? {}, id)) }));
    const dimension = fields.includes("dimension")
      ? choiceGroup({ legend: view.questions?.dimension ?? "On what do they part?", value: null, options: labels.dimension ?? [], onchange: (id) => put("what differs", { dimension: id }) })
      : null;
    const sure = surenessGroup({ view, value: null, onchange: (id) => put("how sure", { confidence: id }) });
    const ended = h("p", { class: "kit-ended", hidden: true }, "Kept as ", h("strong", {}, `“${different?.name ?? "Different event"}”`), ": two events cannot contradict each other.");
    same.el.classList.add("kit-yesno");
    return {
      shown: h("div", { class: "kit-two" }, claimInContext(item.a, item.a.letter ?? "A"), claimInContext(item.b, item.b.letter ?? "B")),
      questions: [same.el, ended, relation.el, dimension?.el, sure.el],
      update(value) {
        now = value;
        const yes = sameEvent(value);
        same.set(yes);
        relation.set(value?.relation ?? null);
        dimension?.set(value?.dimension ?? null);
        sure.set(value?.confidence ?? null);
        relation.el.hidden = yes !== true;
        if (dimension) dimension.el.hidden = !CLASHES.includes(value?.relation);
        ended.hidden = yes !== false;
        sure.el.hidden = yes === null || (yes && !value.relation);
      },
      focus: () => same.focus(),
    };
  }

  const open = view.open ? { nameOf: nameOfPair, endsOf: ({ a, b }) => [a, b], listed: (layer) => pairsIn(claims, layer), tally: (n, _, part) => `${countOf(n)}${part ? `, ${part} incomplete` : ""}`,
    lead: (task) => claimList({ claims, task }) } : {};
  return itemTask({ model, view, el, signal, broken, kind: "pairs", noun: "Pair", form, ...open,
    filled: (value) => (value.why ? `Worth a look: ${value.why}` : "This much is filled in for you; go on from here."),
    blank: (item) => ({ id: item.id, type: "pair", a: item.a.claim, b: item.b.claim, same_event: null, relation: null, dimension: null, confidence: null }),
    missing: (value) => missingInPair(value, fields),
    subject: (value) => printOf([sameEvent(value), value.relation ?? null, value.dimension ?? null]) });
}

export default { render: widget(draw) };
