// Highlighting in a text: selected words and one key fill the highlight in focus; what is suggested is taken over or refused.
// The widget's own file says what its words can be (ROLES) and what is made of them.

const NONE = { id: "none", type: "choice", item: "none-here", option: "yes" };
const CARDS_AT_ONCE = 12;                               // cards built or changed before the page is painted

/**
 * Draws a text to highlight in, as the function of `widget` that draws everything.
 *   kind, type     the class kit-<kind>; the type of the annotations that are made
 *   noun, keys     what one of them is called: "highlight"; the keys that make one, in words
 *   meaning        what these keys do, in words
 *   blank(id, fields)   one without words
 *   begins(text, value, role, ranges)   does a key on these words begin another than `value`?
 *   done(did, role, name)   what is told after a key
 * and only where it differs:
 *   fit(text, ranges)       the words that one can have, of those in hand
 *   replaces       do words that touch its own take their place, instead of joining them?
 * A view may carry `suggestions` (see queue.js), `worth` (what else is worth checking: [{id, item, name, tokens, why}]), `texts` (questions
 * to be answered in words: [{field, label, again}], kept as an annotation of its own each; `again` offers what other cards say) and `adds` (can voices be added to
 * those offered?).
 */
function drawMarking({ model, view, el, signal, broken }, subject) {
  const { noun, blank } = subject;
  const uid = `kit-${newId().slice(0, 8)}`;
  const text = readText(view);
  const fields = view.fields ?? [];
  const answers = openAnswers({ model, view, signal, onbroken: broken, wordsOf: (value) => wordsOfParts(text, value) });
  const page = articleView({ text, view, uid, noun });
  const picks = pickPainter();

  let focusId = newId("h");          // the highlight that keys fill; not yet in the layer means: a new one
  let stash = null;                  // what a learner had chosen for it before its last word was taken away
  let hand = null;                   // words in hand: {anchor, head}, tokens
  let held = false;                  // already used by a key: drawn no more, but the next key still means them
  let native = false;                // may the browser's own selection be in this text?
  let here = 0;                      // the sentence that Tab comes back to
  let ghosts = [], peeked = null, pointed = null;
  let worthShown = false;            // is what is worth checking drawn as well?
  let ordered = [];

  // ------------------------------------------------------------------------------------------------------- tool bar
  const keyButton = (key, kids, attrs, act) => h("button", { type: "button", class: "kit-button", "aria-keyshortcuts": key.toUpperCase(), onclick: act, ...attrs }, kids, " ", h("kbd", { "aria-hidden": "true" }, key.toUpperCase()));
  const roleButtons = ROLES.map((r) => keyButton(r.key, h("span", { class: `kit-swatch kit-${r.id}` }, r.name), { class: `kit-button kit-role` }, () => mark(r.id)));
  const none = h("button", { type: "button", class: "kit-button kit-quiet kit-none", "aria-pressed": "false", onclick: noneHere }, "Nobody is credited in this text");
  const status = h("p", { class: "kit-status", "aria-hidden": "true" });
  const editHere = h("span", { class: "kit-group" });
  const bar = h("div", { class: "kit-bar", role: "group", "aria-label": "What the selected words are" },
    h("span", { class: "kit-group" }, roleButtons), keyButton("n", ["New", h("span", { class: "kit-unseen" }, ` ${noun}`)], { class: "kit-button kit-quiet" }, startNew));
  const help = h("details", { class: "kit-help kit-keys" }, h("summary", {}, "Keys and gestures"), h("dl", {}, [
    ["Drag, or double-click a word", "selects words; click a sentence’s number for the whole sentence, Shift+click to reach further. On a touch screen tap the first word, then the last."],
    ["↑ ↓", "move from sentence to sentence"], ["← →", "move from word to word; with Shift they take more words"],
    ["Enter", "selects the sentence"], ["Esc", "lets go of the words"],
    [ROLES.map((r) => r.letter).join("  "), subject.meaning],
    ["N", `begins a new ${noun}`], ["E", `edits the ${noun} under the words`], ["Delete", `takes a part or a ${noun} away`], ...(view.suggestions ? QUEUE_KEYS : []),
    ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo (Cmd on a Mac)"],
    ["With a screen reader", "switch to focus mode for the arrow and letter keys; the buttons work in every mode"],
  ].map(([k, d]) => [h("dt", {}, k), h("dd", {}, d)])));
  const list = h("ol", { class: "kit-cards", "aria-labelledby": `${uid}-list` });
  const draft = h("p", { class: "kit-draft" });
  const aside = h("div", { class: "kit-side" }, h("h4", { class: "kit-h", id: `${uid}-list` }, `Your ${noun}s`), draft, list);
  const body = h("div", { class: "kit-work" },
    h("div", { class: "kit-main" }, bar, h("div", { class: "kit-say" }, status, editHere), page.el, help, page.notes), aside);

  // ---------------------------------------------------------------------------------------------------------- words
  const handRange = () => hand && [Math.min(hand.anchor, hand.head), Math.max(hand.anchor, hand.head)];
  /** The browser's own selection, if it lies in this text, is what the learner has in hand. */
  function catchUp() {
    const range = page.selected();
    if (range) native = true;
    if (!range || (hand && printOf(handRange()) === printOf(range))) return;
    hand = { anchor: range[0], head: range[1] };
    held = false;
    drawStatus();
    picks.draw(page.rangeOf(range));
  }
  const handWords = () => (hand ? wordsIn(text, handRange()) : "");
  const shorten = (words) => (words.length > 90 ? `${words.slice(0, 60)} … ${words.slice(-24)}` : words);
  const nameOfHighlight = (id) => (page.numberOf(id) ? `${noun} ${page.numberOf(id)}` : `a new ${noun}`);

  function drawHand() {
    picks.draw(hand && !held ? page.rangeOf(handRange()) : null);
    drawStatus();
  }
  /** Scroll the text, never the page, until the word last reached can be seen. */
  function showHead() {
    const box = page.el.getBoundingClientRect(), r = page.rangeOf([hand.head, hand.head]).getBoundingClientRect();
    if (r.top < box.top + 8) page.el.scrollTop -= box.top + 24 - r.top;
    else if (r.bottom > box.bottom - 8) page.el.scrollTop += r.bottom - box.bottom + 24;
  }
  function take(anchor, head = anchor) { hand = { anchor, head }; held = false; drawHand(); }
  function letGo() { hand = null; held = false; dropSelection(); drawHand(); }
  function dropSelection() {
    if (!native) return;                                 // merely asking the browser makes it lay the page out
    native = false;
    const sel = getSelection();
    if (sel && !sel.isCollapsed && page.el.contains(sel.anchorNode)) sel.removeAllRanges();
  }
  function placesOf([from, to]) {
    const seen = [];
    for (const [a, b] of withinSentences(text, [[from, to]])) for (const p of page.partsAt(a, b)) if (!seen.some((x) => x.id === p.id && x.role === p.role)) seen.push(p);
    return seen;
  }
  function drawStatus(done = "") {
    const range = handRange();
    const places = range ? placesOf(range) : [];
    const said = done || (range ? `“${shorten(handWords())}”` : `Select words, then press ${subject.keys}.`);
    const where = !done && places.length ? ` ${places.map((p) => roleOf(p.role, page.numberOf(p.id))).join(", ")}` : "";
    const outside = range && !done ? notAsked([range]) : "";
    const worth = range && !done ? worthOf(range) : "";
    status.replaceChildren(h("b", {}, page.numberOf(focusId) ? `${capital(noun)} ${page.numberOf(focusId)}` : `New ${noun}`), " ", said, where, worth, outside);
    const others = [...new Set(places.map((p) => p.id))].filter((id) => id !== focusId);
    editHere.replaceChildren(...others.map((id) => h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => { focusOn(id); restoreText(); } }, `Edit ${page.numberOf(id)}`)));
    return said + where;
  }
  /** What is told of words that are worth checking, where that is shown. */
  const worthOf = (range) => (worthShown ? page.ghostsAt(...range).filter((p) => p.state === "worth").map((p) => ` ${tellWorth(p.id)}`).join("") : "");
  const tellWorth = (id) => { const w = view.worth.find((x) => x.id === id); return `${w.name}: ${w.why}`; };
  /** What is said where words were taken from a sentence that the task leaves out. */
  const notAsked = (ranges) => (withinSentences(text, ranges).some(([a]) => !text.sentences[text.tokens[a].s].inplay)
    ? " This sentence is not asked: it is there to be read." : "");
  const speakHand = () => {
    const places = placesOf(handRange());
    say(`${handWords()}${places.length ? `, ${places.map((p) => roleOf(p.role, `${noun} ${page.numberOf(p.id)}`)).join(", ")}` : ""}.${worthOf(handRange())}${notAsked([handRange()])}`);
  };
  function restoreText() { page.sentenceEls[here]?.focus({ preventScroll: true }); }

  // ----------------------------------------------------------------------------------------------------- operations
  const current = () => answers.get(focusId) ?? stash ?? blank(focusId, fields);
  const withoutNone = () => (answers.get("none") ? [{ id: "none", value: null }] : []);

  function mark(role) {
    if (native) catchUp();
    if (!hand) { tellBoth("Select some words first."); return; }
    const ranges = (subject.fit ?? withinSentences)(text, [handRange()]), words = shorten(ranges.map((r) => wordsIn(text, r)).join(" "));
    if (subject.begins(text, current(), role, ranges)) { focusId = newId("h"); stash = null; }
    const isNew = !answers.get(focusId);
    const { value, did } = subject.replaces && !coversRanges(ranges, current()[role]) ? { value: { ...current(), [role]: ranges }, did: "moved" } : toggleWords(text, current(), role, ranges);
    if (!write(`${roleWord(role)} “${words}”`, value, withoutNone())) return;
    held = true;
    dropSelection();
    drawHand();
    const name = nameOfHighlight(focusId);
    const sentences = new Set(ROLES.flatMap((r) => value[r.id].map((p) => text.tokens[p[0]].s)));
    const far = did === "added" && !isNew && sentences.size > 1 ? " Another statement? Undo, then press N first." : "";
    tellBoth(did === "removed" ? `No longer ${roleWord(role)}: “${words}”.` : `${subject.done(did, role, name)}: “${words}”.${far}${notAsked(ranges)}`);
  }
  /** Put a highlight, or drop it when its last word is gone (what was chosen for it waits in case words come back). */
  function write(label, value, more = []) {
    if (hasWords(value)) { stash = null; return answers.commit(label, [...more, { id: value.id, value }]); }
    if (value.given) { tellBoth(`This ${noun} was given: change its words, but leave some.`); return false; }
    if (value.id === focusId) stash = value;
    return answers.commit(label, [...more, { id: value.id, value: null }]);
  }
  function startNew() {
    focusId = newId("h");
    stash = null;
    redraw();
    drawStatus();
    say(`New ${noun}: select words, then press ${subject.keys}.`);
  }
  function focusOn(id) {
    focusId = id;
    stash = null;
    redraw();
    drawStatus(`is in focus: ${subject.keys.replace(" or ", " and ")} fill${subject.keys.length > 1 ? "" : "s"} it.`);
    say(`${capital(noun)} ${page.numberOf(id)} is in focus.`);
    cards.get(id)?.el.scrollIntoView?.({ block: "nearest" });
  }
  function removeHighlight(id) {
    const n = page.numberOf(id), next = ordered[n] ?? ordered[n - 2];
    const within = cards.get(id)?.el.contains(document.activeElement);
    if (answers.get(id)?.given) { tellBoth(`This ${noun} was given and stays.`); return; }
    answers.commit(`remove ${noun} ${n}`, [{ id, value: null }]);
    stash = null;
    if (within) (cards.get(next?.id)?.edit ?? page.sentenceEls[here]).focus();
    tellBoth(`${capital(noun)} ${n} removed.`);
  }
  function dropPart(id, role, part) {
    const value = answers.get(id), n = page.numberOf(id);
    if (value && write(`${roleWord(role)} “${shorten(wordsIn(text, part))}”`, { ...value, [role]: cutRanges(value[role], [part]) })) {
      tellBoth(`Taken from ${noun} ${n}: ${roleWord(role)} “${shorten(wordsIn(text, part))}”.`);
      if (!answers.get(id)) restoreText();
    }
  }
  function deleteHere() {
    if (native) catchUp();
    const range = handRange();
    if (!range) { tellBoth("Select some words first."); return; }
    const places = placesOf(range), mine = places.filter((p) => p.id === focusId);
    if (!mine.length) { tellBoth(places.length ? `These words are in ${noun} ${page.numberOf(places[0].id)}: press E to edit it.` : "Nothing is highlighted here."); return; }
    let value = answers.get(focusId);
    for (const p of mine) value = { ...value, [p.role]: cutRanges(value[p.role], [[p.from, p.to]]) };
    const label = mine.map((p) => `${roleWord(p.role)} “${shorten(wordsIn(text, [p.from, p.to]))}”`).join(", ");
    if (write(label, value)) tellBoth(`Taken away: ${label}.`);
  }
  function editUnderHand() {
    if (native) catchUp();
    const ids = hand ? [...new Set(placesOf(handRange()).map((p) => p.id))] : [];
    if (!ids.length) { tellBoth(`No ${noun} under these words.`); return; }
    focusOn(ids[(ids.indexOf(focusId) + 1) % ids.length]);
  }
  const ofHighlight = (legend, id) => `${legend.replace(/\?$/, "").toLowerCase()}, ${noun} ${page.numberOf(id)}`;
  function choose(id, field, value, legend, more = []) {
    const now = answers.get(id);
    if (now) answers.commit(ofHighlight(legend, id), [...more, { id, value: { ...now, [field]: value } }]);
  }
  /** What is answered in words is an annotation of its own. */
  function writeText(id, field, words, legend) {
    answers.commit(ofHighlight(legend, id), [{ id: `${id}.${field}`, value: words ? textOf(`${id}.${field}`, words) : null }]);
  }
  /** A voice that the text has and the list has not: named, and chosen at once. */
  function addVoice(id, name, legend) {
    const known = voices().find((v) => v.name.toLowerCase() === name.toLowerCase());
    const voice = known?.id ?? idFor(name, voices().map((v) => v.id));
    choose(id, "voice", voice, legend, known ? [] : [{ id: `${voice}.name`, value: textOf(`${voice}.name`, name) }]);
    say(known ? `${known.name} is chosen.` : `${name} is a voice of this text now, and chosen.`);
  }
  const voices = () => withNamed(view.voices ?? [], answers.layer());
  /** The other highlights that can carry this one, those whose content holds its words first. */
  function carriers(id) {
    const inside = ROLES.flatMap((r) => answers.get(id)?.[r.id] ?? []);
    const named = (a) => shorten([...a.source, ...a.cue].map((p) => wordsIn(text, p)).join(" … ")) || shorten(wordsIn(text, a.content[0]));
    const around = (a) => inside.length > 0 && coversRanges(a.content ?? [], inside);
    return ordered.filter((a) => a.id !== id && !carriedBy(ordered, a.id).includes(id)).sort((x, y) => around(y) - around(x))
      .map((a) => ({ id: a.id, name: `${page.numberOf(a.id)}: ${named(a)}${around(a) ? " (these words lie inside it)" : ""}` }));
  }
  function noneHere() {
    if (answers.get("none")) { answers.commit("no attribution here", [{ id: "none", value: null }]); tellBoth("Taken back."); return; }
    if (ordered.length) { tellBoth(`Remove your ${noun}s first, if nothing here is an attribution.`); return; }
    answers.commit("no attribution here", [{ id: "none", value: NONE }]);
    tellBoth("Your answer: no attribution here.");
  }
  function tellBoth(words) { drawStatus(words); say(words); }

  // ---------------------------------------------------------------------------------------------------- what is drawn
  const cards = new Map();
  let catchingUp = 0;
  const act = { edit: (id) => (id === focusId ? startNew() : focusOn(id)), remove: removeHighlight, peek, dropPart, choose, writeText, addVoice, voices, carriers,
    textOf: (id, field) => answers.get(`${id}.${field}`)?.text ?? "", hintOf: (id) => queue?.hintOf(id) ?? [],
    used: (field, id) => [...new Set(ordered.filter((a) => a.id !== id).map((a) => act.textOf(a.id, field)).filter(Boolean))] };

  let drawnPrint = "";
  function redraw() {
    queue?.refresh(answers.layer());
    const drawn = [...ghosts, ...queue?.ghosts() ?? [], ...worthShown ? view.worth.map((w) => ({ ...w, ghost: true, state: "worth" })) : []];
    const print = JSON.stringify([answers.layer(), focusId, drawn]);
    if (print === drawnPrint) return;                    // most of what the kernel sends is what stands here already
    drawnPrint = print;
    ordered = inReadingOrder(answers.layer());
    const dirty = page.paint(ordered, drawn);
    if (dirty.length) drawHand(); else drawStatus();
    drawCards();
    drawEmphasis();
    const isNone = !!answers.get("none");
    none.setAttribute("aria-pressed", String(isNone));
    none.setAttribute("aria-disabled", String(!isNone && ordered.length > 0));
    const fresh = !ordered.some((a) => a.id === focusId);
    draft.hidden = !fresh;
    draft.textContent = isNone ? "Your answer: no attribution here." : `The next words you choose begin a new ${noun}.`;
  }
  /** Cards in reading order. A long list is caught up in slices, so that the text never waits for it. */
  function drawCards() {
    let left = CARDS_AT_ONCE;
    clearTimeout(catchingUp);
    const active = document.activeElement;
    const wanted = new Set(ordered.map((a) => a.id));
    for (const [id, card] of cards) if (!wanted.has(id)) { card.el.remove(); cards.delete(id); }
    let before = list.firstElementChild;
    ordered.forEach((a, i) => {
      const print = JSON.stringify([a, i, a.id === focusId, ...apart(a.id)]);
      let card = cards.get(a.id);
      if (card?.print !== print) {
        const now = left-- > 0 || a.id === focusId;
        if (!card && !now) return;
        if (!card) cards.set(a.id, card = highlightCard({ id: a.id, text, view, act, noun, signal }));
        if (now) { card.refresh(a, i + 1, a.id === focusId); card.print = print; }
      }
      if (card.el === before) before = before.nextElementSibling; else list.insertBefore(card.el, before);
    });
    if (active && active !== document.activeElement && list.contains(active)) active.focus({ preventScroll: true });
    if (left < 0) catchingUp = setTimeout(() => { if (!signal.aborted) drawCards(); }, 0);
  }
  /** What a card shows beside its own annotation, where the view asks for more than a learner's. */
  const apart = (id) => [...(view.texts ?? []).map((t) => [act.textOf(id, t.field), t.again && id === focusId && act.used(t.field, id)]), ...(view.adds ? [voices(), id === focusId && carriers(id)] : [])];
  function drawEmphasis() {
    for (const m of page.el.querySelectorAll(".kit-strong, .kit-peek, .kit-now")) m.classList.remove("kit-strong", "kit-peek", "kit-now");
    for (const m of marksOf(queue?.current()?.id)) m.classList.add("kit-now");
    for (const m of marksOf(focusId)) m.classList.add("kit-strong");
    for (const id of [peeked, pointed]) if (id) for (const m of marksOf(id)) m.classList.add("kit-peek");
  }
  const marksOf = (id) => (id ? page.el.querySelectorAll(`mark[data-id="${CSS.escape(id)}"]`) : []);
  function peek(id) { if (peeked !== id) { peeked = id; drawEmphasis(); } }

  // ------------------------------------------------------------------------------------------------------- feedback
  const sentenceById = (id) => text.sentences.find((s) => s.id === id);
  function nameOf(note) {
    if (page.numberOf(note.annotation)) return `${capital(noun)} ${page.numberOf(note.annotation)}`;
    const s = sentenceById(note.sentence);
    return s ? `Sentence ${s.label}` : "";
  }
  function judged(note, layer) {
    if (note.annotation) return judgedPrint(layer.find((a) => a.id === note.annotation));
    const s = sentenceById(note.sentence)?.index;
    return s === undefined ? "" : layer.filter((a) => isMarked(a) && ROLES.some((r) => (a[r.id] ?? []).some((p) => text.tokens[p[0]]?.s === s)))
      .map(judgedPrint).sort().join();
  }
  function pointAt(note, go) {
    const had = ghosts.length;
    ghosts = note?.tokens ? [{ ...blank("ghost", []), ...note.tokens, ghost: true }] : [];
    pointed = note?.annotation ?? null;
    for (const e of page.el.querySelectorAll(".kit-lit")) e.classList.remove("kit-lit");
    if (had || ghosts.length) redraw(); else drawEmphasis();
    if (!note) return;
    const s = sentenceById(note.sentence);
    if (s && !ghosts.length && !marksOf(pointed).length) page.sentenceEls[s.index].classList.add("kit-lit");
    if (go) {
      const target = page.el.querySelector(".kit-ghost") ?? marksOf(pointed)[0] ?? (s && page.sentenceEls[s.index]);
      target?.scrollIntoView({ block: "center" });
      if (target) say(`Outlined in the text: ${nameOf(note)}`);
    }
  }

  const f = frame({ view, kind: `${subject.kind} kit-marking`, body, answers, signal, history: false, point: pointAt, nameOf, subject: judged });
  bar.append(f.historyButtons.el, ...(view.suggestions ? [] : [none]));
  body.append(f.foot, f.feedback);                       // beside the list on a wide page, after it on a narrow one
  const { say } = f;

  // ---------------------------------------------------------------------------------------------- what is suggested
  const queue = view.suggestions ? suggestionQueue({ view, text, noun, changed: () => { redraw(); drawEmphasis(); }, say,
    accept: (s, more) => answers.commit(`suggestion ${s.number} accepted`, [{ id: s.id, value: { ...blank(s.id, fields), ...s.value } }, ...more]),
    restore: (refused) => answers.commit(`${counted(refused.length, "refused suggestion")} brought back`, refused.map((s) => ({ id: refusalOf(s.id).id, value: null }))),
    refuse: (s) => answers.commit(`suggestion ${s.number} refused`, [{ id: refusalOf(s.id).id, value: refusalOf(s.id) }]),
    correct: (s) => { focusOn(s.id); restoreText(); showMark(s.id); }, show: showMark }) : null;
  if (queue) { body.prepend(queue.el); body.classList.add("kit-queued"); }
  if (view.worth?.length) {
    const worth = h("button", { type: "button", class: "kit-button kit-quiet", "aria-pressed": "false", onclick: () => {
      worthShown = !worthShown;
      worth.setAttribute("aria-pressed", String(worthShown));
      redraw();
      say(worthShown ? "Figures, dates, places and hedges are underlined. Go to one to hear why." : "These underlines are hidden.");
    } }, `Worth checking (${view.worth.length})`);
    bar.append(worth);
  }
  /** Scroll the text, never the page, until what is suggested can be read. */
  function showMark(id) {
    const [mark] = marksOf(id);
    if (!mark) return;
    if (page.el.contains(document.activeElement)) goToFocus(page.sentenceOf(mark));
    const paragraph = mark.closest(".kit-par"), box = page.el.getBoundingClientRect(), r = mark.getBoundingClientRect();
    if (r.top >= box.top + 24 && r.bottom <= box.bottom - 40) return;
    page.el.scrollTop += (r.top || paragraph.getBoundingClientRect().top) - box.top - box.height / 3;
  }

  // --------------------------------------------------------------------------------------------------- mouse and touch
  function goTo(i) {
    page.sentenceEls[here].tabIndex = -1;
    here = i;
    page.sentenceEls[i].tabIndex = 0;
  }
  page.el.addEventListener("focusin", (ev) => {          // trust focus, not a counter: screen readers move it by themselves
    const i = page.sentenceOf(ev.target);
    if (i !== null && i !== here) goTo(i);
  }, { signal });
  document.addEventListener("selectionchange", catchUp, { signal });
  let pointer = "mouse", pressed = null;                 // the word under the pointer as it went down
  page.el.addEventListener("pointerdown", (ev) => {
    pointer = ev.pointerType || "mouse";
    pressed = page.wordAt(ev.clientX, ev.clientY);
    native = true;
  }, { signal });
  page.el.addEventListener("click", (ev) => {
    const num = ev.target.closest(".kit-num");
    if (num) { pickSentence(Number(num.dataset.num)); return; }
    const sel = getSelection();
    if (sel && !sel.isCollapsed && page.el.contains(sel.anchorNode)) {       // the end of a drag or a double click
      const range = page.selected();
      if (!range) return;
      take(...range);
      if (pointer === "mouse") { sel.removeAllRanges(); sel.addRange(page.rangeOf(range)); }
      goToFocus(text.tokens[range[1]].s);
      say(notAsked([range]));
      return;
    }
    const word = page.wordAt(ev.clientX, ev.clientY);
    const i = page.sentenceOf(ev.target);
    if (i !== null) goToFocus(i);
    if (word === null) { letGo(); return; }
    // At some zooms a drag ends with nothing selected: then the words from press to release are meant.
    const dragged = pointer === "mouse" && pressed !== null && pressed !== word && !ev.shiftKey;
    const reach = hand && !held && (ev.shiftKey || (pointer !== "mouse" && word !== hand.anchor));
    if (dragged) take(pressed, word); else if (reach) take(hand.anchor, word); else take(word);
    speakHand();
  }, { signal });
  function goToFocus(i) { goTo(i); page.sentenceEls[i].focus({ preventScroll: true }); }
  function pickSentence(i) {
    const s = text.sentences[i];
    goToFocus(i);
    if (s.first > s.last) return;
    dropSelection();
    take(s.first, s.last);
    say(`Sentence ${s.label} selected.${notAsked([handRange()])}`);
  }

  // --------------------------------------------------------------------------------------------------------- keyboard
  const clamp = (n) => Math.max(0, Math.min(text.tokens.length - 1, n));
  function moveWord(step, extend) {
    const s = text.sentences[here];
    if (!hand || (!extend && text.tokens[hand.head].s !== here)) {
      const n = step > 0 ? s.first : s.last;
      if (text.tokens[n]) take(n);
    } else {
      const n = clamp(hand.head + step);
      take(extend ? hand.anchor : n, n);
    }
    afterMove();
  }
  function afterMove() {
    if (!hand) return;
    dropSelection();
    const s = text.tokens[hand.head].s;
    if (s !== here) { goTo(s); page.sentenceEls[s].focus({ preventScroll: true }); }
    showHead();
    speakHand();
  }
  function moveSentence(step, extend) {
    if (extend) {
      const base = hand ?? { anchor: text.sentences[here].first, head: text.sentences[here].first };
      const s = text.sentences[text.tokens[base.head].s];
      const edge = step > 0 ? s.last : s.first;
      const next = text.sentences[s.index + step];
      take(base.anchor, base.head !== edge ? edge : next ? (step > 0 ? next.last : next.first) : edge);
      afterMove();
      return;
    }
    const i = Math.max(0, Math.min(text.sentences.length - 1, here + step));
    letGo();
    goTo(i);
    page.sentenceEls[i].focus();
  }
  function moveEdge(end, extend) {
    const s = text.sentences[here], n = end ? s.last : s.first;
    if (!text.tokens[n]) return;
    take(extend && hand ? hand.anchor : n, n);
    afterMove();
  }
  const TEXT_KEYS = {
    ArrowRight: (ev) => moveWord(1, ev.shiftKey), ArrowLeft: (ev) => moveWord(-1, ev.shiftKey),
    ArrowDown: (ev) => moveSentence(1, ev.shiftKey), ArrowUp: (ev) => moveSentence(-1, ev.shiftKey),
    Home: (ev) => moveEdge(false, ev.shiftKey), End: (ev) => moveEdge(true, ev.shiftKey),
    Enter: () => pickSentence(here), Escape: () => { letGo(); say("Nothing selected"); },
    Delete: deleteHere, Backspace: deleteHere,
  };
  const LETTERS = { ...Object.fromEntries(ROLES.map((r) => [r.key, () => mark(r.id)])), n: startNew, e: editOrCorrect, ...(queue?.keys ?? {}) };
  function editOrCorrect() {
    if (native) catchUp();
    if (queue?.current() && !(hand && !held && placesOf(handRange()).length)) queue.correct(); else editUnderHand();
  }
  f.root.addEventListener("keydown", (ev) => {
    if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.isComposing) return;
    if (queue && ev.key === "Escape" && aside.contains(ev.target)) { ev.preventDefault(); restoreText(); return; }
    if (takesKeys(ev.target)) return;
    const inText = page.el.contains(ev.target), card = ev.target.closest?.("[data-card]");
    let play = LETTERS[ev.key.toLowerCase()];
    if (inText && !play) play = TEXT_KEYS[ev.key];
    if (inText && ev.key === "Enter" && ev.target.closest("button")) play = null;
    if (card && (ev.key === "Delete" || ev.key === "Backspace")) {
      const part = ev.target.closest("[data-part]");
      play = part ? () => part.click() : () => removeHighlight(card.dataset.card);
    }
    if (!play) return;
    ev.preventDefault();
    play(ev);
  }, { signal });

  // ------------------------------------------------------------------------------------------------------------ start
  answers.subscribe((why, how) => {
    if (why !== "layer") return;
    if (how) queue?.comeBack(answers.layer());
    redraw();
  });
  signal.addEventListener("abort", picks.clear);
  if (page.sentenceEls.length) page.sentenceEls[0].tabIndex = 0;
  redraw();
  f.refresh();
  el.append(f.root);
  return () => answers.start();
}
/** "claim" -> "Claim". */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);
const roleWord = (role) => ROLES.find((r) => r.id === role).name.toLowerCase();

/** The ids that carry a highlight, nearest first; a circle ends where it closes. */
function carriedBy(highlights, id) {
  const out = [];
  for (let at = highlights.find((a) => a.id === id)?.parent; at && !out.includes(at); at = highlights.find((a) => a.id === at)?.parent) out.push(at);
  return out;
}
