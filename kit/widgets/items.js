// The items: a deck of short questions, one card at a time. An answer is an option, the last word of a statement, or some
// words of the text. parts/edits.js, parts/picker.js and what is shared stand in front of this text.

const CARD_STATES = {                                   // sign; on its number and in the count; at the head of its card
  right: ["✓", "right", "Right"], half: ["◐", "nearly", "Nearly"], wrong: ["✗", "not yet", "Not yet"],
  answered: ["●", "answered", "Answered"], open: ["○", "open", "Not answered"],
};

// ------------------------------------------------------------------------------------------------------------ one card

/** Is this card answered? */
function isAnswered(value) {
  return !!value && (value.type === "spans" ? !!value.none || (value.tokens ?? []).length > 0 : !!value.option);
}

const HOW = {
  end: "Choose the last word that still belongs to it: click the word, or go to it with the arrow keys and press Enter.",
  words: "Click or tap words, or drag over several. Keys: arrows move, Space begins a stretch and ends it. A highlight chosen again is taken away.",
};

/** One card: {el, head, draw(value, state), focus()}. put(label, value) makes one undoable step; value null clears. */
function cardOf({ item, i, of, view, put, say, signal, stem }) {
  const question = `${stem}-ask-${i}`, how = `${stem}-how-${i}`;
  const blank = item.ask === "choice" ? { id: item.id, type: "choice", item: item.id, option: null, confidence: null }
    : { id: item.id, type: "spans", item: item.id, tokens: [], none: false, confidence: null };
  let now = null;
  const answer = (label, change) => put(label, { ...blank, ...now, ...change, given: false });
  const sure = surenessGroup({ view, value: null, onchange: (id) => answer("how sure", { confidence: id }) });
  const head = h("h4", { class: "kit-h kit-item-name", id: `${stem}-${i}`, tabindex: "-1" }, `Question ${i + 1}`, h("span", { class: "kit-of" }, ` of ${of}`));
  const state = h("span", { class: "kit-state" });
  const given = h("p", { class: "kit-filled", hidden: true }, "This much is filled in for you; go on from here.");
  const clear = h("button", { type: "button", class: "kit-button kit-quiet kit-clear", hidden: true, onclick: () => { put("cleared", null); own.focus(); } }, "Clear this answer");
  const own = item.ask === "choice" ? chosen() : picked();
  const el = h("div", { class: "kit-card", role: "group", "aria-labelledby": head.id, "data-item": item.id, hidden: true },
    h("div", { class: "kit-item-head" }, head, state), own.nodes, given, sure.el, h("div", { class: "kit-item-foot" }, clear));

  function chosen() {
    const { nodes, said } = passageOf(item, false);
    const group = choiceGroup({ legend: item.question, value: null, options: (item.options ?? []).map((o) => ({ id: o.id, name: o.text })),
      onchange: (id) => answer("answer", { option: id }) });
    group.el.classList.add("kit-rows");
    return { nodes: [h("blockquote", { class: "kit-passage" }, nodes, said), group.el], update: (value) => group.set(value?.option ?? null), focus: () => group.focus() };
  }
  function picked() {
    // a token's numbers follow the text: without words there is nothing to keep
    const write = (label, tokens) => (tokens.length ? answer(label, { tokens, none: false }) : put(label, null));
    const picker = wordPicker({ item, ask: item.ask, put: write, say, signal, labelledby: question, describedby: how });
    const told = h("p", { class: "kit-told" });
    const taken = h("ul", { class: "kit-taken", "aria-label": "Highlighted words" });
    const none = item.ask === "words" && h("button", { type: "button", class: "kit-button", "aria-pressed": "false",
      onclick: () => { const on = !now?.none; if (on) answer("not given", { tokens: [], none: true }); else put("not given taken back", null); } }, "Not given");
    return {
      nodes: [h("div", { class: "kit-passage" }, picker.nodes),
        h("div", { class: "kit-choices", role: "group", "aria-labelledby": question }, h("p", { class: "kit-question", id: question }, item.question),
          h("p", { class: "kit-how", id: how }, HOW[item.ask]), h("div", { class: "kit-yours" }, none || null, taken, told))],
      update(value) {
        const tokens = value?.tokens ?? [];
        picker.update(tokens);
        if (none) none.setAttribute("aria-pressed", String(!!value?.none));
        told.textContent = item.ask === "end" && tokens.length ? `It ends with “${exactWords(item, tokens[0])}”: the words shaded up to there belong to it.`
          : value?.none ? "Your answer: the text does not say." : "";
        told.hidden = !told.textContent;
        taken.hidden = item.ask !== "words" || !tokens.length;
        taken.replaceChildren(...(taken.hidden ? [] : tokens.map((range) => {
          const text = exactWords(item, range);
          return h("li", { class: "kit-one" }, `“${text}”`, h("button", { type: "button", class: "kit-button kit-quiet", "aria-label": `Take away “${text}”`,
            onclick: () => { picker.leave(range); picker.focus(); } }, h("span", { "aria-hidden": "true" }, "×")));
        })));
      },
      focus: () => picker.focus(),
    };
  }
  return {
    el, head, item,
    focus: () => own.focus(),
    draw(value, name) {
      now = value;
      const [sign, , words] = CARD_STATES[name];
      if (state.dataset.now !== name) { state.dataset.now = name; state.replaceChildren(h("span", { "aria-hidden": "true" }, sign), ` ${words}`); }
      const print = printOf(value);
      if (print === el.dataset.print) return;
      el.dataset.print = print;
      const had = el.contains(document.activeElement);
      own.update(value);
      sure.set(value?.confidence ?? null);
      sure.el.hidden = !isAnswered(value);
      given.hidden = !value?.given;
      clear.hidden = !value;
      if (had && (!el.contains(document.activeElement) || document.activeElement.closest("[hidden]"))) own.focus();
    },
  };
}

