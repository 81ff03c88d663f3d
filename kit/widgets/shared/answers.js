// The learner's answers to one task: operations on a layer, undo, and the talk with the kernel (the protocol stands in base.py).

const WAIT_MS = 4000;          // no acknowledgement for this long: we say that nobody is listening
const RESEND_MS = 10000;       // unacknowledged operations are sent again at most this often

/** The layer after one operation: a put replaces in place or appends, a drop removes, a note of what was done changes nothing. */
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

/**
 * The learner's answers to one task: the trait `layer`, the operations on their way, undo, saving, checking.
 *   layer()                      the annotations as drawn now (never change them in place)
 *   get(id)                      one of them, or null
 *   commit(label, changes)       one undoable step; changes is [{id, value}], value null removes. Returns false when
 *                                nothing would change. `label` is what Undo says: "source of highlight 2"
 *   undo(), redo()               play the inverse; return the label, or null when there is nothing
 *   canUndo, canRedo
 *   check(item)                  asks the kernel once it has all answers, for one item or (without) for all; its reply arrives as the trait `feedback`
 *   note(what, id)               keeps a note of something done ("opened" a document); it changes no answer and is not undone
 *   checking                     is a check under way?
 *   feedback()                   the trait, {} before the first check
 *   saveLine()                   {state, text} for the line beneath the task
 *   noted(what)                  the ids of such notes that the kernel has not acknowledged yet
 *   subscribe(fn)                fn(why, how) after every change; why is "layer", "save" or "feedback"; how is "undo" or "redo" where one changed the layer
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
  let checkOf = null;                                        // the one item that the check is about; null: all

  const tell = (why, how = "") => { for (const fn of listeners) { try { fn(why, how); } catch (error) { onbroken(error); } } };
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
      if (post({ type: "check", op_id: newId(), ...(checkOf ? { item: checkOf } : {}) })) checkTimer = setTimeout(nobodyListens, WAIT_MS); else checking = false;
    }
  }
  function answered() { onItsWay = null; clearTimeout(timer); }
  function nobodyListens() { checking = checkDue = false; offline = true; tell("save"); }
  function play(changes, how) {
    const ops = changes.map(({ id, after }) => ({
      op: after ? "put" : "drop", op_id: newId(), at: new Date().toISOString(), digest: view.digest, id,
      ...(after ? { value: after, words: wordsOf(after) } : {}),
    }));
    for (const op of ops) journal.add(op);                    // first kept here, only then sent
    drawn = null;
    tell("layer", how);
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
    undo() { const s = history.back(); if (!s) return null; play(s.changes, "undo"); return s.label; },
    redo() { const s = history.forth(); if (!s) return null; play(s.changes, "redo"); return s.label; },
    get canUndo() { return history.canUndo; },
    get canRedo() { return history.canRedo; },
    note(what, id) {
      journal.add({ op: "did", op_id: newId(), at: new Date().toISOString(), what, id });
      sendNext();
      tell("save");
    },
    noted: (what) => journal.ops().filter((op) => op.op === "did" && op.what === what).map((op) => op.id),
    check(item = null) {
      checking = checkDue = true;
      checkOf = item;
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
