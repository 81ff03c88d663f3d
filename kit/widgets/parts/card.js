// One card of the marker's list: a highlight in words, and the questions about it.

const MANY_VOICES = 7;                                  // more than this: a list to open instead of radios

/** One card of "Your highlights": {el, refresh(value, number, inFocus)}. Its questions are built when it first comes into focus. */
function highlightCard({ id, text, view, act }) {
  const number = h("span", { class: "kit-card-number" });
  const given = h("span", { class: "kit-given", hidden: true }, "given");
  const edit = h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => act.edit(id) }, "Edit");
  const remove = h("button", { type: "button", class: "kit-button kit-quiet", onclick: () => act.remove(id) }, "Remove");
  const words = h("div", { class: "kit-card-words" });
  const brief = h("p", { class: "kit-card-brief" });
  const more = h("div", { class: "kit-card-more", hidden: true });
  const el = h("li", { class: "kit-card", "data-card": id,
    onmouseenter: () => act.peek(id), onmouseleave: () => act.peek(null), onfocusin: () => act.peek(id), onfocusout: () => act.peek(null) },
    h("div", { class: "kit-card-head" }, number, given, h("span", { class: "kit-card-acts" }, edit, remove)), words, brief, more);
  const fields = view.fields ?? [];
  let groups = null, shownWords = "";

  const optionsOf = (field) => (field === "voice" ? view.voices ?? [] : view.labels?.[field] ?? []);
  function build(value) {
    groups = {};
    for (const f of fields) {
      const options = optionsOf(f), legend = view.questions?.[f] ?? f;
      const onchange = (v) => act.choose(id, f, v, legend);
      groups[f] = f === "voice" && options.length > MANY_VOICES ? pickList({ legend, options, value: value[f], onchange })
        : choiceGroup({ legend, options, value: value[f] ?? null, onchange, help: "Meanings" });
      more.append(groups[f].el);
    }
    groups.confidence = surenessGroup({ view, value: value.confidence, onchange: (v) => act.choose(id, "confidence", v, "how sure") });
    more.append(groups.confidence.el);
  }
  function drawWords(value) {
    const print = JSON.stringify(ROLES.map((r) => value[r.id]));
    if (print === shownWords) return;
    const had = words.contains(document.activeElement);
    shownWords = print;
    words.replaceChildren(...ROLES.map((r) => {
      const parts = value[r.id] ?? [];
      return h("p", { class: `kit-row kit-row-${r.id}${parts.length ? "" : " kit-empty"}` },
        h("span", { class: "kit-letter", "aria-hidden": "true" }, r.letter), h("span", { class: "kit-unseen" }, `${r.name}: `),
        h("span", { class: "kit-row-parts" }, parts.length ? parts.map((part) => h("span", { class: "kit-part" }, allButLast(wordsIn(text, part)), h("span", { class: "kit-tied" }, lastWord(wordsIn(text, part)),
          h("button", { type: "button", class: "kit-drop", "data-part": `${r.id} ${part}`, "aria-label": `Take away ${r.name.toLowerCase()} “${wordsIn(text, part)}”`, onclick: () => act.dropPart(id, r.id, part) }, "×"))))
          : h("span", { class: "kit-missing" }, `no ${r.name.toLowerCase()} yet`)));
    }));
    if (had) (words.querySelector("button") ?? edit).focus();
  }
  function refresh(value, n, inFocus) {
    number.textContent = `${n}`;
    number.setAttribute("aria-label", `Highlight ${n}`);
    number.setAttribute("role", "img");
    given.hidden = !value.given;
    remove.hidden = !!value.given;
    edit.textContent = inFocus ? "Done" : "Edit";
    edit.setAttribute("aria-label", inFocus ? `Done with highlight ${n}` : `Edit highlight ${n}`);
    edit.setAttribute("aria-expanded", String(inFocus));
    remove.setAttribute("aria-label", `Remove highlight ${n}`);
    el.classList.toggle("kit-in-focus", inFocus);
    drawWords(value);
    const named = fields.map((f) => optionsOf(f).find((o) => o.id === value[f])?.name).filter(Boolean);
    const open = fields.length - named.length;
    brief.textContent = [...named, value.confidence ? `${value.confidence} % sure` : "",
      open ? `${open} ${open === 1 ? "question" : "questions"} open` : ""].filter(Boolean).join(" · ");
    brief.hidden = inFocus;
    if (inFocus && !groups) build(value);
    more.hidden = !inFocus;
    if (groups) for (const [f, g] of Object.entries(groups)) g.set(value[f] ?? null);
  }
  return { el, edit, refresh };
}

const lastWord = (words) => words.slice(words.lastIndexOf(" ") + 1);
const allButLast = (words) => words.slice(0, words.lastIndexOf(" ") + 1);

/** A question whose many options stand in a native list: {el, set(value)}. */
function pickList({ legend, options, value, onchange }) {
  const list = h("select", { class: "kit-list", onchange: () => onchange(list.value || null) },
    h("option", { value: "" }, "not chosen"), options.map((o) => h("option", { value: o.id }, o.name)));
  list.value = value ?? "";
  return { el: h("label", { class: "kit-choices" }, h("span", { class: "kit-list-name" }, legend), list), set: (v) => { list.value = v ?? ""; } };
}
