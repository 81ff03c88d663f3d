// What the marker, the pairs and the sorter share. kit/widgets/base.py joins this text in front of each widget's own
// script, because a widget's module is loaded from text and can import nothing: every name here is simply in scope
// there. A widget's script ends with   export default { render: widget(draw) };
// Functions above the line "the page" are pure and are tested without a browser in tests/js.

const WAIT_MS = 4000;          // no acknowledgement for this long: we say that nobody is listening
const RESEND_MS = 10000;       // unacknowledged operations are sent again at most this often

// ---------------------------------------------------------------------------------------------- values and operations

/** A fresh id, also where the page is not a secure context (a school's plain http server has no randomUUID). */
function newId(prefix = "") {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return prefix + Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** A value as text with its keys in order: two values are equal when these texts are. */
function printOf(value) {
  return JSON.stringify(value, (_, v) => (v && typeof v === "object" && !Array.isArray(v)
    ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, v[k]])) : v)) ?? "";
}

/** What a check judges of an annotation, as text (neither how sure the learner is, nor whether it was given). */
function judgedPrint(annotation) {
  if (!annotation) return "";
  const { confidence, given, ...judged } = annotation;
  return printOf(Object.fromEntries(Object.entries(judged).filter(([, v]) => v !== null && v !== undefined && v !== "")));
}

/** The layer after one operation: a put replaces in place or appends, a drop removes, anything else changes nothing. */
function applyOp(layer, op) {
  if (op.op === "drop") return layer.filter((a) => a.id !== op.id);
  if (op.op !== "put" || !op.value) return layer;
  const value = { ...op.value, id: op.id };
  return layer.some((a) => a.id === op.id) ? layer.map((a) => (a.id === op.id ? value : a)) : [...layer, value];
}

/** The layer as drawn: what the kernel knows, and on top of it the operations it has not acknowledged, in order. */
function drawnLayer(layer, ops) {
  return ops.reduce(applyOp, layer);
}

/** The step that takes `step` back. A step is {label, changes: [{id, before, after}]}; null stands for "not there". */
function inverseStep(step) {
  return { label: step.label, changes: step.changes.map(({ id, before, after }) => ({ id, before: after, after: before })).reverse() };
}

/** Undo and redo over steps. push() after a new step forgets what was undone; back() and forth() hand out the step to play. */
function newHistory() {
  const done = [], undone = [];
  return {
    push(step) { done.push(step); undone.length = 0; },
    back() { const s = done.pop(); if (!s) return null; undone.push(s); return inverseStep(s); },
    forth() { const s = undone.pop(); if (!s) return null; done.push(s); return s; },
    get canUndo() { return done.length > 0; },
    get canRedo() { return undone.length > 0; },
  };
}

// ------------------------------------------------------------------------------------------------------- the journal

/** The browser's storage, or null where it refuses to be touched (private windows, sandboxed frames). */
function browserStorage() {
  try { return globalThis.localStorage ?? null; } catch { return null; }
}

/**
 * The write-ahead journal of one task: one storage entry `kit:<name>:<op_id>` = {order, op} per operation, so that two
 * tabs never overwrite each other. A storage that is full or refuses only means that the entry lives in memory.
 *   add(op)           keep it; it is the newest
 *   retire(opIds)     these are on the kernel's disk: forget them, and older ones of the same annotation (each operation
 *                     carries the whole annotation, so an older one must never be replayed over a newer)
 *   ops()             what is left, oldest first
 *   safe()            does the browser's storage hold everything that is left?
 */
