// The sorter in its plain form: a claim in its sentence, and a form of native controls for whether it can be checked.
// kit/widgets/base.py joins common.js in front of this text.

// ---- candidate for common.js, from here …  (pairs.js and sorter.js hold the same lines; tests/browser/test_sorter.py says so)

/** Moves every option's definition out of the fold into its own label, for the few choices that everything hangs on. */
function withDefinitions(group) {
  group.el.classList.add("kit-defined");
  for (const label of group.el.querySelectorAll(".kit-option")) {
    const input = label.querySelector("input"), name = label.querySelector("span");
    const hint = group.el.querySelector(`[id="${input.getAttribute("aria-describedby")}"]`);
    name.id = `kit-name-${newId().slice(0, 10)}`;
    input.setAttribute("aria-labelledby", name.id);            // the definition is description, not name
    if (hint) label.append(hint);
  }
  group.el.querySelector(".kit-hint")?.remove();
  group.el.querySelector(".kit-help")?.remove();
  return group;
}

/**
 * A choiceGroup whose explanation stays when the focus leaves. If it went, everything beneath would move between press and
 * release of the mouse, and the click would be lost.
 */
function steadyGroup(settings) {
  const group = choiceGroup(settings);
  group.el.addEventListener("blur", (ev) => ev.stopPropagation(), true);
  let last = printOf(settings.value);
  return { ...group, set(value) { const now = printOf(value); if (now !== last) { last = now; group.set(value); } } };
}

/** A claim as a learner meets it: its words emphasised in their sentence, and the plain restatement beneath. */
function claimInContext(claim, letter) {
  return h("div", { class: "kit-claim" },
    h("p", { class: "kit-where" }, letter && h("span", { class: "kit-ab" }, letter), `Paragraph ${claim.paragraph}`),
    h("blockquote", { class: "kit-quote" }, claim.before, h("mark", { class: "kit-words" }, claim.words), claim.after),
    h("p", { class: "kit-gist" }, h("span", { class: "kit-gist-lead" }, "In short: "), claim.gist));
}

/**
 * A task of items, one after another on the page, each with its own small form. Draws everything; returns nothing.
 *   noun            what one item is called: "Pair"
 *   blank(item)     the annotation of an item to which nothing is answered yet
 *   form(item, put) -> {shown, questions, update(value), focus()}: nodes, and a picture of the value (null: no answer).
 *                   put(label, change) makes one undoable step
 *   missing(value)  what an answer lacks, as a list of short requests; [] when it is complete
 *   subject(value)  text of what a check judges
 */
