// The hand-in: who it is, what is in the sheet, one button, and the file to take away.
// With `view.who` it only asks who it is: the first cell of a test, whose form goes by the number.
// What is shared stands in front of this text. What is typed here is kept by the kernel alone: on a shared
// computer nothing of it may stay in the browser.

const HANDIN_WAIT_MS = 8000;   // no file for this long: we say that nobody is listening

/** "Ctrl+S" as this computer's keyboard has it. */
function saveKeys(platform) {
  return /mac|iphone|ipad/i.test(platform) ? "⌘S" : "Ctrl+S";
}

/** The file as the browser builds it: a download of exactly `text`, and nothing left behind. */
function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function draw({ model, view, el, signal }) {
  const stem = `kit-handin-${newId().slice(0, 10)}`;
  const live = liveRegion();
  let sent = null, timer = 0;                    // {name, number} on its way to the kernel
  let made = { name: view.name ?? "", number: view.number ?? "" };

  // ------------------------------------------------------------------------------------------------- who it is from
  function field(key, label, what) {
    const id = `${stem}-${key}`;
    const problem = h("p", { class: "kit-problem", id: `${id}-problem`, hidden: true });
    const input = h("input", { type: "text", class: "kit-entry", id, required: true, autocomplete: "off", spellcheck: "false", "aria-describedby": problem.id,
      oninput: () => { if (text()) say(""); drawResult(); } });
    input.value = String(view[key] ?? "");
    const text = () => input.value.trim();
    const say = (words) => {
      problem.textContent = words;
      problem.hidden = !words;
      if (words) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    };
    const check = () => { say(text() ? "" : what); return !!text(); };
    return { el: h("div", { class: "kit-field" }, h("label", { for: id }, label), input, problem), input, text, check };
  }
  const name = field("name", "Your name", "Write your name, so that your teacher knows whose this is.");
  const number = field("number", "Student number", "Write your student number; it goes into the file's name.");

  // ------------------------------------------------------------------------------------------------ what is in it
  const sheet = h("div", { class: "kit-sheet" });
  function drawSheet() {
    sheet.hidden = !!view.who;
    const tasks = model.get("result")?.tasks ?? model.get("view")?.tasks ?? [];
    // where the number is part of the question (how many attributions?), nobody can say what is left
    const left = (t) => (Number.isInteger(t.of) ? Math.max(0, t.of - (t.answered ?? 0)) : null);
    const signs = { full: "✓", part: "◐", empty: "○", some: "●" };
    const state = (t) => (left(t) === 0 ? "full" : !t.answered ? "empty" : left(t) ? "part" : "some");
    const open = tasks.some((t) => state(t) === "part" || state(t) === "empty");
    sheet.replaceChildren(
      h("h4", { class: "kit-h" }, "What is in your sheet"),
      tasks.length ? h("ul", { class: "kit-tasks" }, tasks.map((t) => {
        const n = left(t);
        return h("li", { class: "kit-task", "data-state": state(t) }, h("span", { class: "kit-task-sign", "aria-hidden": "true" }, signs[state(t)]),
          h("span", { class: "kit-task-title" }, t.title ?? t.task), h("span", { class: "kit-task-words" }, t.words ?? `${t.answered} of ${t.of} answered`,
            n ? h("span", { class: "kit-task-empty" }, ` (${n} still empty)`) : null));
      })) : h("p", {}, "There are no tasks in this exercise."),
      h("p", { class: "kit-fine" }, open ? "You can hand in with empty answers. " : "", "The file takes your answers as they stand when you press the button."));
  }

  // ------------------------------------------------------------------------------------------------- the button
  const button = h("button", { type: "submit", class: "kit-button kit-check" }, view.who ? "Begin" : "Make my hand-in file");
  const trouble = h("p", { class: "kit-save", "data-state": "idle" });
  const setTrouble = (text) => { trouble.textContent = text; trouble.dataset.state = text ? "offline" : "idle"; if (text) live.say(text); };
  const waiting = (on) => { button.textContent = view.who ? "Begin" : on ? "Making your file…" : "Make my hand-in file"; button.setAttribute("aria-disabled", String(on)); };
  const silent = () => {
    sent = null;
    waiting(false);
    setTrouble("Not connected: no file was made. Run ▸ Run All Cells, then press the button again.");
  };
  function submit(ev) {
    ev.preventDefault();
    if (sent) return;
    const wrong = [name, number].filter((f) => !f.check());
    if (wrong.length) { wrong[0].input.focus(); return; }
    sent = { name: name.text(), number: number.text() };
    setTrouble("");
    waiting(true);
    if (!view.who) live.say("Making your file…");
    timer = setTimeout(silent, HANDIN_WAIT_MS);
    try {
      if (model.comm_live === false) throw new Error("no kernel");
      model.send({ type: "handin", ...sent });
    } catch { clearTimeout(timer); silent(); }
  }

  // ------------------------------------------------------------------------------------------------- the outcome
  const outcome = h("div", { class: "kit-outcome", hidden: true });
  const saveAs = () => { const r = model.get("result"); download(r.file, r.text_file); };
  const changed = h("p", { class: "kit-changed", hidden: true }, h("span", { "aria-hidden": "true" }, "⚠ "), "Name or number has changed since. Make the file again.");
  let shown = null;
  function drawResult() {
    const result = model.get("result") ?? {};
    const print = printOf(result);
    if (print !== shown) {
      shown = print;
      outcome.hidden = typeof result.ok !== "boolean";
      outcome.dataset.ok = String(!!result.ok);
      outcome.replaceChildren(...(outcome.hidden ? [] : result.ok && view.who ? [h("p", {}, result.text)] : result.ok ? [
        h("p", { class: "kit-outcome-head" }, h("span", { class: "kit-sign", "aria-hidden": "true" }, "✓"), " Your file is made: ", h("code", { class: "kit-file" }, result.file ?? "")),
        result.text && h("p", {}, result.text),
        changed,
        h("p", { class: "kit-next-step" }, h("strong", {}, `Save the notebook (${saveKeys(navigator.platform ?? "")}), then upload this file.`), " If you change an answer later, make the file again."),
        typeof result.text_file === "string" && h("button", { type: "button", class: "kit-button", onclick: saveAs }, h("span", { "aria-hidden": "true" }, "⤓"), " Download ", result.file ?? ""),
      ] : [
        h("p", { class: "kit-outcome-head" }, h("span", { class: "kit-sign", "aria-hidden": "true" }, "✗"), view.who ? " Not yet" : " No file was made"),
        result.text && h("p", {}, result.text),
      ]).filter(Boolean));
    }
    changed.hidden = name.text() === made.name && number.text() === made.number;
  }
  function resultCame() {
    clearTimeout(timer);
    if (sent) made = sent;
    sent = null;
    waiting(false);
    setTrouble("");
    drawSheet();
    drawResult();
    const result = model.get("result") ?? {};
    if (typeof result.ok === "boolean") live.say(view.who ? result.text ?? "" : result.ok ? `Your file is made: ${result.file}. ${result.text ?? ""}` : `No file was made. ${result.text ?? ""}`);
  }

  const form = h("form", { class: "kit-form", novalidate: true, onsubmit: submit },
    h("div", { class: "kit-fields" }, name.el, number.el), h("div", { class: "kit-foot" }, button, trouble));
  const root = h("section", { class: "kit kit-handin", "aria-label": view.title || "Hand in" },
    h("h3", { class: "kit-title" }, view.title || "Hand in"), sheet, form, outcome, live.el);
  keepKeys(root, signal);
  model.on("change:result", resultCame);
  model.on("change:view", drawSheet);
  signal?.addEventListener("abort", () => {
    clearTimeout(timer);
    model.off?.("change:result", resultCame);
    model.off?.("change:view", drawSheet);
  });
  drawSheet();
  drawResult();
  el.append(root);
}

export default { render: widget(draw) };