function openJournal(name, storage) {
  const prefix = `kit:${name}:`;
  const entries = new Map();                     // op_id -> {order, op, stored}
  let last = 0;
  try {
    for (let i = 0; i < (storage?.length ?? 0); i++) {
      const key = storage.key(i);
      if (!key?.startsWith(prefix)) continue;
      try {
        const { order, op } = JSON.parse(storage.getItem(key));
        if (typeof order !== "number" || !op || typeof op.op_id !== "string") continue;
        entries.set(op.op_id, { order, op, stored: true });
        last = Math.max(last, order);
      } catch { /* a damaged entry is left alone */ }
    }
  } catch { /* no storage: memory it is */ }
  const sorted = () => [...entries.values()].sort((a, b) => a.order - b.order);
  const forget = (opId) => {
    entries.delete(opId);
    try { storage?.removeItem(prefix + opId); } catch { /* it will be replayed once, which changes nothing */ }
  };
  return {
    add(op) {
      const order = last = Math.max(last + 1, Date.now());
      let stored = false;
      try { if (storage) { storage.setItem(prefix + op.op_id, JSON.stringify({ order, op })); stored = true; } } catch { /* full */ }
      entries.set(op.op_id, { order, op, stored });
    },
    retire(opIds) {
      for (const opId of opIds) {
        const mine = entries.get(opId);
        if (!mine) continue;
        for (const e of sorted()) if (e.op.id === mine.op.id && e.order <= mine.order) forget(e.op.op_id);
      }
    },
    ops: () => sorted().map((e) => e.op),
    safe: () => [...entries.values()].every((e) => e.stored),
  };
}

/** The save line as {state, text}; state is idle, saving, saved, offline or problem. */
function saveLineOf({ pending, offline, safe, at, problem }) {
  if (problem && !offline) return { state: "problem", text: problem };
  if (!pending) return at ? { state: "saved", text: `Saved ${at}` } : { state: "idle", text: "" };
  if (!offline) return { state: "saving", text: "Saving…" };
  return safe
    ? { state: "offline", text: "Not connected (kept in this browser). Run ▸ Run All Cells sends it." }
    : { state: "offline", text: "Not connected, and this browser keeps nothing: leave this page open, then Run ▸ Run All Cells." };
}

// ------------------------------------------------------------------------------------------------------ tokens, words

/** Ranges [from, to] of whole numbers, both ends included, put in order; those that touch or overlap become one. */
function mergeRanges(ranges) {
  const out = [];
  for (const [a, b] of [...ranges].sort((x, y) => x[0] - y[0])) {
    const last = out[out.length - 1];
    if (last && a <= last[1] + 1) last[1] = Math.max(last[1], b); else out.push([a, b]);
  }
  return out;
}

/** The ranges without the numbers of `cut`. */
function cutRanges(ranges, cut) {
  let left = ranges.map((r) => [...r]);
  for (const [a, b] of cut) {
    left = left.flatMap(([x, y]) => (b < x || a > y ? [[x, y]] : [...(x < a ? [[x, a - 1]] : []), ...(y > b ? [[b + 1, y]] : [])]));
  }
  return left;
}

/** Does every number of `inner` stand in `outer`? */
function coversRanges(outer, inner) {
  return cutRanges(inner, outer).length === 0;
}

// =========================================================================================================== the page

/** An element: h("button", {class: "kit-button", onclick: fn, "aria-label": "…"}, "text", node…). null and false are left out. */
function h(tag, attrs = {}, ...kids) {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attrs)) {
    if (v === null || v === undefined || v === false) continue;
    if (k === "class") e.className = v;
    else if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...kids.flat(9).filter((x) => x !== null && x !== undefined && x !== false));
  return e;
}

/** The one polite live region of a widget: {el, say(text)}. Emptied first, so that the same words are spoken twice. */
function liveRegion() {
  const el = h("div", { class: "kit-unseen", role: "status", "aria-live": "polite", "aria-atomic": "true" });
  return { el, say(text) { el.textContent = ""; requestAnimationFrame(() => { el.textContent = text; }); } };
}

/** Is this a control that takes letters for itself (or, as radios do, arrows)? Single-key shortcuts must leave it alone. */
function takesKeys(target) {
  return !!target?.closest?.("input, textarea, select, [contenteditable='true']");
}

/** Plain keys stay inside the widget: JupyterLab would delete the cell on d d. Ctrl and Cmd pass; Tab does what Tab does. */
function keepKeys(el, signal) {
  el.addEventListener("keydown", (ev) => { if (!(ev.ctrlKey || ev.metaKey)) ev.stopPropagation(); }, { signal });
}

