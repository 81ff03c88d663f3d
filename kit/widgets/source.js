// The first step of a draft: a text is pasted or chosen, a few questions say what it is, and its sentences are corrected.

/** How many words a text has; a dash alone is none. */
function wordsIn(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** What is still missing, in a sentence. */
function missingInWords(missing) {
  if (!missing.length) return "Everything that this step needs is there.";
  const list = missing.length === 1 ? missing[0] : `${missing.slice(0, -1).join(", ")} and ${missing[missing.length - 1]}`;
  return `Still missing: ${list}.`;
}

/** Bytes as base64, in pieces that every browser takes. */
function base64Of(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

function draw({ model, view, el, signal, broken }) {
  const answers = openAnswers({ model, view, signal, onbroken: broken });
  const stem = `kit-source-${newId().slice(0, 10)}`;
  const limits = view.limits ?? {};
  const textOf = (id) => answers.get(id)?.text ?? "";
  const put = (id, text) => ({ id, value: text ? { id, type: "text", prompt: id, text } : null });
  const number = (n) => n.toLocaleString("en-GB");

  // --------------------------------------------------------------------------------------------------- the text comes in
  const trouble = h("p", { class: "kit-problem", role: "alert", hidden: true });
  const setTrouble = (text) => { trouble.textContent = text; trouble.hidden = !text; };
  const box = h("textarea", { class: "kit-area kit-paste", id: `${stem}-paste`, rows: 9, dir: "auto", spellcheck: "false", "aria-describedby": `${stem}-paste-hint`,
    onpaste: () => { if (!textOf("sentences")) setTimeout(take, 0); } });
  const file = h("input", { type: "file", id: `${stem}-file`, class: "kit-entry kit-file-entry", accept: ".txt,.md,.html,.htm", "aria-describedby": `${stem}-file-hint`, onchange: takeFile });
  const way = h("details", { class: "kit-way", open: true }, h("summary", {}, h("span", { class: "kit-way-name" }, "Paste it, or choose a file")),
    h("label", { class: "kit-field-name", for: `${stem}-paste` }, "Paste the article here"), box,
    h("p", { class: "kit-fine", id: `${stem}-paste-hint` }, `Plain words are enough; up to ${number(limits.words ?? 10000)} of them. What you paste is kept as it is, beside all corrections.`),
    h("button", { type: "button", class: "kit-button kit-take", onclick: take }, "Take this text"),
    h("label", { class: "kit-field-name kit-or", for: `${stem}-file` }, "Or choose a file"), file,
    h("p", { class: "kit-fine", id: `${stem}-file-hint` }, "Plain text (.txt), Markdown (.md) or a saved web page (.html). Nothing in it is run, and nothing is fetched."), trouble);

  let waiting = null;                                          // the text that the kernel is reading
  /** Each text has an id of its own, by which Undo finds what stood here before it. */
  function hand(label, kind, text, more = {}) {
    setTrouble("");
    waiting = `${kind}.${newId()}`;
    answers.commit(label, [{ id: waiting, value: { type: "text", prompt: kind, text, ...more } }]);
    page.say("The text is being read.");
  }
  /** What came of it: sentences, or a reason why there are none. */
  function arrived() {
    if (!waiting || answers.get(waiting)) return;
    waiting = null;
    const problem = model.get("saved")?.problem;
    if (problem) { way.open = true; setTrouble(problem); return; }
    box.value = "";
    way.open = false;
    page.say(`The text is here: ${tally()}.`);
    sentences.focus();
  }
  function take() {
    const text = box.value, words = wordsIn(text);
    if (!words) { setTrouble("There are no words in the box yet. Paste the article’s text, then press the button."); return; }
    if (limits.words && words > limits.words) {
      setTrouble(`This text has ${number(words)} words, and a case is one article of at most ${number(limits.words)}. Keep a part of it: a class reads some 700 words in a lesson.`);
      return;
    }
    hand("the text", "given", text);
  }
  async function takeFile() {
    const [chosen] = file.files;
    if (!chosen) return;
    if (limits.bytes && chosen.size > limits.bytes) {
      setTrouble(`${chosen.name} has ${Math.ceil(chosen.size / 1e6)} MB, far more than an article. Open it, copy the article’s text, and paste it.`);
      return;
    }
    try { hand("the file", "file", base64Of(await chosen.arrayBuffer()), { name: chosen.name }); }
    catch (error) { setTrouble(`${chosen.name} could not be read (${error.message}). Open it, copy the article’s text, and paste it.`); }
    file.value = "";
  }

  // ------------------------------------------------------------------------------------------------------ what it is
  const fields = (view.questions ?? []).map((q) => {
    const save = (text) => answers.commit(q.name, [put(q.id, text)]);
    const field = q.options
      ? choiceGroup({ legend: q.question, options: q.options, value: null, onchange: save, help: false })
      : textField({ label: q.question, rows: 1, signal, onsave: save });
    const note = q.note && h("p", { class: "kit-fine", id: `${stem}-${q.id}-note` }, q.note);
    if (note) {
      const input = field.el.querySelector("textarea") ?? field.el;
      input.setAttribute("aria-describedby", note.id);
    }
    return { q, el: h("div", { class: "kit-question", "data-question": q.id }, q.options ? withDefinitions(field).el : field.el, note), show: () => field.set(textOf(q.id) || (q.options ? (q.usual ?? null) : "")) };
  });
  const asked = h("div", { class: "kit-asked" }, h("h4", { class: "kit-h" }, "What it is"),
    view.caution && h("p", { class: "kit-caution", role: "note" }, view.caution), fields.map((f) => f.el));

  // -------------------------------------------------------------------------------------------------------- sentences
  const sentences = sentenceList({ say: (text) => page.say(text), onchange: (text, label) => {
    if (answers.commit(label, [put("sentences", text)])) page.say(`Done: ${label}. ${tally()}`);
  } });
  const count = h("p", { class: "kit-count" }), notes = h("p", { class: "kit-note", role: "note", hidden: true });
  const title = h("h4", { class: "kit-h" }, "Its sentences");
  const corrected = h("div", { class: "kit-corrected", hidden: true }, title,
    h("p", { class: "kit-lead" }, "Each row should be one sentence, with its number. Choose a row to correct it: split it, join it with the next, begin a paragraph, or mend a slip. A quotation of several sentences may stay in one row."),
    notes, count, sentences.el);
  function tally() {
    const { sentences: n, paragraphs } = sentences.counts;
    return `${counted(n, "sentence")} in ${counted(paragraphs, "paragraph")}, ${counted(wordsIn(textOf("sentences")), "word")}`;
  }

  const state = h("p", { class: "kit-state" });
  const page = frame({ view, kind: "source", body: h("div", {}, way, corrected, asked, state), answers, signal });

  // -------------------------------------------------------------------------------------------------------- all of it
  let had = null;                                              // was there a text when it was last drawn?
  function refresh() {
    const text = textOf("sentences");
    for (const f of fields) f.show();
    sentences.show(text);
    corrected.hidden = !text;
    if (text && count.textContent !== tally()) count.textContent = tally();
    const told = textOf("notes");
    if (notes.textContent !== told) { notes.textContent = told; if (told) page.say(told); }
    notes.hidden = !told;
    way.querySelector(".kit-way-name").textContent = text ? "Take another text" : "Paste it, or choose a file";
    if (had === null) way.open = !text;
    had = !!text;
    arrived();
    const lacking = [...(text ? [] : ["a text"]), ...fields.filter(({ q }) => q.needed && !textOf(q.id)).map(({ q }) => q.needed)];
    const now = missingInWords(lacking);
    if (state.textContent !== now) state.textContent = now;
    state.dataset.done = String(!lacking.length);
  }
  answers.subscribe((why) => { if (why === "save") arrived(); else refresh(); });
  refresh();
  el.append(page.root);
  return () => answers.start();
}

export default { render: widget(draw) };
