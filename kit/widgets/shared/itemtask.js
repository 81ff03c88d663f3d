// A task of items, one beneath the other, each with a small form of its own.

/** A claim as a learner meets it: its words emphasised in their sentence, and the plain restatement beneath. */
function claimInContext(claim, letter) {
  return h("div", { class: "kit-claim" },
    h("p", { class: "kit-where" }, letter && h("span", { class: "kit-ab" }, letter), `Paragraph ${claim.paragraph}`),
    h("blockquote", { class: "kit-quote" }, claim.before, h("mark", { class: "kit-words" }, claim.words), claim.after),
    h("p", { class: "kit-gist" }, h("span", { class: "kit-gist-lead" }, "In short: "), claim.gist));
}

const HOVER_MS = 120;          // a pointer that only passes over an item leaves the text as it is

/**
 * A task of items, one after another on the page, each with its own small form. Draws everything; returns nothing.
 * Where the view carries paragraphs, the whole text stands beside the items and shows the words of the one in use.
 *   noun            what one item is called: "Pair"
 *   blank(item)     the annotation of an item to which nothing is answered yet
 *   form(item, put, say) -> {shown, questions, update(value), focus()}: nodes, and a picture of the value (null: no answer).
 *                   put(label, change) makes one undoable step; change null drops the answer. say(text) speaks
 *   missing(value)  what an answer lacks, as a list of short requests; [] when it is complete
 *   subject(value)  text of what a check judges
 * and only where it differs:
 *   also(value)     text of what is drawn and not judged, such as free text
 *   nameOf(item, i) what an item is called (noun and number)
 *   endsOf(item)    what the text shows of an item, as textPane.show takes it (its claims A and B, or its own words)
 *   listed(layer)   the items now on the page, where the learner makes them (those of the view)
 *   lead(task)      -> {el, draw(items)}: what stands in front of the items. holdsPane: its `el` holds the text as well.
 *                   Where the learner makes the items, also {focus(item), clear, back}: `focus` takes the focus when one goes, `clear` is the
 *                   name of the button that takes one away, `back` of the one that leads back here.
 *                   task = {answers, pane, make(label, item), show(item), watch(el, ends), say(text)}
 *   tally(n, done, part)  the line that counts
 *   read(item, answers)   the value of an item, where that is more than the annotation of its id
 *   changes(item, value, answers)  the annotations that keep it, as `answers.commit` takes them
 *   wordsOf(value) the exact words of an annotation, as `openAnswers` takes it
 *   filled         what is said of an item that was filled in already
 *   questions       field to question, to find the learner's own words beside the key's (those of the view)
 */