/** Ctrl/Cmd+Z, Ctrl/Cmd+Shift+Z, Ctrl+Y anywhere in `el` but in a field of text. */
function historyKeys(el, { undo, redo, signal }) {
  el.addEventListener("keydown", (ev) => {
    if (!(ev.ctrlKey || ev.metaKey) || ev.altKey || ev.target.closest("textarea, input[type=text], [contenteditable='true']")) return;
    const key = ev.key.toLowerCase();
    if (key === "z" && !ev.shiftKey) undo(); else if (key === "y" || (key === "z" && ev.shiftKey)) redo(); else return;
    ev.preventDefault();
    ev.stopPropagation();
  }, { signal });
}

/** Undo and Redo as a pair of buttons; refresh() greys them. They stay focusable when grey, so that focus is never lost. */
function historyButtons({ answers, undo, redo }) {
  const button = (name, sign, keys, act) => h("button", { type: "button", class: "kit-button kit-quiet", "aria-keyshortcuts": keys, onclick: act },
    h("span", { "aria-hidden": "true" }, sign), " ", name);
  const back = button("Undo", "↶", "Control+Z", undo), forth = button("Redo", "↷", "Control+Shift+Z", redo);
  const refresh = () => {
    back.setAttribute("aria-disabled", String(!answers.canUndo));
    forth.setAttribute("aria-disabled", String(!answers.canRedo));
  };
  refresh();
  return { el: h("span", { class: "kit-group", role: "group", "aria-label": "Undo and redo" }, back, forth), refresh };
}

let groups = 0;
/**
 * A fieldset of native radios, or with `many` of checkboxes: {el, set(value), focus()}.
 *   legend    the question
 *   options   [{id, name, hint}]; the hint of the option last in focus (or chosen) stands in words beneath the group,
 *             every hint is the description of its own option, and "What do these mean?" unfolds all of them
 *   value     the id chosen, or null (with `many`: a list of ids)
 *   onchange  called with the new value
 *   help      other words for "What do these mean?"; false leaves it out
 * set() changes what is ticked without rebuilding anything: focus stays where it is. The words beneath stay as well when
 * focus leaves: if they went, everything further down would move between press and release, and the click would be lost.
 */
function choiceGroup({ legend, options, value, onchange, many = false, help = "What do these mean?" }) {
  const name = `kit-choice-${++groups}-${newId().slice(0, 6)}`;
  const hinted = options.some((o) => o.hint);
  const hint = h("p", { class: "kit-hint", "aria-hidden": "true", hidden: true });
  const inputs = options.map((o, i) => h("input", {
    type: many ? "checkbox" : "radio", name, value: String(o.id), "aria-describedby": o.hint ? `${name}-${i}` : null,
    onchange: () => { showHint(o); onchange(many ? options.filter((_, k) => inputs[k].checked).map((x) => x.id) : o.id); },
    onfocus: () => showHint(o),
  }));
  const chosen = () => options.find((_, i) => inputs[i].checked);
  function showHint(option) {
    const shown = option ?? (many ? null : chosen());
    hint.textContent = shown?.hint ? `${shown.name}: ${shown.hint}` : "";
    hint.hidden = !hint.textContent;
  }
  const set = (now) => {
    const wanted = options.map((o) => (many ? (now ?? []).includes(o.id) : now === o.id));
    if (wanted.every((on, i) => inputs[i].checked === on)) return;
    wanted.forEach((on, i) => { inputs[i].checked = on; });
    if (!inputs.includes(document.activeElement)) showHint(null);
  };
  const el = h("fieldset", { class: "kit-choices" }, h("legend", {}, legend),
    h("div", { class: "kit-options" }, options.map((o, i) => h("label", { class: "kit-option" }, inputs[i], h("span", {}, o.name)))),
    h("div", { hidden: true }, options.map((o, i) => o.hint && h("span", { id: `${name}-${i}` }, o.hint))),
    hint,
    hinted && help && h("details", { class: "kit-help" }, h("summary", {}, help, h("span", { class: "kit-unseen" }, ` ${legend}`)),
      h("dl", {}, options.filter((o) => o.hint).map((o) => [h("dt", {}, o.name), h("dd", {}, o.hint)]))));
  set(value);
  return { el, set, focus: () => (inputs.find((i) => i.checked) ?? inputs[0])?.focus() };
}

