// The brief: a few short texts under given questions. After the comparison three samples stand beneath each, and the learner
// says how far their own goes. What is shared stands in front of this text.

/** How many words a text has; a dash alone is none. */
function wordCount(text) {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** The count beside what was asked for; a limit it is not. */
function countInWords(words, asked) {
  const some = `${words} word${words === 1 ? "" : "s"}`;
  return asked ? `${some}; about ${asked} ${words > asked * 1.25 ? "were asked for" : "are asked for"}` : some;
}

/** "You rate yourself: 1 strong, 2 partial." Criteria without a rating are counted apart; "" where nothing is rated. */
function ratingsInWords(criteria, levelOf) {
  const counts = new Map();
  let open = 0;
  for (const criterion of criteria) {
    const level = criterion.levels.find((l) => l.id === levelOf(criterion.id));
    if (level) counts.set(level, (counts.get(level) ?? 0) + 1); else open++;
  }
  if (!counts.size) return "";
  const names = new Map();                       // the same level of several criteria goes by its name; the best stands first
  for (const id of criteria.flatMap((c) => c.levels.map((l) => l.id)).reverse()) names.set(id, 0);
  for (const [level, n] of counts) names.set(level.id, names.get(level.id) + n);
  const nameOf = (id) => criteria.flatMap((c) => c.levels).find((l) => l.id === id).name.toLowerCase();
  const told = [...names].filter(([, n]) => n).map(([id, n]) => `${n} ${nameOf(id)}`).join(", ");
  return `You rate yourself: ${told}.${open ? ` ${open} still to rate.` : ""}`;
}

function draw({ model, view, el, signal, broken }) {
  const answers = openAnswers({ model, view, signal, onbroken: broken });
  const stem = `kit-brief-${newId().slice(0, 10)}`;
  const prompts = view.prompts ?? [], criteria = view.criteria ?? [];
  const levelName = (id) => criteria.flatMap((c) => c.levels).find((l) => l.id === id)?.name ?? id;
  const count = h("p", { class: "kit-count" });
  const fields = prompts.map(fieldOf);
  const help = criteria.length > 0 && h("details", { class: "kit-help kit-rubric" }, h("summary", {}, "What makes a good brief?"),
    h("ul", {}, criteria.map((c) => h("li", {}, h("p", { class: "kit-rubric-name" }, c.name), h("dl", {}, c.levels.map((l) => [h("dt", {}, l.name), h("dd", {}, l.definition)]))))));
  const rated = ratings();
  const page = frame({ view, kind: "brief", body: h("div", { class: "kit-items" }, help, count, fields.map((f) => f.el)), answers, signal,
    check: { name: "Compare with samples", busy: "Comparing…" } });
  page.feedback.after(rated.el);

  // ------------------------------------------------------------------------------------------------------- one text
  function fieldOf(prompt, i) {
    const samples = h("div", { class: "kit-samples", hidden: true });
    const kept = () => answers.get(prompt.id)?.text ?? "";
    const field = textField({ label: prompt.question, rows: Math.max(3, Math.min(9, Math.ceil((prompt.words ?? 30) / 11) + 1)), signal,
      note: (written) => countInWords(wordCount(written), prompt.words),
      onsave: (text) => answers.commit(`text ${i + 1}`, [{ id: prompt.id, value: text ? { id: prompt.id, type: "text", prompt: prompt.id, text } : null }]) });
    let shown = "";

    function compare() {
      const feedback = answers.feedback(), mine = (Array.isArray(feedback.samples) ? feedback.samples : []).filter((s) => s.prompt === prompt.id);
      const print = printOf(mine);
      if (print !== shown) {
        shown = print;
        samples.hidden = !mine.length;
        samples.replaceChildren(mine.length ? h("details", { class: "kit-fold", open: true },
          h("summary", {}, `Beside yours: ${mine.length === 3 ? "three samples" : mine.length === 1 ? "a sample" : `${mine.length} samples`}`, h("span", { class: "kit-unseen" }, ` for: ${prompt.question}`)),
          h("p", { class: "kit-changed", hidden: true }, "Your text has changed since this check."),
          h("ul", { class: "kit-three" }, mine.map((s, k) => h("li", { class: "kit-sample", "data-level": s.level },
            h("p", { class: "kit-level" }, s.name ?? levelName(s.level), h("span", { class: "kit-steps", "aria-hidden": "true" }, "●".repeat(k + 1) + "○".repeat(mine.length - k - 1))), h("blockquote", { class: "kit-quote" }, s.text), h("p", { class: "kit-why" }, s.why))))) : "");
      }
      const changed = samples.querySelector(".kit-changed");
      if (changed) changed.hidden = !(Array.isArray(feedback.checked) ? judgedPrint(feedback.checked.find((a) => a.id === prompt.id)) !== judgedPrint(answers.get(prompt.id)) : feedback.stale);
    }
    /** To the samples of this question, for one who asks. */
    function goTo() {
      const fold = samples.querySelector("details");
      if (!fold) return;
      fold.open = true;
      fold.querySelector("summary").focus({ preventScroll: true });
      box.scrollIntoView({ block: "start" });
    }
    const box = h("div", { class: "kit-item", "data-item": prompt.id }, field.el, samples);
    return { show: () => field.set(kept()), compare, goTo, get written() { return !!kept(); }, get compared() { return !samples.hidden; }, el: box };
  }

  // --------------------------------------------------------------------------------------------- the learner's rating
  function ratings() {
    const sum = h("p", { class: "kit-sum" });
    const levelOf = (criterion) => answers.get(`rate-${criterion}`)?.level ?? null;
    const groups = criteria.map((c) => {
      const group = withDefinitions(choiceGroup({ legend: c.name, help: false, value: null, options: c.levels.map((l) => ({ id: l.id, name: l.name, hint: l.definition })),
        onchange: (level) => {
          answers.commit(`rating of “${c.name}”`, [{ id: `rate-${c.id}`, value: { id: `rate-${c.id}`, type: "rating", criterion: c.id, level } }]);
          page.say(sum.textContent);
        } }));
      return { id: c.id, group };
    });
    const root = h("section", { class: "kit-ratings", "aria-labelledby": `${stem}-rate`, hidden: true },
      h("h4", { class: "kit-h", id: `${stem}-rate` }, "Where does yours stand?"),
      h("p", { class: "kit-lead" }, "Read the samples once more, then say for each point which level your own text has. This gives and takes no points."), groups.map((g) => g.group.el), sum);
    return { el: root, show() {
      const open = criteria.length > 0 && ((answers.feedback().samples ?? []).length > 0 || criteria.some((c) => levelOf(c.id)));
      root.hidden = !open;
      if (help) help.hidden = open;              // the same words stand with the ratings
      for (const { id, group } of groups) group.set(levelOf(id));
      const now = ratingsInWords(criteria, levelOf);
      if (sum.textContent !== now) sum.textContent = now;
    } };
  }

  // ------------------------------------------------------------------------------------------------------ all of it
  function refresh() {
    for (const f of fields) { f.show(); f.compare(); }
    rated.show();
    if (page.newNotes()) offerWays();
    const written = fields.filter((f) => f.written).length, tally = `${written} of ${fields.length} written`;
    if (count.textContent !== tally) count.textContent = tally;
  }
  /** The samples appear above the button that was pressed: the summary keeps the way to them. */
  function offerWays() {
    page.offer("Go to the samples", fields.flatMap((f, i) => (f.compared
      ? [h("button", { type: "button", class: "kit-button", onclick: f.goTo }, `Samples: ${prompts[i].question}`)] : [])));
  }

  answers.subscribe((why) => {
    if (why !== "save") refresh();
    if (why === "feedback" && !answers.feedback().failed && answers.feedback().samples?.length) page.say(`${answers.feedback().summary ?? ""} Samples stand beneath each of your texts; at the end you say where yours stands.`.trim());
  });
  refresh();
  el.append(page.root);
  return () => answers.start();
}

export default { render: widget(draw) };
