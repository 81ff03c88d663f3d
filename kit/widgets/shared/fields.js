// Questions and their answers: options to choose from, how sure, a few words of one's own.

const PAUSE_MS = 800;          // text is kept when the learner stops typing for this long

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

/** "How sure are you?" as one radio for each per cent value of the view, if it has any: {el, set(value), focus()}. It never lowers a grade. */
function surenessGroup({ view, value, onchange }) {
  const percents = view.confidence ?? [];
  if (!percents.length) return { el: h("span"), set() {}, focus() {} };
  const words = { 0: " (a guess)", [percents.length - 1]: " (certain)" };
  const group = choiceGroup({ legend: "How sure are you?", value: value ?? null, onchange,
    options: percents.map((id, i) => ({ id, name: `${id} %${words[i] ?? ""}` })) });
  group.el.classList.add("kit-sure");
  return group;
}

/**
 * Does something now, or as soon as a press of the mouse that is on its way has become a click: what moves between the two is
 * not what was meant, and the click would be lost.
 */
function afterPress(act) {
  if (!document.querySelector(":active")) { act(); return; }
  document.addEventListener("mouseup", () => setTimeout(act, 0), { capture: true, once: true });
}

/**
 * A few words of the learner's own: a labelled text area, {el, set(value), focus()}.
 *   note(text)      a line beneath it that follows every letter, such as a count
 *   onsave(text)    called after a pause in typing and when the focus leaves, so that each is one step to undo; blank text is ""
 *   signal          ends it
 * What was not yet handed over is handed over at any click (which may leave the focus where it is), when the page goes or is
 * hidden, and at the end. set() never touches the field that somebody is writing in.
 */
function textField({ label, note, value = "", rows = 2, onsave, signal }) {
  const id = `kit-text-${newId().slice(0, 10)}`;
  const area = h("textarea", { class: "kit-area", id, rows, "aria-describedby": note ? `${id}-note` : null,
    oninput: () => { clearTimeout(timer); timer = setTimeout(flush, PAUSE_MS); tell(); }, onblur: () => afterPress(() => { flush(); show(); }) });
  const line = note && h("p", { class: "kit-field-note", id: `${id}-note` });
  let timer = 0, kept = "";
  function flush() {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    const text = area.value.trim() ? area.value : "";
    if (text !== kept) onsave(kept = text);
  }
  function show() {
    if (!timer && area.value !== kept && (kept || area.value.trim())) area.value = kept;
    tell();
  }
  function tell() {
    const now = note?.(area.value);
    if (note && line.textContent !== now) line.textContent = now;
  }
  function set(now) {
    kept = now ?? "";
    if (document.activeElement !== area) show();
  }
  addEventListener("pagehide", flush, { signal });
  // A radio is checked before its click is told: what is drawn anew meanwhile would take that back, so it waits for afterPress.
  document.addEventListener("click", (ev) => { if (!ev.target.matches?.("[type=radio], [type=checkbox]")) flush(); }, { capture: true, signal });
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); }, { signal });
  signal?.addEventListener("abort", flush);
  set(value);
  return { el: h("div", { class: "kit-field" }, h("label", { class: "kit-field-name", for: id }, label), area, line),
    set, focus: () => area.focus() };
}

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