/** "How sure are you?" as one radio for each per cent value of the view: {el, set(value), focus()}. It never lowers a grade. */
function surenessGroup({ view, value, onchange }) {
  const percents = view.confidence ?? [];
  const words = { 0: " (a guess)", [percents.length - 1]: " (certain)" };
  const group = choiceGroup({ legend: "How sure are you?", value: value ?? null, onchange,
    options: percents.map((id, i) => ({ id, name: `${id} %${words[i] ?? ""}` })) });
  group.el.classList.add("kit-sure");
  return group;
}

// ------------------------------------------------------------------------------------------------ answers of one task

/**
 * The learner's answers to one task: the trait `layer`, the operations on their way, undo, saving, checking.
 *   layer()                      the annotations as drawn now (never change them in place)
 *   get(id)                      one of them, or null
 *   commit(label, changes)       one undoable step; changes is [{id, value}], value null removes. Returns false when
 *                                nothing would change. `label` is what Undo says: "source of highlight 2"
 *   undo(), redo()               play the inverse; return the label, or null when there is nothing
 *   canUndo, canRedo
 *   check()                      asks the kernel once it has all answers; its reply arrives as the trait `feedback`
 *   checking                     is a check under way?
 *   feedback()                   the trait, {} before the first check
 *   saveLine()                   {state, text} for the line beneath the task
 *   subscribe(fn)                fn(why) after every change; why is "layer", "save" or "feedback"
 *   start()                      replays the journal; call it once, when the first picture stands
 * wordsOf(value) gives {source: [...], cue: [...], content: [...]} for an attribution (others: undefined): exact words go
 * with token ids, so that a human, and a changed text, can place them.
 */