function itemTask({ model, view, el, signal, broken, kind, noun, blank, form, missing, subject, also = () => "", nameOf = (_, i) => `${noun} ${i + 1}`,
  endsOf = (item) => (item.a ? [{ ...item.a, letter: "A" }, { ...item.b, letter: "B" }] : [item]), listed = () => view.items ?? [], lead = null, questions = view.questions ?? {},
  read = (item, answers) => answers.get(item.id), changes = (item, value) => [{ id: item.id, value }], wordsOf, filled = () => "This much is filled in for you; go on from here.",
  tally = (n, done, part) => `${done} of ${n} answered${part ? `, ${part} incomplete` : ""}` }) {
  const answers = openAnswers({ model, view, signal, wordsOf, onbroken: broken });
  const stem = `kit-${kind}-${newId().slice(0, 10)}`;
  const pane = Array.isArray(view.paragraphs) && view.paragraphs.length ? textPane(view, { signal }) : null;
  const inside = (name) => name.charAt(0).toLowerCase() + name.slice(1);
  const known = new Map();                       // every item ever shown, by id: an undo brings it back with its notes
  let items = [];
  let mine = null, pointer = "";                 // the item that this learner is changing; where the mouse was
  const front = lead?.({ answers, pane, watch, say: (text) => page.say(text), show: (item) => goTo(known.get(item.id)),
    make(label, item) {
      mine = item.id;
      answers.commit(label, changes(item, { ...blank(item), given: false }, answers));
      mine = null;
    } }) ?? null;
  const makes = !!front?.clear;                  // is the number of items the learner's own?
  const counts = [h("p", { class: "kit-count" }), h("p", { class: "kit-count" })];
  const next = h("button", { type: "button", class: "kit-button kit-quiet kit-next", onclick: () => goTo(items.find((x) => x.state !== "done")) });
  const moved = h("button", { type: "button", class: "kit-button kit-quiet kit-next", hidden: true });
  const list = h("div", { class: "kit-listed" });
  const foot = h("div", { class: "kit-tally" }, counts[1], next, moved);
  const body = h("div", { class: "kit-items" }, front?.el, counts[0], list, foot);

  const page = frame({ view, kind, body: pane && !front?.holdsPane ? h("div", { class: "kit-beside" }, pane.el, body) : body, answers, signal,
    point: (note, go) => {
      const ranges = note ? rangesOf(note) : [];
      if (!ranges.length) return;
      pane.show(ranges);
      const back = document.activeElement;
      if (go) pane.reveal({ name: "the feedback", go: () => { back?.focus({ preventScroll: true }); back?.scrollIntoView({ block: "center" }); } });
    },
    own: (note, question, layer) => {
      const field = Object.keys(questions).find((f) => questions[f] === question);
      const value = layer.find((a) => a.id === note.annotation)?.[field];
      return typeof value === "string" ? value : "";
    },
    subject: (note, layer) => { const v = layer.find((a) => a.id === note.annotation); return v ? subject(v) : ""; } });

  /** The words that a note is about, for one that belongs to no item: those it names, or those of its sentence. */
  function rangesOf(note) {
    if (!pane) return [];
    const named = Array.isArray(note.tokens) ? note.tokens : Object.values(note.tokens ?? {}).flat();
    return named.length ? named : [pane.rangeOf(note.sentence)].filter(Boolean);
  }
  /** Whatever has the mouse over it, or the focus in it, is shown in the text. */
  function watch(target, ends) {
    if (!pane) return;
    let timer = 0;
    target.addEventListener("mousemove", (ev) => {
      const at = `${ev.screenX} ${ev.screenY}`;
      if (at === pointer) return;                // the page moved under a mouse at rest
      pointer = at;
      timer ||= setTimeout(() => pane.show(ends()), HOVER_MS);
    });
    target.addEventListener("mouseleave", () => { clearTimeout(timer); timer = 0; });
    target.addEventListener("focusin", () => pane.show(ends()));
  }
  function itemOf(item, i) {
    const name = nameOf(item, i);
    const step = (label, value) => {
      mine = item.id;
      answers.commit(`${name}, ${label}`, changes(item, value, answers));
      mine = null;
    };
    const own = form(item, (label, change) => step(label, change && { ...blank(item), ...read(item, answers), ...change, given: false }), (text) => page.say(text));
    const head = h("h4", { class: "kit-h kit-item-name", id: `${stem}-${i}-${known.size}`, tabindex: "-1" }, name);
    const state = h("span", { class: "kit-state" });
    const given = h("p", { class: "kit-filled", hidden: true });
    const todo = h("p", { class: "kit-todo", hidden: true });
    const notes = h("ul", { class: "kit-notes" });
    const erase = front?.clear ?? "Clear this answer";
    const clear = h("button", { type: "button", class: "kit-button kit-quiet kit-clear", "aria-label": `${erase}, ${inside(name)}`, hidden: true,
      onclick: () => { step(makes ? "taken away" : "cleared", null); if (!makes) own.focus(); } }, erase);
    const back = makes && h("button", { type: "button", class: "kit-button kit-quiet kit-clear", onclick: () => front.focus(item) }, front.back);
    const toText = pane && h("button", { type: "button", class: "kit-button kit-quiet kit-to-text", "aria-label": `Show in the text: ${inside(name)}`,
      onclick: () => { pane.show(endsOf(item)); pane.reveal({ name: inside(name), go: () => { goTo(one); toText.focus({ preventScroll: true }); } }); } },
      "Show in the text");
    const one = { item, name, head, own, todo, state: null, notes, print: null,
      el: h("div", { class: "kit-item", role: "group", "aria-labelledby": head.id, "data-item": item.id },
        h("div", { class: "kit-item-head" }, head, state), own.shown, toText, given, own.questions,
        h("div", { class: "kit-item-foot" }, todo, clear, back), notes),
      draw(value) {
        const print = value ? printOf([subject(value), also(value), value.confidence ?? null, !!value.given]) : "";
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
        given.textContent = value?.given ? filled(value) : "";
        clear.hidden = !value;
        if (had?.closest("[hidden]")) own.focus();             // what had focus is gone: stay in this item
        return true;
      } };
    watch(one.el, () => endsOf(item));
    return one;
  }
  function goTo(one) {
    if (!one) return;
    one.head.focus({ preventScroll: true });
    one.el.scrollIntoView({ block: "start" });
  }
  /** Puts the items on the page that belong there now, in their order, and moves none that stays. */
  function arrange() {
    const now = listed(answers.layer()).map((item, i) => {
      if (!known.has(item.id)) known.set(item.id, itemOf(item, i));
      return known.get(item.id);
    });
    const gone = items.filter((x) => !now.includes(x));
    const left = gone.find((x) => x.el.contains(document.activeElement));
    for (const x of gone) { x.el.remove(); x.print = x.state = null; }
    for (const [i, x] of now.entries()) if (list.children[i] !== x.el) list.insertBefore(x.el, list.children[i] ?? null);
    items = now;
    if (left && makes) front.focus(left.item);
    return gone;
  }
  let first = true;
  function drawAll() {
    const gone = arrange();
    const before = new Map(items.map((x) => [x, x.state]));
    const changed = items.filter((x) => x.draw(read(x.item, answers)));
    const done = items.filter((x) => x.state === "done").length, part = items.filter((x) => x.state === "part").length;
    const line = tally(items.length, done, part);
    for (const p of counts) if (p.textContent !== line) p.textContent = line;
    const open = items.find((x) => x.state !== "done");
    next.hidden = !open;
    next.textContent = open ? `Go to ${inside(open.name)}` : "";
    foot.hidden = !items.length;
    front?.draw(items.map((x) => x.item));
    // an undo may change an item that is out of sight: say which, and offer the way
    if (changed.length) {
      const other = !first && changed.length === 1 && changed[0].item.id !== mine ? changed[0] : null;
      moved.hidden = !other;
      moved.textContent = other ? `${other.name} has changed: show it` : "";
      moved.onclick = () => goTo(other);
    }
    if (gone.length && !changed.length) moved.hidden = true;
    const own = changed.find((x) => x.item.id === mine);
    if (own && before.get(own) !== own.state && (!makes || before.get(own))) {
      page.say(own.state === "part" ? `${own.name}: ${own.todo.textContent}` : own.state === "done" ? `${own.name} is answered. ${line}.` : `${own.name} is cleared. ${line}.`);
    } else if (gone.some((x) => x.item.id === mine)) page.say(`${gone[0].name} is taken away. ${line}. Undo brings it back.`);
    first = false;
  }
  /** The frame writes the notes beneath everything; here each goes to its own item, and the summary keeps the way there. */
  function placeNotes() {
    const written = page.newNotes();
    if (!written) return;
    for (const one of known.values()) one.notes.replaceChildren();
    const jumps = [];
    for (const { note, li } of written) {
      const one = items.find((x) => x.item.id === note.annotation);
      if (!one) {
        if (!rangesOf(note).length) li.querySelector(".kit-show")?.remove();
        continue;
      }
      one.notes.append(besideItem({ note, li }));
      const [sign, word] = TONES[note.tone] ?? ["·", note.title ?? ""];
      jumps.push(h("button", { type: "button", class: "kit-button kit-jump", "data-tone": note.tone, onclick: () => goTo(one), "aria-label": `${one.name}: ${word}` },
        h("span", { class: "kit-note-sign", "aria-hidden": "true" }, sign), ` ${one.name}`));
    }
    page.offer("Go to", jumps);
  }

  answers.subscribe((why) => { if (why === "layer") drawAll(); placeNotes(); });
  drawAll();
  placeNotes();
  el.append(page.root);
  return () => answers.start();
}
