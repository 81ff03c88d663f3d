// Elements, keys and what is spoken: the small things that everything on the page is made of.

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