function openAnswers({ model, view, wordsOf = () => undefined, signal, storage = browserStorage(), onbroken = console.error }) {
  const journal = openJournal(view.journal ?? view.task ?? "task", storage);
  const history = newHistory();
  const listeners = [];
  let drawn = null, offline = false, checking = false, timer = 0, checkTimer = 0;
  let onItsWay = null, sentAt = 0, checkDue = false;         // the op_id the kernel has not answered, and since when

  const tell = (why) => { for (const fn of listeners) { try { fn(why); } catch (error) { onbroken(error); } } };
  const kernelLayer = () => { const l = model.get("layer"); return Array.isArray(l) ? l : []; };
  // token ids of another version of the text would point at other words: such an operation is sent, not drawn
  const layer = () => (drawn ??= drawnLayer(kernelLayer(), journal.ops().filter((op) => op.digest === view.digest)));
  const get = (id) => layer().find((a) => a.id === id) ?? null;
  const setOffline = (now) => { if (now !== offline) { offline = now; tell("save"); } };

  function post(message) {
    try {
      if (model.comm_live === false) throw new Error("no kernel");
      model.send(message);
      return true;
    } catch { setOffline(true); return false; }
  }
  // One at a time, the oldest first, a check behind them all. JupyterLab sends a widget's messages to a second thread of
  // the kernel as soon as that runs, which right after Run All Cells is in the midst of a replay: of two operations on
  // their way at once the older could be written last, and win.
  function sendNext() {
    if (onItsWay && !(offline && Date.now() - sentAt > RESEND_MS)) return;    // later than that it is lost: again
    answered();
    const [op] = journal.ops();
    if (op && post({ type: "op", op })) {
      onItsWay = op.op_id;
      sentAt = Date.now();
      timer = setTimeout(nobodyListens, WAIT_MS);
    } else if (!op && checkDue) {
      checkDue = false;
      if (post({ type: "check", op_id: newId() })) checkTimer = setTimeout(nobodyListens, WAIT_MS); else checking = false;
    }
  }
  function answered() { onItsWay = null; clearTimeout(timer); }
  function nobodyListens() { checking = checkDue = false; offline = true; tell("save"); }
  function play(changes) {
    const ops = changes.map(({ id, after }) => ({
      op: after ? "put" : "drop", op_id: newId(), at: new Date().toISOString(), digest: view.digest, id,
      ...(after ? { value: after, words: wordsOf(after) } : {}),
    }));
    for (const op of ops) journal.add(op);                    // first kept here, only then sent
    drawn = null;
    tell("layer");
    sendNext();
    tell("save");
  }
  let heard = null;                                          // layer and acknowledgement come together: drawn once
  function fromKernel() {
    const saved = model.get("saved");
    if (heard?.layer === model.get("layer") && heard.saved === saved) return;
    heard = { layer: model.get("layer"), saved };
    if (Array.isArray(saved?.ops)) {
      journal.retire(saved.ops);
      if (!saved.ops.length) { answered(); checking = checkDue = false; }      // it was not kept, and goes with the next one
      else { offline = false; if (!journal.ops().some((op) => op.op_id === onItsWay)) answered(); sendNext(); }
    }
    drawn = null;
    tell("layer");
    tell("save");
  }
  function feedbackCame() { checking = false; clearTimeout(checkTimer); offline = false; tell("feedback"); tell("save"); }

  model.on("change:layer", fromKernel);
  model.on("change:saved", fromKernel);
  model.on("change:feedback", feedbackCame);
  signal?.addEventListener("abort", () => {
    clearTimeout(timer);
    clearTimeout(checkTimer);
    listeners.length = 0;
    model.off?.("change:layer", fromKernel);
    model.off?.("change:saved", fromKernel);
    model.off?.("change:feedback", feedbackCame);
  });

  return {
    layer, get,
    commit(label, changes) {
      const step = { label, changes: changes.map(({ id, value }) => ({ id, before: get(id), after: value ? { ...value, id } : null }))
        .filter((c) => printOf(c.before) !== printOf(c.after)) };
      if (!step.changes.length) return false;
      history.push(step);
      play(step.changes);
      return true;
    },
    undo() { const s = history.back(); if (!s) return null; play(s.changes); return s.label; },
    redo() { const s = history.forth(); if (!s) return null; play(s.changes); return s.label; },
    get canUndo() { return history.canUndo; },
    get canRedo() { return history.canRedo; },
    check() {
      checking = checkDue = true;
      tell("save");
      sendNext();
      if (offline && checkDue) checking = checkDue = false;                     // nobody listens, and it was said
      tell("save");
    },
    get checking() { return checking; },
    feedback: () => model.get("feedback") ?? {},
    saveLine() {
      const saved = model.get("saved") ?? {};
      return saveLineOf({ pending: journal.ops().length, offline, safe: journal.safe(), at: saved.at, problem: saved.problem });
    },
    subscribe(fn) { listeners.push(fn); },
    start() { sendNext(); },
  };
}

// ------------------------------------------------------------------------------------------------------- the feedback

const TONES = {
  right: ["✓", "Right"], half: ["◐", "Half right"], wrong: ["✗", "Not this"], missed: ["○", "Missed"],
  invented: ["+", "Too much"], optional: ["≈", "Optional"], blank: ["–", "Not answered"],
  incomplete: ["…", "Incomplete"],
};

/**
 * The feedback beneath a task: summary, then one note per item, each with an icon, a word and a bar: {el, refresh()}.
 *   point(note, go)     outline what the note is about; go is true when the learner asked to be taken there; null ends it
 *   subject(note, layer) text that changes when what the note judged changes (default: the annotation it names). A note
 *                       whose subject differs from the checked layer's says "changed since this check".
 *   nameOf(note)        what the note is about, for the learner, or "" ("Highlight 2")
 */
