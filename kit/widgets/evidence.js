// The evidence: claims judged from the text alone, then a sealed pack of documents, then the claims again. What is shared
// stands in front of this text. The author of a case has the pack open from the beginning (view.open), and one question less.

const NOBODY = "none";                                  // the answer "none of these documents"
const OPEN_QUESTION = "not-enough-evidence";            // the verdict that no document can settle

/** What an answer lacks. Whoever opened the pack early cannot say any more what the text alone tells: that is not asked for. */
function missingInVerdict(value, fields, open = false) {
  if (!value && !open) return ["say what the text alone tells you"];
  if (!value?.verdict) return [open ? "say what the pack makes of it" : "decide again with the pack"];
  return fields.includes("document") && !value.document ? ["say which document settles it"] : [];
}

/** The answer with another verdict; where nothing settles the claim, no document does. */
function withVerdict(value, verdict, fields) {
  if (!fields.includes("document")) return { verdict };
  const open = verdict === OPEN_QUESTION;
  return { verdict, document: open ? NOBODY : value?.verdict === OPEN_QUESTION ? null : value?.document ?? null };
}

// ----------------------------------------------------------------------------------------------------------- the pack

/** What a document shows. Its html is made and escaped by the kernel; nothing else is ever read as HTML. */
function documentSheet(doc) {
  if (doc.form === "image") {
    if (!String(doc.src).startsWith("data:image/")) throw new Error(`the picture of “${doc.title}” is not in the pack`);
    return [h("img", { class: "kit-picture", src: doc.src, alt: doc.alt }),
      h("details", { class: "kit-help" }, h("summary", {}, "In words", h("span", { class: "kit-unseen" }, `: ${doc.title}`)), h("p", { class: "kit-in-words" }, doc.alt))];
  }
  const made = document.createElement("template");
  made.innerHTML = doc.html;
  for (const old of made.content.querySelectorAll("h1, h2, h3, h4, h5")) {      // beneath the document's own title
    const head = document.createElement("h6");
    head.append(...old.childNodes);
    old.replaceWith(head);
  }
  if (doc.form !== "table") return [made.content];
  for (const th of made.content.querySelectorAll("thead th:not([scope])")) th.setAttribute("scope", "col");
  const rows = [...made.content.querySelectorAll("tr")], figure = /^[\s\d.,:%+−–-]*\d[\s\d.,:%+−–-]*$/u;
  rows[0]?.querySelectorAll("th, td").forEach((_, k) => {                       // a column of figures stands flush right
    const cells = rows.slice(1).map((r) => r.children[k]).filter((c) => c?.textContent.trim());
    if (cells.length && cells.every((c) => figure.test(c.textContent))) for (const r of rows) r.children[k]?.classList.add("kit-figures");
  });
  return [h("div", { class: "kit-scroll", tabindex: "0", role: "group", "aria-label": `${doc.title}, table` }, made.content)];
}

/** One document of the pack: {el, refresh(sealed, opened), focus()}. onopen() is called whenever it is opened; `authored`: it never tells whether it was. */
function documentRow(doc, onopen, authored) {
  const id = `kit-doc-${newId().slice(0, 10)}`;
  const sign = h("span", { class: "kit-doc-sign", "aria-hidden": "true" });
  const state = h("span", { class: "kit-doc-state" });
  const button = h("button", { type: "button", class: "kit-doc-open", "aria-expanded": "false", "aria-controls": id, onclick: () => turn(sheet.hidden) }, doc.title);
  const title = h("span", { class: "kit-doc-title" }, doc.title);
  const sheet = h("div", { class: "kit-sheet", id, hidden: true });
  const el = h("li", { class: "kit-doc", "data-doc": doc.id },
    h("h5", { class: "kit-doc-head" }, sign, title, button), h("p", { class: "kit-doc-about" }, [doc.kind, doc.source].filter(Boolean).join(" · "), state), sheet);
  function turn(on) {
    if (on && !sheet.childNodes.length) {
      sheet.append(h("div", { class: "kit-paper" }, documentSheet(doc)), doc.note ? h("p", { class: "kit-doc-note" }, doc.note) : "",
        h("button", { type: "button", class: "kit-button kit-quiet kit-doc-close", onclick: () => { turn(false); button.focus(); } }, "Close", h("span", { class: "kit-unseen" }, ` ${doc.title}`)));
    }
    sheet.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    el.classList.toggle("kit-unfolded", on);
    if (on) onopen();
  }
  return {
    el, focus: () => button.focus(),
    refresh(sealed, opened) {
      el.dataset.state = sealed ? "sealed" : opened ? "opened" : "closed";
      sign.textContent = authored ? "" : sealed ? "▪" : opened ? "✓" : "○";
      state.textContent = authored ? "" : sealed ? " · sealed" : opened ? " · opened" : " · not opened yet";
      title.hidden = !sealed;
      button.hidden = sealed;
    },
  };
}