// ------------------------------------------------------------------------------------------------------------ the deck

function draw({ model, view, el, signal, broken }) {
  if (!Array.isArray(view.items) || !view.items.length) throw new Error("the deck came without its questions");
  const items = view.items.map((item) => ({ ...item, changed: item.changed?.length ? item.changed : null }));
  for (const { ask } of items) if (!["choice", "end", "words"].includes(ask)) throw new Error(`a question of an unknown kind, “${ask}”`);
  const stem = `kit-deck-${newId().slice(0, 10)}`;
  const byId = new Map(items.map((item) => [item.id, item]));
  const answers = openAnswers({ model, view, signal, onbroken: broken,
    wordsOf: (value) => (value.type === "spans" && byId.has(value.item) ? { tokens: (value.tokens ?? []).map((r) => exactWords(byId.get(value.item), r)) } : undefined) });
  const SUMMARY = items.length;                          // the place behind the last card
  let here = 0, notes = new Map(), asked = -1, trouble = -1;

  /** Check is about the card in sight. */
  function checkThis() {
    if (!isAnswered(answers.get(items[here].id))) { page.say("Answer this question first, then check it."); return; }
    asked = here;
    answers.check(items[here].id);
  }

  const cards = items.map((item, i) => cardOf({ item, i, of: items.length, view, signal, stem, say: (text) => page.say(text),
    put: (label, value) => answers.commit(`question ${i + 1}, ${label}`, [{ id: item.id, value }]) }));
  const numbers = items.map((_, i) => h("button", { type: "button", class: "kit-button kit-number", onclick: () => go(i) }, String(i + 1), h("span", { class: "kit-sign", "aria-hidden": "true" })));
  const whole = h("button", { type: "button", class: "kit-button kit-number kit-to-end", onclick: () => go(SUMMARY) }, "Summary");
  const count = h("p", { class: "kit-count" });
  const reason = h("p", { class: "kit-reason", id: `${stem}-reason` }, "Answer first, then check.");
  const told = h("ul", { class: "kit-notes kit-here" });
  const instead = h("p", { class: "kit-instead", hidden: true });              // a check that brought no note says why
  const back = h("button", { type: "button", class: "kit-button", onclick: () => go(here - 1) }, h("span", { "aria-hidden": "true" }, "←"), "Previous");
  const on = h("button", { type: "button", class: "kit-button kit-on", onclick: () => go(here + 1) });
  const endHead = h("h4", { class: "kit-h kit-item-name", id: `${stem}-end`, tabindex: "-1" }, "The whole deck");
  const left = h("p", { class: "kit-left" });
  const firstOpen = h("button", { type: "button", class: "kit-button kit-quiet kit-next", onclick: () => go(items.findIndex((_, i) => !isAnswered(answers.get(items[i].id)))) });
  const rows = h("ul", { class: "kit-list" });
  const end = h("div", { class: "kit-end", role: "group", "aria-labelledby": endHead.id, hidden: true }, endHead, h("div", { class: "kit-tally" }, left, firstOpen), rows);
  const body = h("div", { class: "kit-deck" },
    h("div", { class: "kit-way", role: "group", "aria-label": "Questions" }, h("ol", { class: "kit-numbers" }, [...numbers, whole].map((b) => h("li", {}, b))), count),
    cards.map((c) => c.el), end);
  const page = frame({ view, kind: "items", body, answers, signal, check: { act: checkThis } });
  const { check } = page;
  check?.after(reason);
  body.append(page.foot, instead, told, h("div", { class: "kit-turn" }, back, on));
  endHead.after(page.feedback);

  const noteOf = (i) => notes.get(items[i].id) ?? [];
  /** What a card's number says: its check, unless its answer has changed since. */
  function stateOf(i) {
    const answered = isAnswered(answers.get(items[i].id));
    const checked = noteOf(i).find(({ li }) => !li.classList.contains("kit-old"));
    if (!answered) return "open";
    return { right: "right", optional: "right", half: "half", wrong: "wrong", missed: "wrong", invented: "wrong" }[checked?.note.tone] ?? "answered";
  }
  function go(i, focus = true) {
    here = Math.max(0, Math.min(SUMMARY, i));
    cards.forEach((c, k) => { c.el.hidden = k !== here; });
    end.hidden = here !== SUMMARY;
    back.hidden = here === 0;
    on.hidden = here === SUMMARY;
    on.replaceChildren(here === SUMMARY - 1 ? "To the summary" : "Next", h("span", { "aria-hidden": "true" }, "→"));
    [...numbers, whole].forEach((b, k) => (k === here ? b.setAttribute("aria-current", "step") : b.removeAttribute("aria-current")));
    drawHere();
    if (!focus) return;
    const head = here === SUMMARY ? endHead : cards[here].head;
    head.focus({ preventScroll: true });
    body.firstChild.scrollIntoView({ block: "nearest" });   // the numbers, so that the card beneath them begins in sight
  }
  /** What stands beneath the card in sight: Check, its reason, its notes. */
  function drawHere() {
    const card = here < SUMMARY, ready = card && isAnswered(answers.get(items[here].id));
    if (check) {
      check.hidden = !card;
      check.setAttribute("aria-disabled", String(!ready));
      reason.hidden = ready || !card;
      if (ready) check.removeAttribute("aria-describedby"); else check.setAttribute("aria-describedby", reason.id);
    }
    instead.hidden = trouble !== here;
    instead.textContent = trouble === here ? answers.feedback().summary ?? "" : "";
    const wanted = card ? noteOf(here).map(({ li }) => li) : [];
    if (wanted.length !== told.children.length || wanted.some((li, k) => told.children[k] !== li)) told.replaceChildren(...wanted);
  }
  function drawAll(how) {
    const changed = cards.map((c, i) => (c.el.dataset.print !== printOf(answers.get(items[i].id)) ? i : -1)).filter((i) => i >= 0);
    const states = items.map((_, i) => stateOf(i)), wasIn = cards[here]?.el.contains(document.activeElement);
    cards.forEach((c, i) => c.draw(answers.get(items[i].id), states[i]));
    numbers.forEach((b, i) => {
      const [sign, word] = CARD_STATES[states[i]];
      b.dataset.state = states[i];
      b.lastChild.textContent = sign;
      b.setAttribute("aria-label", `Question ${i + 1}: ${word}`);
    });
    count.replaceChildren(...Object.entries(CARD_STATES).map(([id, [sign, word]]) => [id, sign, word, states.filter((s) => s === id).length])
      .filter(([, , , n]) => n).map(([id, sign, word, n]) => h("span", { class: "kit-part-count", "data-state": id }, h("span", { class: "kit-sign", "aria-hidden": "true" }, sign), ` ${n} ${word}`)));
    const open = states.filter((s) => s === "open").length, unchecked = states.filter((s) => s === "answered").length;
    left.textContent = open ? `${items.length - open} of ${items.length} answered.`
      : view.checkable && unchecked ? `All ${items.length} answered; ${unchecked} not checked yet.` : `All ${items.length} answered.`;
    firstOpen.hidden = !open;
    firstOpen.textContent = open ? `Go to question ${states.indexOf("open") + 1}` : "";
    drawRows(states);
    drawHere();
    if (how && changed.length && !changed.includes(here)) go(changed[0], wasIn);        // an undo takes the learner to what it changed
  }
  function drawRows(states) {
    const print = states.join();
    if (rows.dataset.print === print) return;
    const had = [...rows.children].findIndex((li) => li.contains(document.activeElement));
    rows.dataset.print = print;
    rows.replaceChildren(...items.map((item, i) => {
      const [sign, word] = CARD_STATES[states[i]], text = item.text.map((s) => s.pieces.map(([, t]) => t).join("")).join(" ");
      return h("li", {}, h("button", { type: "button", class: "kit-button kit-quiet kit-row", "data-state": states[i], onclick: () => go(i) },
        h("span", { class: "kit-row-number" }, h("span", { class: "kit-unseen" }, "Question "), String(i + 1)), h("span", { class: "kit-sign", "aria-hidden": "true" }, sign),
        h("span", { class: "kit-row-state" }, word), h("span", { class: "kit-row-text" }, text.length > 90 ? `${text.slice(0, 89).replace(/\s+\S*$/, "")}\u00a0…` : text)));
    }));
    rows.children[had]?.firstChild.focus();
  }
  /** The frame writes all notes beneath everything; here each waits for its card, and the summary for the end. */
  function placeNotes() {
    const written = page.newNotes();
    if (!written) return;
    notes = new Map();
    page.feedback.querySelector(".kit-h")?.replaceChildren("So far");
    for (const { note, li } of written) {
      if (!byId.has(note.annotation)) continue;
      besideItem({ note, li }).remove();
      notes.set(note.annotation, [...notes.get(note.annotation) ?? [], { note, li }]);
    }
  }

  answers.subscribe((why, how) => {
    if (why === "save") { if (check) drawHere(); return; }
    placeNotes();
    if (why === "feedback") {
      trouble = asked >= 0 && (answers.feedback().failed || !noteOf(asked).length) ? asked : -1;
      asked = -1;
    }
    drawAll(how);
    const first = why === "feedback" && trouble < 0 && here < SUMMARY && noteOf(here)[0]?.note;
    if (first) page.say(`Checked. ${first.title || CARD_STATES[stateOf(here)][2]}. ${first.text ?? ""}`);
  });
  placeNotes();
  drawAll();
  const first = items.findIndex((item) => !isAnswered(answers.get(item.id)));
  go(first < 0 ? SUMMARY : first, false);
  el.append(page.root);
  return () => answers.start();
}

export default { render: widget(draw) };