function feedbackPanel({ answers, point, title = "", nameOf = () => "", subject = (note, layer) => judgedPrint(layer.find((a) => a.id === note.annotation)) }) {
  const el = h("section", { class: "kit-feedback", "aria-label": title ? `Feedback: ${title}` : "Feedback", hidden: true });
  let shown = "", items = [], pressed = null;

  function build(feedback) {
    if (pressed) point(null, false);
    pressed = null;
    items = (Array.isArray(feedback.notes) ? feedback.notes : []).map((note) => {
      const [sign, word] = TONES[note.tone] ?? ["·", ""];
      const placed = note.annotation || note.sentence || note.tokens;
      const name = h("span", { class: "kit-note-name" });
      const changed = h("span", { class: "kit-note-changed", hidden: true }, "changed since this check");
      const show = placed && h("button", { type: "button", class: "kit-button kit-quiet kit-show", "aria-pressed": "false",
        "aria-label": `Show in the text: ${note.title ?? word}`, onclick: () => press(item) }, "Show");
      const li = h("li", { class: `kit-note kit-tone-${note.tone}`,
        onmouseenter: () => placed && point(note, false), onmouseleave: () => point(pressed?.note ?? null, false) },
        h("p", { class: "kit-note-head" }, h("span", { class: "kit-note-sign", "aria-hidden": "true" }, sign),
          h("span", { class: "kit-note-word" }, word), name, changed),
        h("p", { class: "kit-note-title" }, note.title ?? ""), note.text && h("p", { class: "kit-note-text" }, note.text), show || null);
      const item = { note, li, name, changed, show };
      return item;
    });
    el.replaceChildren(h("h4", { class: "kit-h" }, feedback.checks > 1 ? `Feedback, check ${feedback.checks}` : "Feedback"),
      h("p", { class: "kit-summary" }, feedback.summary ?? ""), h("ul", { class: "kit-notes" }, items.map((i) => i.li)));
  }
  function press(item) {
    const on = pressed !== item;
    pressed?.show?.setAttribute("aria-pressed", "false");
    pressed = on ? item : null;
    item.show.setAttribute("aria-pressed", String(on));
    point(on ? item.note : null, on);
  }
  function refresh() {
    const feedback = answers.feedback();
    const now = printOf(feedback);
    el.hidden = !(feedback.summary || feedback.notes?.length);
    if (now !== shown) { shown = now; build(feedback); }
    const layer = answers.layer();
    for (const { note, li, name, changed } of items) {
      const old = Array.isArray(feedback.checked) ? subject(note, feedback.checked) !== subject(note, layer) : !!feedback.stale;
      li.classList.toggle("kit-old", old);
      changed.hidden = !old;
      name.textContent = nameOf(note);
    }
  }
  return { el, refresh };
}

// ---------------------------------------------------------------------------------------------- the frame of a widget

/**
 * The frame every task stands in: title, what is to be told about kept answers, prompt, the widget's own `body`, and the foot (Check or "Saved for your teacher",
 * undo and redo, save line, feedback, live region).
 *   frame({view, kind, body, answers, signal, point, subject, nameOf, describeStep}) -> {root, say, undo, redo, refresh, foot, feedback}
 * `kind` becomes the class kit-<kind>. It subscribes to the answers by itself; undo and redo speak.
 * history: false leaves the undo buttons out of the foot, for a widget that has them in its own tool bar.
 */
