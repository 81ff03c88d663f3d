// One card of the list beside a text: a highlight in words, and the questions about it.

const MANY_VOICES = 7;                                  // more than this: a list to open instead of radios

/** The words of a highlight, a row for each role; drop(role, part) gives the button that takes a part away. */
function roleRows(text, value, drop = () => null) {
  return ROLES.map((r) => {
    const parts = value[r.id] ?? [];
    return h("p", { class: `kit-row kit-row-${r.id}${parts.length ? "" : " kit-empty"}` },
      h("span", { class: "kit-letter", "aria-hidden": "true" }, r.letter), h("span", { class: "kit-unseen" }, `${r.name}: `),
      h("span", { class: "kit-row-parts" }, parts.length ? parts.map((part) => h("span", { class: "kit-part" },
        allButLast(wordsIn(text, part)), h("span", { class: "kit-tied" }, lastWord(wordsIn(text, part)), drop(r, part))))
        : h("span", { class: "kit-missing" }, `no ${r.name.toLowerCase()} yet`)));
  });
}

/** One card of the list: {el, refresh(value, number, inFocus)}. Its questions are built when it first comes into focus. */
function highlightCard({ id, text, view, act, noun, signal }) {
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

  const optionsOf = (field) => (field === "voice" ? act.voices() : field === "parent" ? act.carriers(id) : view.labels?.[field] ?? []);
  const changes = (field) => field === "parent" || (field === "voice" && view.adds);          // its options come and go
  function build(value) {
    groups = {};
    for (const f of fields) {
      const options = optionsOf(f), legend = view.questions?.[f] ?? f;
      const onchange = (v) => act.choose(id, f, v, legend);
      groups[f] = changes(f) || (f === "voice" && options.length > MANY_VOICES) ? pickList({ legend, options, value: value[f], onchange })
        : choiceGroup({ legend, options, value: value[f] ?? null, onchange, help: "Meanings" });
      more.append(groups[f].el);
      if (f === "voice" && view.adds) more.append(voiceAdder({ add: (name) => act.addVoice(id, name, legend) }),
        ...act.hintOf(id).map((hint) => h("p", { class: "kit-hint" }, `Or ${act.voices().find((v) => v.id === hint.label)?.name ?? hint.label}? ${hint.why}`)));
    }
    for (const { field, label, again } of view.texts ?? []) {
      groups[field] = textField({ label, signal, value: act.textOf(id, field), onsave: (words) => act.writeText(id, field, words, label) });
      more.append(groups[field].el);
      if (again) more.append(groups[field].used = h("div", { class: "kit-used" }));
    }
    groups.confidence = surenessGroup({ view, value: value.confidence, onchange: (v) => act.choose(id, "confidence", v, "how sure") });
    more.append(groups.confidence.el);
  }
  function drawWords(value) {
    const print = JSON.stringify(ROLES.map((r) => value[r.id]));
    if (print === shownWords) return;
    const had = words.contains(document.activeElement);
    shownWords = print;
    words.replaceChildren(...roleRows(text, value, (r, part) => h("button", { type: "button", class: "kit-drop", "data-part": `${r.id} ${part}`,
      "aria-label": `Take away ${r.name.toLowerCase()} “${wordsIn(text, part)}”`, onclick: () => act.dropPart(id, r.id, part) }, "×")));
    if (had) (words.querySelector("button") ?? edit).focus();
  }
  /** What other cards say, to be said here as well: the same words, so that they mean the same. */
  function drawUsed(el, field, label) {
    // Its own name stays in the list: a row that went while a click is on its way would move what is clicked.
    const others = act.used(field, id), own = act.textOf(id, field);
    if (el.dataset.print === printOf([own, ...others])) return;
    el.dataset.print = printOf([own, ...others]);
    const had = el.contains(document.activeElement);
    el.replaceChildren(...others.map((words) => h("button", { type: "button", class: "kit-button kit-quiet", "aria-label": `${label}: ${words}`, "aria-pressed": String(words === own),
      onclick: () => act.writeText(id, field, words, label) }, words)));
    if (had) groups[field].focus();
  }
  function refresh(value, n, inFocus) {
    number.textContent = `${n}`;
    number.setAttribute("aria-label", `${capital(noun)} ${n}`);
    number.setAttribute("role", "img");
    given.hidden = !value.given;
    remove.hidden = !!value.given;
    edit.textContent = inFocus ? "Done" : "Edit";
    edit.setAttribute("aria-label", inFocus ? `Done with ${noun} ${n}` : `Edit ${noun} ${n}`);
    edit.setAttribute("aria-expanded", String(inFocus));
    remove.setAttribute("aria-label", `Remove ${noun} ${n}`);
    el.classList.toggle("kit-in-focus", inFocus);
    drawWords(value);
    const asked = fields.filter((f) => f !== "parent"), texts = (view.texts ?? []).map((t) => act.textOf(id, t.field));
    const wanted = (view.texts ?? []).filter((t) => !t.again && !act.textOf(id, t.field)).length;
    const named = asked.map((f) => optionsOf(f).find((o) => o.id === value[f])?.name).filter(Boolean);
    const open = asked.length - named.length + wanted;
    brief.textContent = [...named, ...texts.filter(Boolean), value.confidence ? `${value.confidence} % sure` : "",
      open ? `${open} ${open === 1 ? "question" : "questions"} open` : ""].filter(Boolean).join(" · ");
    brief.hidden = inFocus;
    if (inFocus && !groups) build(value);
    more.hidden = !inFocus;
    if (!groups) return;
    for (const f of fields.filter(changes)) groups[f].offer(optionsOf(f));
    for (const [f, g] of Object.entries(groups)) g.set((view.texts ?? []).some((t) => t.field === f) ? act.textOf(id, f) : value[f] ?? null);
    for (const { field, label, again } of view.texts ?? []) if (again) drawUsed(groups[field].used, field, label);
  }
  return { el, edit, refresh };
}

const lastWord = (words) => words.slice(words.lastIndexOf(" ") + 1);
const allButLast = (words) => words.slice(0, words.lastIndexOf(" ") + 1);
