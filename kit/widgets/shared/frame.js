// The frame that every task stands in.

/**
 * The frame every task stands in: title, what is to be told about kept answers, prompt, the widget's own `body`, and the foot (Check or "Saved for your teacher",
 * undo and redo, save line, feedback, live region).
 *   frame({view, kind, body, answers, signal, point, subject, nameOf, own}) -> {root, say, refresh, check, foot, feedback, newNotes, offer, historyButtons}
 * `kind` becomes the class kit-<kind>. It subscribes to the answers by itself; undo and redo speak.
 * check: {name, busy, act} gives its button another name ("Check", and "Checking…" meanwhile) or another deed than checking everything.
 * history: false leaves the undo buttons out of the foot, for a widget that has them in its own tool bar.
 */
function frame({ view, kind, body, answers, signal, point = () => {}, subject, nameOf, own, history = true,
  check: { name = "Check", busy = "Checking…", act = () => answers.check() } = {} }) {
  const live = liveRegion();
  const say = (text) => text && live.say(text);
  const undo = () => { const label = answers.undo(); say(label ? `Undone: ${label}` : "Nothing to undo"); };
  const redo = () => { const label = answers.redo(); say(label ? `Done again: ${label}` : "Nothing to redo"); };
  const buttons = historyButtons({ answers, undo, redo });
  const line = h("p", { class: "kit-save", "data-state": "idle" });
  const check = view.checkable
    ? h("button", { type: "button", class: "kit-button kit-check", onclick: act }, name)
    : h("p", { class: "kit-teacher" }, view.kept ?? "Saved for your teacher");
  const panel = feedbackPanel({ answers, point, title: view.title, nameOf, own, ...(subject ? { subject } : {}) });
  let spoken = "";
  const save = () => {
    const { state, text } = answers.saveLine();
    if (line.textContent !== text) line.textContent = text;
    line.dataset.state = state;
    if ((state === "offline" || state === "problem") && spoken !== text) say(text);    // only trouble is spoken
    spoken = state === "saving" ? spoken : text;
    const wanted = answers.checking ? busy : name;
    if (view.checkable && check.textContent !== wanted) check.textContent = wanted;
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
    if (why === "feedback") { const f = answers.feedback(); say(`${f.failed ? "" : "Checked. "}${f.summary ?? ""}`); }
  });
  refresh();
  return { root, say, refresh, check: view.checkable ? check : null, historyButtons: buttons, foot, feedback: panel.el, newNotes: panel.newNotes, offer: panel.offer };
}