function frame({ view, kind, body, answers, signal, point = () => {}, subject, nameOf, history = true }) {
  const live = liveRegion();
  const say = (text) => text && live.say(text);
  const undo = () => { const label = answers.undo(); say(label ? `Undone: ${label}` : "Nothing to undo"); };
  const redo = () => { const label = answers.redo(); say(label ? `Done again: ${label}` : "Nothing to redo"); };
  const buttons = historyButtons({ answers, undo, redo });
  const line = h("p", { class: "kit-save", "data-state": "idle" });
  const check = view.checkable
    ? h("button", { type: "button", class: "kit-button kit-check", onclick: () => answers.check() }, "Check")
    : h("p", { class: "kit-teacher" }, "Saved for your teacher");
  const panel = feedbackPanel({ answers, point, title: view.title, nameOf, ...(subject ? { subject } : {}) });
  let spoken = "";
  const save = () => {
    const { state, text } = answers.saveLine();
    if (line.textContent !== text) line.textContent = text;
    line.dataset.state = state;
    if ((state === "offline" || state === "problem") && spoken !== text) say(text);    // only trouble is spoken
    spoken = state === "saving" ? spoken : text;
    if (view.checkable) check.textContent = answers.checking ? "Checking…" : "Check";
  };
  const refresh = () => { buttons.refresh(); panel.refresh(); save(); };
  const foot = h("div", { class: "kit-foot" }, check, history && buttons.el, line);
  const root = h("section", { class: `kit kit-${kind}`, lang: view.lang || null, "aria-label": view.title || "Exercise" },
    view.title && h("h3", { class: "kit-title" }, view.title),
    view.notice && h("p", { class: "kit-notice", role: "note" }, view.notice),
    view.prompt && h("p", { class: "kit-prompt" }, view.prompt),
    body, foot, panel.el, live.el);
  keepKeys(root, signal);
  historyKeys(root, { undo, redo, signal });
  answers.subscribe((why) => {
    if (why === "save") { save(); return; }
    refresh();
    if (why === "feedback") { const f = answers.feedback(); say(`Checked. ${f.summary ?? ""}`); }
  });
  refresh();
  return { root, say, undo, redo, refresh, historyButtons: buttons, foot, feedback: panel.el };
}

// --------------------------------------------------------------------------------------------------- a list of items

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

// -------------------------------------------------------------------------------------- when it fails, and the start

/** The text of a view in plain paragraphs, for the learner whose widget could not be drawn. */
function plainText(view) {
  const sentence = (s) => (s?.pieces ?? []).map((p) => p?.[1] ?? "").join("");
  const side = (x) => (x ? `${x.before ?? ""}${x.words ?? ""}${x.after ?? ""}` : "");
  if (Array.isArray(view?.paragraphs)) return view.paragraphs.map((p) => (p?.sentences ?? []).map(sentence).join(" "));
  if (Array.isArray(view?.items)) return view.items.flatMap((i) => (i?.a ? [side(i.a), side(i.b)] : [side(i)]));
  return [];
}

/** What stands in the place of a widget that failed: a sentence, and the text, so that reading can go on. */
function brokenNotice(view, error) {
  console.error("[kit]", error);
  let lines = [];
  try { lines = plainText(view); } catch { /* even the view is not what it should be */ }
  return h("div", { class: "kit kit-broken", role: "alert" },
    h("p", {}, "This exercise could not be drawn. ", lines.length ? "The text is below. " : "",
      "Your answers are kept. Run ▸ Run All Cells may bring it back; if not, show this line to your teacher: ", h("code", {}, String(error?.message ?? error))),
    lines.map((l) => h("p", { class: "kit-plain" }, l)));
}

/**
 * The render function of a widget. draw({model, view, el, signal, broken}) builds everything into `el` (usually
 * el.append(frame.root)) and may return a function that is called after the first painted frame. A throw inside draw, or
 * later inside a redraw, becomes a sentence in the widget's place instead of an empty output.
 */
function widget(draw) {
  return ({ model, el, signal }) => {
    const over = new AbortController();
    signal?.addEventListener("abort", () => over.abort());
    const broken = (error) => { over.abort(); el.replaceChildren(brokenNotice(model.get("view"), error)); };
    try {
      const view = model.get("view");
      if (!view || typeof view !== "object" || !view.task) throw new Error("the exercise came without its contents");
      const ready = draw({ model, view, el, signal: over.signal, broken });
      requestAnimationFrame(() => setTimeout(() => {           // after the first painted frame
        if (over.signal.aborted) return;
        try { ready?.(); } catch (error) { broken(error); return; }
        el.querySelector(".kit")?.setAttribute("data-ready", "1");
      }, 0));
    } catch (error) { broken(error); }
    return () => over.abort();
  };
}