function itemTask({ model, view, el, signal, broken, kind, noun, blank, form, missing, subject }) {
  const answers = openAnswers({ model, view, signal, onbroken: broken });
  const stem = `kit-${kind}-${newId().slice(0, 10)}`;
  const items = (view.items ?? []).map((item, i) => itemOf(item, i));
  const counts = [h("p", { class: "kit-count" }), h("p", { class: "kit-count" })];
  const next = h("button", { type: "button", class: "kit-button kit-quiet kit-next", onclick: () => goTo(items.find((x) => x.state !== "done")) });
  const moved = h("button", { type: "button", class: "kit-button kit-quiet kit-next", hidden: true });
  const body = h("div", { class: "kit-items" }, counts[0], items.map((x) => x.el), h("div", { class: "kit-tally" }, counts[1], next, moved));
  const jumps = h("ul", { class: "kit-jumps", "aria-label": "Go to" });
  let mine = null, placed = null;                // the item that this learner is changing; the feedback now shown

  const page = frame({ view, kind, body, answers, signal,
    subject: (note, layer) => { const v = layer.find((a) => a.id === note.annotation); return v ? subject(v) : ""; } });

  function itemOf(item, i) {
    const name = `${noun} ${i + 1}`;
    const step = (label, value) => {
      mine = one;
      answers.commit(`${name}, ${label}`, [{ id: item.id, value }]);
      mine = null;
    };
    const own = form(item, (label, change) => step(label, { ...blank(item), ...answers.get(item.id), ...change, given: false }));
    const head = h("h4", { class: "kit-h kit-item-name", id: `${stem}-${i}`, tabindex: "-1" }, name);
    const state = h("span", { class: "kit-state" });
    const given = h("p", { class: "kit-filled", hidden: true }, "This much is filled in for you; go on from here.");
    const todo = h("p", { class: "kit-todo", hidden: true });
    const notes = h("ul", { class: "kit-notes" });
    const clear = h("button", { type: "button", class: "kit-button kit-quiet kit-clear", "aria-label": `Clear this answer, ${name.toLowerCase()}`, hidden: true,
      onclick: () => { step("cleared", null); own.focus(); } }, "Clear this answer");
    const one = { item, name, head, own, todo, state: null, notes, print: null,
      el: h("div", { class: "kit-item", role: "group", "aria-labelledby": head.id, "data-item": item.id },
        h("div", { class: "kit-item-head" }, head, state), own.shown, given, own.questions,
        h("div", { class: "kit-item-foot" }, todo, clear), notes),
      draw(value) {
        const print = value ? printOf([subject(value), value.confidence ?? null, !!value.given]) : "";
        if (print === one.print) return false;
        one.print = print;
        const open = missing(value);
        const had = one.el.contains(document.activeElement) ? document.activeElement : null;
        own.update(value);
        one.state = !value ? "open" : open.length ? "part" : "done";
        one.el.dataset.state = one.state;
        state.replaceChildren(h("span", { "aria-hidden": "true" }, { open: "○", part: "◐", done: "✓" }[one.state]),
          { open: " Not answered", part: " Incomplete", done: " Answered" }[one.state]);
        todo.textContent = one.state === "part" ? `Still to do: ${open.join("; ")}.` : "";
        todo.hidden = !todo.textContent;
        given.hidden = !value?.given;
        clear.hidden = !value;
        if (had?.closest("[hidden]")) own.focus();             // what had focus is gone: stay in this item
        return true;
      } };
    return one;
  }
  function goTo(one) {
    if (!one) return;
    one.head.focus({ preventScroll: true });
    one.el.scrollIntoView({ block: "start" });
  }
  function drawAll() {
    const before = items.map((x) => x.state);
    const changed = items.filter((x) => x.draw(answers.get(x.item.id)));
    const done = items.filter((x) => x.state === "done").length, part = items.filter((x) => x.state === "part").length;
    const tally = `${done} of ${items.length} answered${part ? `, ${part} incomplete` : ""}`;
    for (const p of counts) if (p.textContent !== tally) p.textContent = tally;
    const open = items.find((x) => x.state !== "done");
    next.hidden = !open;
    next.textContent = open ? `Go to ${open.name.toLowerCase()}` : "";
    // an undo may change an item that is out of sight: say which, and offer the way
    if (changed.length) {
      const other = before[0] !== null && changed.length === 1 && changed[0] !== mine ? changed[0] : null;
      moved.hidden = !other;
      moved.textContent = other ? `${other.name} has changed: show it` : "";
      moved.onclick = () => goTo(other);
    }
    if (mine && changed.includes(mine) && before[items.indexOf(mine)] !== mine.state) {
      page.say(mine.state === "part" ? `${mine.name}: ${mine.todo.textContent}` : mine.state === "done" ? `${mine.name} is answered. ${tally}.` : `${mine.name} is cleared. ${tally}.`);
    }
  }
  /** The frame writes the notes beneath everything; here each goes to its own item, and the summary keeps the way there. */
  function placeNotes() {
    const feedback = answers.feedback(), print = printOf(feedback);
    if (print === placed) return;
    placed = print;
    for (const one of items) one.notes.replaceChildren();
    const written = [...page.root.querySelectorAll(".kit-feedback > .kit-notes > li")];
    const told = (feedback.notes ?? []).map((note, i) => ({ note, li: written[i], one: items.find((x) => x.item.id === note.annotation) }))
      .filter((x) => x.li && x.one);
    for (const { note, li, one } of told) {
      li.querySelector(".kit-show")?.remove();
      if (note.title) {                          // beside its item one heading is enough
        li.querySelector(".kit-note-word").textContent = note.title;
        li.querySelector(".kit-note-title")?.remove();
      }
      one.notes.append(li);
    }
    jumps.replaceChildren(...told.map(({ note, one }) => {
      const [sign, word] = TONES[note.tone] ?? ["·", note.title ?? ""];
      return h("li", {}, h("button", { type: "button", class: "kit-button kit-jump", "data-tone": note.tone, onclick: () => goTo(one), "aria-label": `${one.name}: ${word}` },
        h("span", { class: "kit-note-sign", "aria-hidden": "true" }, sign), ` ${one.name}`));
    }));
    if (told.length) page.root.querySelector(".kit-feedback .kit-summary")?.after(jumps);
  }

  answers.subscribe((why) => { if (why === "layer") drawAll(); placeNotes(); });
  drawAll();
  placeNotes();
  el.append(page.root);
  return () => answers.start();
}
// ---- … to here: candidate for common.js

