// What is told after a check, note by note.

const TONES = {
  right: ["✓", "Right"], half: ["◐", "Half right"], wrong: ["✗", "Not this"], missed: ["○", "Missed"],
  invented: ["+", "Too much"], optional: ["≈", "Optional"], blank: ["–", "Not answered"],
  incomplete: ["…", "Incomplete"],
};

/** Free text is compared by the learner: the key's words beside one's own, question by question. */
function comparison(rows, own) {
  return h("dl", { class: "kit-compare" }, rows.map(({ question, key }) => h("div", {}, h("dt", {}, question),
    [["Your words", own(question) || "Nothing written."], ["The key", key]].map(([who, words]) => h("dd", {}, h("span", { class: "kit-compare-who" }, who), h("span", { class: "kit-unseen" }, ": "), words)))));
}

/**
 * The feedback beneath a task: summary, then one note per item, each with an icon, a word and a bar: {el, refresh(), newNotes(), offer()}.
 *   point(note, go)     outline what the note is about; go is true when the learner asked to be taken there; null ends it
 *   subject(note, layer) text that changes when what the note judged changes (default: the annotation it names). A note
 *                       whose subject differs from the checked layer's says "changed since this check".
 *   nameOf(note)        what the note is about, for the learner, or "" ("Highlight 2")
 *   own(note, question, layer)  the learner's own free text to a question of note.compare = [{question, key}]
 * For a widget that has places of its own for the notes, or for what else was told:
 *   newNotes()          [{note, li}] as they were written for the last check, once; null where nothing is new since
 *   offer(label, buttons)  a list of ways from the summary to what it is about
 */
function feedbackPanel({ answers, point, title = "", nameOf = () => "", own = () => "", subject = (note, layer) => judgedPrint(layer.find((a) => a.id === note.annotation)) }) {
  const el = h("section", { class: "kit-feedback", "aria-label": title ? `Feedback: ${title}` : "Feedback", hidden: true });
  let shown = "", items = [], pressed = null, fresh = false;

  function build(feedback) {
    if (pressed) point(null, false);
    pressed = null;
    fresh = true;
    items = (Array.isArray(feedback.notes) ? feedback.notes : []).map((note) => {
      const [sign, word] = TONES[note.tone] ?? ["·", ""];
      const placed = note.annotation || note.sentence || note.tokens;
      const name = h("span", { class: "kit-note-name" });
      const changed = h("span", { class: "kit-note-changed", hidden: true }, "changed since this check");
      const show = placed && h("button", { type: "button", class: "kit-button kit-quiet kit-show", "aria-pressed": "false",
        "aria-label": `Show in the text: ${note.title ?? word}`, onclick: () => press(item) }, "Show");
      const li = h("li", { class: `kit-note kit-tone-${note.tone}`,
        onmouseenter: () => placed && point(note, false), onmouseleave: () => point(pressed?.note ?? null, false) },
        h("p", { class: "kit-note-head" }, h("span", { class: "kit-note-sign", "aria-hidden": "true" }, sign),
          h("span", { class: "kit-note-word" }, word), name, changed),
        h("p", { class: "kit-note-title" }, note.title ?? ""), note.text && h("p", { class: "kit-note-text" }, note.text),
        Array.isArray(note.compare) && note.compare.length > 0 && comparison(note.compare, (question) => own(note, question, feedback.checked ?? answers.layer())), show || null);
      const item = { note, li, name, changed, show };
      return item;
    });
    el.replaceChildren(h("h4", { class: "kit-h" }, feedback.checks > 1 ? `Feedback, check ${feedback.checks}` : "Feedback"),
      h("p", { class: "kit-summary" }, feedback.summary ?? ""), h("ul", { class: "kit-notes" }, items.map((i) => i.li)));
  }
  function press(item) {
    const on = pressed !== item;
    pressed?.show?.setAttribute("aria-pressed", "false");
    pressed = on ? item : null;
    item.show.setAttribute("aria-pressed", String(on));
    point(on ? item.note : null, on);
  }
  function refresh() {
    const feedback = answers.feedback();
    const now = printOf(feedback);
    el.hidden = !(feedback.summary || feedback.notes?.length);
    if (now !== shown) { shown = now; build(feedback); }
    const layer = answers.layer();
    for (const { note, li, name, changed } of items) {
      const old = Array.isArray(feedback.checked) ? subject(note, feedback.checked) !== subject(note, layer) : !!feedback.stale;
      li.classList.toggle("kit-old", old);
      changed.hidden = !old;
      name.textContent = nameOf(note);
    }
  }
  function newNotes() {
    if (!fresh) return null;
    fresh = false;
    return items.map(({ note, li }) => ({ note, li }));
  }
  function offer(label, buttons) {
    el.querySelector(".kit-jumps")?.remove();
    if (buttons.length) el.querySelector(".kit-summary")?.after(h("ul", { class: "kit-jumps", "aria-label": label }, buttons.map((b) => h("li", {}, b))));
  }
  return { el, refresh, newNotes, offer };
}

/** A written note as it stands beside what it is about: no way there is needed, and one heading is enough. */
function besideItem({ note, li }) {
  li.querySelector(".kit-show")?.remove();
  if (note.title) {
    li.querySelector(".kit-note-word").textContent = note.title;
    li.querySelector(".kit-note-title")?.remove();
  }
  return li;
}