// ----------------------------------------------------------------------------------------------------------- the task

function draw({ model, view, el, signal, broken }) {
  const documents = view.documents, items = view.items, fields = view.fields ?? [], labels = view.labels?.verdict ?? [];
  if (!Array.isArray(items) || !items.length) throw new Error("the exercise came without its claims");
  if (!Array.isArray(documents) || !documents.length) throw new Error("the evidence pack came without its documents");
  for (const d of documents) if (!["text", "table", "image"].includes(d.form)) throw new Error(`the document “${d.title}” is of an unknown form, “${d.form}”`);
  const known = new Set(documents.map((d) => d.id));
  const opened = new Set((view.opened ?? []).filter((id) => known.has(id)));
  const nameOf = (id) => labels.find((l) => l.id === id)?.name.toLowerCase() ?? id;
  const forms = [];
  const authored = view.open === true;
  let task = null, unsealed = authored;

  // ---- the text, the steps and the pack, in front of the claims or at their side
  const rows = new Map(documents.map((d) => [d.id, documentRow(d, () => read(d), authored)]));
  const steps = ["Decide from the text alone", "Open the pack", "Decide again"].map((name) => ({ how: h("span", { class: "kit-step-how" }), name, el: h("li", { class: "kit-step" }) }));
  steps.forEach((s, i) => s.el.append(h("span", { class: "kit-step-number", "aria-hidden": "true" }, String(i + 1)), h("span", { class: "kit-step-name" }, s.name), s.how));
  const about = h("p", { class: "kit-pack-about" });
  const unseal = h("button", { type: "button", class: "kit-button kit-unseal", onclick: () => {
    unsealed = true;
    foldText();
    refresh();
    rows.get(documents[0].id).focus();
    task.say(`The pack is open. ${counted(documents.length, "document")}.`);
  } }, "Open the pack");
  const pack = h("section", { class: "kit-pack", "aria-label": "The evidence pack" }, h("h4", { class: "kit-h" }, "The pack"), about, unseal,
    h("ul", { class: "kit-docs" }, documents.map((d) => rows.get(d.id).el)));
  const way = h("ol", { class: "kit-steps", "aria-label": "Steps" }, steps.map((s) => s.el));

  /** With the pack open, the documents need the room. */
  function foldText() { if (unsealed) task.pane?.close(); }
  function read(doc) {
    if (opened.has(doc.id)) return;
    opened.add(doc.id);
    task.answers.note("opened", doc.id);
    refresh();
    task.say(`Opened: ${doc.title}.`);
  }
  /** What follows from the pack's state and the answers, in the steps, the pack and every claim. */
  function refresh() {
    const values = items.map((i) => task.answers.get(i.id));
    for (const v of values) if (known.has(v?.document)) opened.add(v.document);       // whoever named it had opened it
    unsealed ||= opened.size > 0 || values.some((v) => v?.verdict);
    const before = values.filter((v) => v?.before).length, after = values.filter((v) => v && !missingInVerdict(v, fields, authored).length).length;
    const now = !unsealed ? (before < items.length ? 0 : 1) : !opened.size ? 1 : after < items.length ? 2 : -1;
    [`${before} of ${items.length}`, unsealed ? `${opened.size} of ${documents.length} opened` : "sealed", `${after} of ${items.length}`].forEach((text, i) => {
      steps[i].how.textContent = ` ${text}`;
      if (i === now) steps[i].el.setAttribute("aria-current", "step"); else steps[i].el.removeAttribute("aria-current");
    });
    unseal.hidden = unsealed;
    unseal.classList.toggle("kit-quiet", before < items.length);
    unseal.classList.toggle("kit-check", before === items.length);
    about.textContent = authored ? `${counted(documents.length, "document")}.`
      : unsealed ? `${counted(documents.length, "document")}; you have opened ${opened.size}. Not every one settles something.`
      : before < items.length ? `Sealed. Decide about ${items.length - before === items.length ? "each claim" : `the other ${items.length - before}`} from the text alone first; what you expected is worth comparing.`
      : "You have said what the text alone tells you. Now see what else there is.";
    for (const [id, row] of rows) row.refresh(!unsealed, opened.has(id));
    for (const f of forms) f.show();
  }

  // ---- a claim
  function form(item, put) {
    let now = null;
    const before = choiceGroup({ legend: "From the text alone, what would you say?", value: null, options: labels, onchange: (id) => put("from the text alone", { before: id }) });
    const verdict = choiceGroup({ legend: authored ? "What does the pack make of it?" : "With the pack, what do you say now?", value: null, options: labels, onchange: (id) => put("with the pack", withVerdict(now, id, fields)) });
    const settles = fields.includes("document") ? choiceGroup({ legend: "Which document settles it?", value: null,
      options: [...documents.map((d) => ({ id: d.id, name: d.title })), { id: NOBODY, name: "None of them" }], onchange: (id) => put("which document", { document: id }) }) : null;
    settles?.el.classList.add("kit-rows");
    const boxes = settles ? [...settles.el.querySelectorAll("input")].slice(0, documents.length).map((input, i) => {
      const first = h("span", { class: "kit-first" }, "open it first");
      input.closest("label").append(first);
      return { id: documents[i].id, input, first };
    }) : [];
    const sure = surenessGroup({ view, value: null, onchange: (id) => put("how sure", { confidence: id }) });
    const said = h("p", { class: "kit-said" }), change = h("p", { class: "kit-change" });
    const nothing = h("p", { class: "kit-said" }, "Nothing in the pack settles it, so no document is named.");
    const strong = (id) => h("strong", {}, nameOf(id));
    const own = {
      shown: claimInContext(item), questions: [said, before.el, verdict.el, settles?.el, nothing, change, sure.el],
      update(value) {
        now = value;
        before.set(value?.before ?? null);
        verdict.set(value?.verdict ?? null);
        settles?.set(value?.document ?? null);
        sure.set(value?.confidence ?? null);
        own.show();
      },
      /** What is asked now: it hangs on the pack as well as on the answer. */
      show() {
        const { before: first = null, verdict: then = null } = now ?? {};
        before.el.hidden = authored || (unsealed && !!(first || then));
        said.hidden = !unsealed || !first || !!then;
        said.replaceChildren("From the text alone you said: ", strong(first), ".");
        verdict.el.hidden = !unsealed;
        for (const { id, input, first: hint } of boxes) {
          input.disabled = !opened.has(id);
          hint.hidden = !input.disabled;
        }
        if (settles) settles.el.hidden = !then || then === OPEN_QUESTION;
        nothing.hidden = !settles || then !== OPEN_QUESTION;
        sure.el.hidden = !then;
        change.hidden = authored || !then;
        change.replaceChildren(...(!then ? [] : first === then ? ["Before and now: ", strong(then), "."] : ["Before: ", first ? strong(first) : "not said", ". Now: ", strong(then), "."]));
      },
      focus: () => (unsealed && now?.before ? verdict : before.el.hidden ? verdict : before).focus(),
    };
    forms.push(own);
    return own;
  }

  const start = itemTask({ model, view, el, signal, broken, kind: "evidence", noun: "Claim", form,
    lead: (given) => {
      task = given;
      for (const id of task.answers.noted("opened")) if (known.has(id)) opened.add(id);   // the kernel has not heard of it yet
      const side = h("div", { class: "kit-side" }, task.pane?.el, pack);
      return { el: h("div", { class: "kit-lead" }, authored ? null : way, side), holdsPane: true, draw: refresh };
    },
    blank: (item) => ({ id: item.id, type: "verdict", claim: item.claim, before: null, verdict: null, document: null, confidence: null }),
    missing: (value) => missingInVerdict(value, fields, authored),
    subject: (value) => printOf([value.verdict ?? null, value.document ?? null]),
    also: (value) => value.before ?? "" });
  return () => { foldText(); start(); };                 // the pane has measured itself by now
}

export default { render: widget(draw) };
