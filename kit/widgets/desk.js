// The desk: what was handed in goes to the kernel in pieces, a gradebook comes back as rows, and every file can be
// taken away. Whatever stands in a row may come from a student: it is drawn as text, and pages in a frame that runs nothing.

const DESK_WAIT_MS = 10000;    // no sign of life for this long: we say that nobody is listening
const DESK_LONG_MS = 120000;   // the same while grading is under way
const DESK_PACE_MS = 400;      // between two pieces of a download; Jupyter drops what comes faster than 1 MB a second
const DESK_ROWS = 100;         // rows that are drawn at once

/** 1234567 -> "1.2 MB". */
function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Rows in the order of a column; what is empty comes last, whichever way. Numbers in numbers go by their value. */
function sortedRows(rows, key, down) {
  const empty = (v) => v === null || v === undefined || v === "";
  return [...rows].sort((x, y) => {
    const a = x[key], b = y[key];
    if (empty(a) || empty(b)) return empty(a) - empty(b) || x.n - y.n;
    const by = typeof a === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true, sensitivity: "base" });
    return (down ? -by : by) || x.n - y.n;
  });
}

function saveBytes(name, parts) {
  const url = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Requests to the kernel that are answered by one message each: ask(message, bytes) gives a promise of [content, buffers]. */
function openChannel(model, signal) {
  const waiting = new Map();
  const settle = (id, how, what) => { const w = waiting.get(id); if (w) { clearTimeout(w.timer); waiting.delete(id); w[how](what); } };
  const heard = (content, buffers) => {
    if (content?.type === "failed") settle(content.id, "no", new Error(content.text)); else settle(content?.id, "yes", [content, buffers ?? []]);
  };
  model.on("msg:custom", heard);
  signal?.addEventListener("abort", () => { model.off?.("msg:custom", heard); for (const w of waiting.values()) clearTimeout(w.timer); });
  const gone = () => new Error("Not connected. Run ▸ Run All Cells, then try again.");
  const post = (message, bytes) => {
    try {
      if (model.comm_live === false) throw gone();
      model.send(message, undefined, bytes ? [bytes] : []);
    } catch { throw gone(); }
  };
  const ask = (message, bytes) => new Promise((yes, no) => {
    waiting.set(message.id, { yes, no, timer: setTimeout(() => settle(message.id, "no", gone()), DESK_WAIT_MS) });
    try { post(message, bytes); } catch (error) { settle(message.id, "no", error); }
  });
  return { post, ask };
}

function draw({ model, view, el, signal }) {
  const stem = `kit-desk-${newId().slice(0, 10)}`;
  const live = liveRegion();
  const channel = openChannel(model, signal);
  let busy = false, silence = 0, spokenAt = 0, kept = null;      // kept: {files, id} of the upload that the kernel has
  const label = (id, text) => h("label", { for: `${stem}-${id}`, class: "kit-label" }, text);
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  // -------------------------------------------------------------------------------------------------- what to grade
  const exercise = h("select", { id: `${stem}-exercise`, class: "kit-entry", onchange: () => drawAbout() },
    view.exercises.map((e) => h("option", { value: e.id }, e.title)));
  const about = h("p", { class: "kit-fine" });
  const drawAbout = () => { about.textContent = view.exercises.find((e) => e.id === exercise.value)?.about ?? ""; };
  const most = `Up to ${Math.round(view.most / 1e6)} MB, in at most ${view.files} files.`;
  const chosen = h("input", { type: "file", id: `${stem}-files`, class: "kit-entry kit-file-entry", multiple: true, accept: ".zip,.json,.ipynb", "aria-describedby": `${stem}-files-hint`,
    onchange: () => setTrouble("") });
  const path = h("input", { type: "text", id: `${stem}-path`, class: "kit-entry", autocomplete: "off", spellcheck: "false", "aria-describedby": `${stem}-path-hint`, oninput: () => setTrouble("") });
  const upload = h("div", { class: "kit-source" }, label("files", "The zip, or the single files"), chosen,
    h("p", { class: "kit-fine", id: `${stem}-files-hint` }, `The zip as Moodle or Canvas gives it, not unpacked; or hand-in files (.json) and saved notebooks (.ipynb). ${most} For more, use a folder.`));
  const folder = h("div", { class: "kit-source", hidden: true }, label("path", "The folder, or a zip"), path,
    h("p", { class: "kit-fine", id: `${stem}-path-hint` }, "On the computer where Jupyter runs: a whole path, or one that starts from this notebook’s folder."));
  const way = (value, text, on) => h("label", { class: "kit-option" }, h("input", { type: "radio", name: `${stem}-way`, value, checked: on,
    onchange: () => { upload.hidden = value !== "upload"; folder.hidden = value === "upload"; setTrouble(""); } }), h("span", {}, text));
  const byPath = () => upload.hidden;
  const button = h("button", { type: "submit", class: "kit-button kit-check" }, "Grade");
  const trouble = h("p", { class: "kit-problem", id: `${stem}-trouble`, hidden: true });
  const bar = h("progress", { class: "kit-progress", "aria-label": "Upload", hidden: true });
  const line = h("p", { class: "kit-working", hidden: true });
  function setTrouble(text) {
    trouble.textContent = text;
    trouble.hidden = !text;
    for (const input of [chosen, path]) {
      const wrong = text && input === (byPath() ? path : chosen);
      if (wrong) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", `${input.id}-hint${wrong ? ` ${trouble.id}` : ""}`);
    }
    if (text) live.say(text);
  }
  function setWorking(text, part = null) {
    line.textContent = text;
    line.hidden = !text;
    bar.hidden = part === null;
    if (part !== null) { bar.max = 1; bar.value = part; }
    if (text && Date.now() - spokenAt > 4000) { spokenAt = Date.now(); live.say(text); }
  }
  function setBusy(on) {
    busy = on;
    button.setAttribute("aria-disabled", String(on));
    button.textContent = on ? "Grading…" : "Grade";
    if (!on) { clearTimeout(silence); setWorking(""); }
  }
  const hush = (text) => { setBusy(false); setTrouble(text); };

  /** All files, piece by piece; each piece waits for the last one's acknowledgement. */
  async function send(to, files, id, tell) {
    const total = files.reduce((sum, f) => sum + f.size, 0);
    let done = 0, took;
    for (const [n, file] of files.entries()) {
      let from = 0;
      do {
        let bytes;
        try { bytes = await file.slice(from, from + view.piece).arrayBuffer(); } catch { throw new Error(`${file.name} cannot be read any more. Choose it again.`); }
        [took] = await channel.ask({ type: "upload", to, id, name: file.name, file: n, files: files.length, from, size: file.size }, bytes);
        from += bytes.byteLength;
        done += bytes.byteLength;
        tell?.(done, total);
      } while (from < file.size && !signal?.aborted);
    }
    return took;
  }
  function missing() {
    if (!view.exercises.length) return "There is no exercise to grade in this course.";
    if (byPath()) return path.value.trim() ? "" : "Write where the handed-in files are.";
    const files = [...chosen.files], size = files.reduce((sum, f) => sum + f.size, 0);
    if (!files.length) return "Choose the zip, or the files that were handed in.";
    if (size > view.most || files.length > view.files) return `That is too large: ${counted(files.length, "file")}, ${sizeWords(size)}. ${most} Put them on the computer where Jupyter runs, and name the folder.`;
    return "";
  }
  async function submit(ev) {
    ev.preventDefault();
    if (busy) return;
    const wrong = missing();
    setTrouble(wrong);
    if (wrong) { (byPath() ? path : chosen).focus(); return; }
    setBusy(true);
    try {
      const message = { type: "grade", exercise: exercise.value, from: byPath() ? "path" : "upload", path: path.value };
      if (!byPath()) {
        const files = [...chosen.files], same = kept && kept.files.length === files.length && kept.files.every((f, n) => f === files[n]);
        if (!same) {
          kept = null;
          await send("work", files, newId(), (done, total) => setWorking(`Uploaded ${sizeWords(done)} of ${sizeWords(total)}`, total ? done / total : 1));
          kept = { files };
        }
      }
      setWorking("Handed over…");
      silence = setTimeout(hush, DESK_WAIT_MS, "Not connected: nothing was graded. Run ▸ Run All Cells, then try again.");
      channel.post(message);
    } catch (error) { setBusy(false); setTrouble(error.message); }
  }
  function progressCame() {
    const { phase, text } = model.get("progress") ?? {};
    clearTimeout(silence);
    if (phase === "working") { if (!busy) setBusy(true); setWorking(text); silence = setTimeout(hush, DESK_LONG_MS, "Nothing was heard for two minutes. If the kernel was restarted, Run ▸ Run All Cells and grade again."); return; }
    if (!phase) return;
    setBusy(false);
    if (phase === "problem") { setTrouble(text); if (text.includes("upload")) kept = null; } else { setTrouble(""); live.say(`Graded. ${text}`); }
  }

  // ----------------------------------------------------------------------------------------------------- looking at
  const frameHead = h("summary", {}, "");
  const frameBody = h("div", { class: "kit-look-body" });
  const looked = h("details", { class: "kit-look", hidden: true, ontoggle: () => { if (!looked.open) back?.focus(); } }, frameHead, frameBody);
  let back = null;                                               // what was pressed: where closing the page leads back to
  const WAIT = "Wait until the grading is done.";
  async function look(what, from) {
    if (busy) { setNote(WAIT); return; }
    try {
      const [page] = await channel.ask({ type: "page", id: newId(), what });
      // sandbox without a word: no script, no form, no link out; what a student wrote was escaped before it came here
      const iframe = h("iframe", { sandbox: "", title: page.title, class: "kit-frame", srcdoc: page.html, referrerpolicy: "no-referrer" });
      back = from;
      frameHead.textContent = page.title;
      frameBody.replaceChildren(iframe);
      looked.hidden = false;
      looked.open = true;
      frameHead.focus();
      looked.scrollIntoView?.({ block: "nearest" });
    } catch (error) { setNote(error.message); }
  }

  // ------------------------------------------------------------------------------------------------------ the table
  const results = h("section", { class: "kit-results", "aria-label": "Results", hidden: true });
  const summary = h("p", { class: "kit-outcome" });
  const note = h("p", { class: "kit-problem", hidden: true });
  const setNote = (text) => { note.textContent = text; note.hidden = !text; if (text) live.say(text); };
  const lists = h("div");
  const state = h("select", { id: `${stem}-state`, class: "kit-entry", onchange: () => { upto = DESK_ROWS; drawRows(); live.say(`${counted(picked().length, "student")} shown.`); } });
  const caption = h("caption", { class: "kit-unseen" });
  const body = h("tbody", { role: "rowgroup" });   // roles said twice: on a phone the rows are no longer drawn as a table
  const more = h("button", { type: "button", class: "kit-button", onclick: () => { const at = upto; upto += DESK_ROWS; drawRows(); body.children[at]?.querySelector("button")?.focus(); } });
  const COLUMNS = [["number", "Number"], ["name", "Name"], ["state", "State"], ["value", "Points"], ["remarks", "Remarks"]];
  let order = ["number", false], upto = DESK_ROWS;
  const heads = COLUMNS.map(([key, text]) => {
    const sign = h("span", { "aria-hidden": "true", class: "kit-order" });
    const th = h("th", { scope: "col", role: "columnheader", class: `kit-col-${key}` }, h("button", { type: "button", class: "kit-sort", onclick: () => {
      order = [key, order[0] === key && !order[1]];
      drawRows();
      live.say(`Sorted by ${text.toLowerCase()}, ${order[1] ? "descending" : "ascending"}.`);
    } }, text, sign));
    return { key, th, sign };
  });
  const scroller = h("div", { class: "kit-scroll", tabindex: "0", role: "group", "aria-label": "The gradebook as a table" },
    h("table", { class: "kit-book", role: "table" }, caption, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads.map((head) => head.th), h("th", { scope: "col", role: "columnheader", class: "kit-col-page" }, "Page"))), body));
  const picked = () => (model.get("book")?.rows ?? []).filter((r) => !state.value || r.state === state.value);
  function drawRows() {
    const rows = sortedRows(picked(), ...order);
    for (const { key, th, sign } of heads) {
      const on = key === order[0];
      th.setAttribute("aria-sort", on ? (order[1] ? "descending" : "ascending") : "none");
      sign.textContent = on ? (order[1] ? " ▼" : " ▲") : "";
    }
    body.replaceChildren(...rows.slice(0, upto).map((r) => {
      const who = [r.name, r.number].filter(Boolean).join(", ") || r.file;
      return h("tr", { role: "row", "data-state": r.state },
        h("td", { role: "cell", "data-label": "Number" }, r.number || "–"),
        h("th", { scope: "row", role: "rowheader", "data-label": "Name" }, r.name || h("span", { class: "kit-path" }, r.file)),
        h("td", { role: "cell", class: "kit-state-cell", "data-label": "State" }, h("span", { class: "kit-sign", "aria-hidden": "true" }, r.sign), " ", r.state),
        h("td", { role: "cell", class: "kit-number", "data-label": "Points" }, r.points || "–"),
        h("td", { role: "cell", class: "kit-remarks", "data-label": "Remarks" }, r.remarks),
        h("td", { role: "cell", class: "kit-page-cell" }, r.page ? h("button", { type: "button", class: "kit-button", "aria-label": `Look at the page of ${who}`, onclick: (ev) => look(r.n, ev.currentTarget) }, "Look") : null));
    }));
    more.textContent = `Show ${Math.min(DESK_ROWS, rows.length - upto)} more`;
    more.hidden = rows.length <= upto;
  }
  const list = (text, lines) => (lines?.length ? h("details", { class: "kit-lines" }, h("summary", {}, `${text} (${lines.length})`), h("ul", {}, lines.map((l) => h("li", {}, l)))) : null);

  // ------------------------------------------------------------------------------------------------------ the files
  const files = h("ul", { class: "kit-files" });
  const where = h("p", { class: "kit-fine" });
  async function fetchFile(file, at) {
    if (at.getAttribute("aria-disabled") === "true") return;
    if (busy) { setNote(WAIT); return; }
    at.setAttribute("aria-disabled", "true");
    const was = at.textContent, parts = [];
    try {
      let from = 0, size = file.size;
      do {
        const began = Date.now();
        const [got, buffers] = await channel.ask({ type: "get", id: newId(), file: file.name, from });
        const piece = buffers[0], bytes = new Uint8Array(piece?.buffer ?? piece ?? [], piece?.byteOffset ?? 0, piece?.byteLength ?? 0).slice();
        if (!bytes.length && from < got.size) throw new Error(`${file.name} changed while it was on its way. Try again.`);
        parts.push(bytes);
        from += bytes.length;
        size = got.size;
        if (from < size) { at.textContent = `${sizeWords(from)} of ${sizeWords(size)}…`; await sleep(Math.max(0, DESK_PACE_MS - (Date.now() - began))); }
        if (signal?.aborted) return;
      } while (from < size);
      saveBytes(file.name, parts);
      live.say(`${file.name} is downloaded.`);
    } catch (error) { setNote(error.message); }
    finally { at.textContent = was; at.setAttribute("aria-disabled", "false"); }
  }
  const fileRow = (f) => h("li", { class: "kit-file-row" },
    h("div", { class: "kit-file-words" }, h("code", { class: "kit-path" }, f.name), " ", h("span", { class: "kit-fine" }, sizeWords(f.size)), h("p", {}, f.about)),
    h("div", { class: "kit-file-do" },
      f.look && h("button", { type: "button", class: "kit-button", "aria-label": `Look at ${f.name}`, onclick: (ev) => look(f.name, ev.currentTarget) }, "Look"),
      h("button", { type: "button", class: "kit-button", "aria-label": `Download ${f.name}`, onclick: (ev) => fetchFile(f, ev.currentTarget) }, "Download")));

  // ------------------------------------------------------------------------------------------- the points of a reader
  const points = h("input", { type: "file", id: `${stem}-points`, class: "kit-entry kit-file-entry", accept: ".csv", "aria-describedby": `${stem}-points-hint`, onchange: async () => {
    const [file] = points.files;
    if (!file) return;
    taken.textContent = "";
    setNote("");
    if (busy) { setNote(WAIT); return; }
    try {
      if (file.size > 20e6) throw new Error(`${file.name} is too large (${sizeWords(file.size)}). Is it the table with the points?`);
      taken.textContent = (await send("marking", [file], newId()))?.text ?? "";
      live.say(taken.textContent);
    } catch (error) { taken.textContent = error.message; live.say(error.message); }
  } });
  const taken = h("p", { class: "kit-taken" });
  const reading = h("section", { "aria-label": "Points by a reader", hidden: true }, h("h4", { class: "kit-h" }, "Points by a reader"),
    h("div", { class: "kit-source" }, label("points", "The table with your points, marking.csv"), points,
      h("p", { class: "kit-fine", id: `${stem}-points-hint` }, "A part of this exercise is written freely, and a person reads it. Look at reading.html, fill in marking.csv, hand it over here, and press Grade again."), taken));

  // ----------------------------------------------------------------------------------------------- the platform's file
  const platform = h("input", { type: "file", id: `${stem}-lms`, class: "kit-entry kit-file-entry", accept: ".csv,.txt,.tsv,.xls", "aria-describedby": `${stem}-lms-hint`, onchange: takePlatform });
  const column = h("select", { id: `${stem}-column`, class: "kit-entry" });
  const tick = (text) => { const input = h("input", { type: "checkbox" }); return { input, el: h("label", { class: "kit-option" }, input, h("span", {}, text)) }; };
  const partly = tick("Fill in also the points of sheets that could be read only in part");
  const scale = tick("Scale the points where the column is out of another number");
  const fill = h("button", { type: "button", class: "kit-button", onclick: () => {
    setFill(busy ? WAIT : "");
    if (busy) return;
    try { channel.post({ type: "fill", column: column.value, partly: partly.input.checked, scale: scale.input.checked }); } catch (error) { setFill(error.message); }
  } }, "Fill this column");
  const fillTrouble = h("p", { class: "kit-problem", hidden: true });
  const setFill = (text) => { fillTrouble.textContent = text; fillTrouble.hidden = !text; if (text) live.say(text); };
  const columns = h("div", { class: "kit-columns", hidden: true },
    h("div", {}, label("column", "The column of this exercise"), column), partly.el, scale.el, h("div", {}, fill));
  const told = h("div", { class: "kit-told" });
  async function takePlatform() {
    const [file] = platform.files;
    if (!file) return;
    setFill(busy ? WAIT : "");
    if (busy) return;
    if (file.size > 20e6) { setFill(`${file.name} is too large (${sizeWords(file.size)}). Is it the file with the grades?`); return; }
    columns.hidden = true;
    told.replaceChildren();
    try { await send("lms", [file], newId()); } catch (error) { setFill(error.message); }
  }
  let filled = 0;
  function lmsCame() {
    const lms = model.get("lms") ?? {};
    columns.hidden = !lms.columns;
    if (lms.columns) {
      const before = column.dataset.of === lms.name ? column.value : lms.chosen;
      column.dataset.of = lms.name;
      column.replaceChildren(h("option", { value: "" }, "Choose…"), ...lms.columns.map((c) => h("option", { value: c }, c)));
      column.value = lms.columns.includes(before) ? before : "";
    }
    setFill(lms.ok === false ? lms.problem : "");
    const file = lms.ok && (model.get("book")?.files ?? []).find((f) => f.name === lms.made);
    told.replaceChildren(...(!lms.columns ? [] : [h("p", {}, `${lms.name} is a file from ${lms.system}.`),
      lms.ok && h("ul", { class: "kit-lines-list" }, (lms.report ?? []).map((l) => h("li", {}, l))),
      file && h("ul", { class: "kit-files" }, fileRow(file))]).filter(Boolean));
    if (lms.ok && lms.n !== filled) { filled = lms.n; live.say(`${lms.report?.[0] ?? ""} The file is ready to download.`); }
    else if (lms.columns && lms.ok === undefined) live.say(`${lms.name} is a file from ${lms.system}. Choose the column.`);
  }

  // ------------------------------------------------------------------------------------------------------ the results
  let drawn = null;
  function bookCame() {
    const book = model.get("book") ?? {};
    results.hidden = !book.rows;
    if (!book.rows) return;
    where.textContent = book.folder;
    files.replaceChildren(...book.files.map(fileRow));
    if (drawn === book.n) return;
    drawn = book.n;
    setNote("");
    back = null;
    looked.hidden = true;
    looked.open = false;
    frameBody.replaceChildren();
    reading.hidden = !book.reads;
    taken.textContent = "";
    title.textContent = `Results: ${book.title}`;
    summary.textContent = book.summary;
    caption.textContent = `Gradebook: ${book.title}. Points are out of ${book.out_of}.`;
    const shown = book.rows.length < book.all ? `The table has the first ${book.rows.length} of ${book.all}; gradebook.csv has all.` : "";
    lists.replaceChildren(...[...(shown ? [shown] : []), ...(book.notes ?? [])].map((text) => h("p", {}, text)),
      ...[list("Files passed over, and why", book.others), list("Not in the zip for the platform", book.left_out)].filter(Boolean));
    state.replaceChildren(h("option", { value: "" }, `all (${book.rows.length})`), ...book.states.map((s) => h("option", { value: s.state }, `${s.sign} ${s.state} (${s.n})`)));
    tools.hidden = scroller.hidden = !book.rows.length;
    upto = DESK_ROWS;
    drawRows();
  }
  const title = h("h4", { class: "kit-h" });
  const tools = h("div", { class: "kit-tools" }, label("state", "Show"), state);
  results.append(title, summary, note, lists, tools, scroller, more,
    h("h4", { class: "kit-h" }, "Files"), where, files, looked, reading,
    h("h4", { class: "kit-h" }, "Grades back to Canvas, Moodle or Blackboard"),
    h("div", { class: "kit-source" }, label("lms", "The file with the grades, as you downloaded it there"), platform,
      h("p", { class: "kit-fine", id: `${stem}-lms-hint` }, "Canvas: export the gradebook. Moodle: the grading worksheet. Blackboard: work offline, download. Only the column that you choose is filled; nothing else in the file changes.")),
    columns, fillTrouble, told);

  const root = h("section", { class: "kit kit-desk", "aria-label": view.title },
    h("h3", { class: "kit-title" }, view.title),
    (view.faults ?? []).map((fault) => h("p", { class: "kit-notice" }, fault)),
    h("form", { class: "kit-form", novalidate: true, onsubmit: submit },
      h("div", { class: "kit-source" }, label("exercise", "Exercise"), exercise, about),
      h("fieldset", { class: "kit-choices" }, h("legend", {}, "What was handed in"),
        h("div", { class: "kit-options" }, way("upload", "Upload it here", true), way("path", "It lies on the computer where Jupyter runs", false)), upload, folder),
      h("div", { class: "kit-foot" }, button, bar, line), trouble),
    results, live.el);
  keepKeys(root, signal);
  const heard = { progress: progressCame, book: bookCame, lms: lmsCame };
  for (const [name, fn] of Object.entries(heard)) model.on(`change:${name}`, fn);
  signal?.addEventListener("abort", () => { clearTimeout(silence); for (const [name, fn] of Object.entries(heard)) model.off?.(`change:${name}`, fn); });
  drawAbout();
  bookCame();
  lmsCame();
  if (model.get("progress")?.phase === "working") progressCame();
  el.append(root);
}

export default { render: widget(draw) };