/** What an answer lacks; `fields` are those that the task asks for. */
function missingInAssessment(value, fields) {
  if (!value?.checkability) return ["choose whether it can be checked"];
  return [
    fields.includes("reasons") && value.checkability === "not" && !value.reasons?.length && "tick a reason (a reason is part of the answer)",
    fields.includes("evidence") && !value.evidence && "choose what would settle it",
  ].filter(Boolean);
}

/** The assessment with another class; what hangs on the old one goes with it. */
function withClass(value, checkability) {
  const not = checkability === "not";
  return { ...value, checkability, reasons: not ? value.reasons ?? [] : [], evidence: !not && value.evidence === "none" ? null : value.evidence ?? null };
}

function draw({ model, view, el, signal, broken }) {
  const fields = view.fields ?? [], labels = view.labels ?? {};

  function form(item, put) {
    let now = null;
    const asked = (field, group) => (fields.includes(field) ? group() : null);
    const kind = withDefinitions(choiceGroup({ legend: "Can it be checked?", value: null, options: labels.checkability ?? [],
      onchange: (id) => put("can it be checked", withClass(now ?? {}, id)) }));
    const reasons = asked("reasons", () => steadyGroup({ legend: "Why can it not be checked? Tick at least one reason.", many: true, value: [],
      options: labels.reasons ?? [], onchange: (ids) => put("reasons", { reasons: ids }) }));
    const sourcing = asked("sourcing", () => steadyGroup({ legend: "Gaps in the sourcing: tick those the text leaves.", many: true, value: [],
      options: labels.sourcing ?? [], onchange: (ids) => put("gaps in the sourcing", { sourcing: ids }) }));
    const evidence = asked("evidence", () => steadyGroup({ legend: "What would settle it?", value: null,
      options: labels.evidence ?? [], onchange: (id) => put("what would settle it", { evidence: id }) }));
    const sure = surenessGroup({ value: null, onchange: (id) => put("how sure", { confidence: id }) });
    const gaps = h("p", { class: "kit-gaps" });
    sourcing?.el.querySelector(".kit-options").append(gaps);
    const nothing = evidence?.el.querySelector('input[value="none"]');
    return {
      shown: claimInContext(item),
      questions: [kind.el, reasons?.el, sourcing?.el, evidence?.el, sure.el],
      update(value) {
        now = value;
        const chosen = value?.checkability ?? null, not = chosen === "not";
        kind.set(chosen);
        reasons?.set(value?.reasons ?? []);
        sourcing?.set(value?.sourcing ?? []);
        evidence?.set(value?.evidence ?? null);
        sure.set(value?.confidence ?? null);
        gaps.textContent = value?.sourcing?.length ? `${value.sourcing.length} ticked.` : "None ticked: no gap.";
        if (reasons) reasons.el.hidden = !not;
        for (const group of [sourcing, evidence, sure]) if (group) group.el.hidden = !chosen;
        if (nothing) {                           // only where nobody could check does nothing settle it
          nothing.disabled = !not;
          nothing.closest("label").hidden = !not;
        }
      },
      focus: () => kind.focus(),
    };
  }

  return itemTask({ model, view, el, signal, broken, kind: "sorter", noun: "Claim", form,
    blank: (item) => ({ id: item.id, type: "assessment", claim: item.claim, checkability: null, reasons: [], sourcing: [], evidence: null, confidence: null }),
    missing: (value) => missingInAssessment(value, fields),
    subject: (value) => printOf([value.checkability ?? null, [...value.reasons ?? []].sort(), [...value.sourcing ?? []].sort(), value.evidence ?? null]) });
}

export default { render: widget(draw) };
