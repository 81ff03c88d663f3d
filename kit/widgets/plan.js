// The last step of a draft: tasks are proposed with their balance, switched on or off, and told in the author's own words.

/** How many tasks are asked, and what they are worth. */
function planInWords(on, all) {
  if (!all) return "No task can be proposed yet.";
  return on ? `${counted(on, "task")} of ${all} asked.` : "No task is asked yet.";
}

function draw({ model, view, el, signal, broken }) {
  const answers = openAnswers({ model, view, signal, onbroken: broken });
  const stem = `kit-plan-${newId().slice(0, 10)}`;
  const planned = view.planned ?? [];
  const textOf = (id) => answers.get(id)?.text ?? "";
  const keep = (label, id, text) => answers.commit(label, [{ id, value: text ? { id, type: "text", prompt: id, text } : null }]);

  const cards = planned.map((task) => {
    const isOn = () => (answers.get(task.id)?.option ?? (task.faults.length ? "off" : "on")) === "on";
    const box = h("input", { type: "checkbox", id: `${stem}-${task.id}`, "aria-describedby": `${stem}-${task.id}-told`, onchange: () => {
      const option = box.checked ? "on" : "off";
      answers.commit(`${task.title} ${option}`, [{ id: task.id, value: { id: task.id, type: "choice", item: task.id, option } }]);
      page.say(`${task.title} is ${box.checked ? "asked" : "left out"}. ${sum.textContent}`);
    } });
    const named = h("span", {});
    const own = (part, label, rows) => textField({ label, rows, signal,
      onsave: (text) => keep(`${part} of ${task.title}`, `${task.id}.${part}`, text === task[part] ? "" : text) });
    const title = own("title", "Title", 1), prompt = own("prompt", "What learners are told", 3);
    const card = h("li", { class: "kit-task", "data-task": task.id },
      h("label", { class: "kit-option kit-ask", for: box.id }, box, named),
      h("div", { id: `${stem}-${task.id}-told` },
        h("p", { class: "kit-told" }, `${task.what}: ${task.balance}.`),
        task.faults.map((fault) => h("p", { class: "kit-fault" }, h("strong", {}, "To mend: "), fault))),
      h("details", { class: "kit-own" }, h("summary", {}, "Title and words", h("span", { class: "kit-unseen" }, ` of ${task.title}`)), title.el, prompt.el));
    return { isOn, el: card, show() {
      box.checked = isOn();
      named.textContent = textOf(`${task.id}.title`) || task.title;
      card.dataset.on = String(isOn());
      title.set(textOf(`${task.id}.title`) || task.title);
      prompt.set(textOf(`${task.id}.prompt`) || task.prompt);
    } };
  });

  const lacking = (view.lacking ?? []).length > 0 && h("details", { class: "kit-lacking", open: !planned.length },
    h("summary", {}, "What else could be asked"), h("ul", {}, view.lacking.map((l) => h("li", {}, h("strong", {}, l.title), " ", l.wants))));

  const coder = textField({ label: "Your name or initials, as the first reader of this text", rows: 1, signal, onsave: (text) => keep("the reader", "coder", text) });
  const day = h("input", { type: "date", class: "kit-entry", id: `${stem}-date`, max: view.today ?? null, onchange: () => keep("the day", "date", day.value) });
  const today = h("button", { type: "button", class: "kit-button", onclick: () => { keep("the day", "date", view.today); page.say(`The day is ${view.today}.`); } }, "Today");
  const readers = h("div", { class: "kit-readers" }, h("h4", { class: "kit-h" }, "Who read it"),
    h("p", { class: "kit-lead" }, "The key names each reading that was really made. This is the first. A second reader, who has not seen your answers, finds what one person overlooks."),
    coder.el, h("div", { class: "kit-day" }, h("label", { class: "kit-field-name", for: day.id }, "The day on which you finished reading"), day, " ", today));

  const ends = h("div", { class: "kit-ends", role: "group", "aria-label": "Save" },
    h("button", { type: "button", class: "kit-button", onclick: () => answers.check("save") }, "Save the case"),
    h("button", { type: "button", class: "kit-button", onclick: () => answers.check("exercise") }, "Make a graded exercise"));
  const sum = h("p", { class: "kit-count" });
  const page = frame({ view, kind: "plan", body: h("div", {}, sum, h("ul", { class: "kit-tasks", "aria-label": "Tasks" }, cards.map((c) => c.el)), lacking, readers), answers, signal,
    check: { name: "Check the case", busy: "Working…" } });
  page.check?.after(ends);

  function refresh() {
    for (const c of cards) c.show();
    coder.set(textOf("coder"));
    if (day.value !== textOf("date") && document.activeElement !== day) day.value = textOf("date");
    const now = planInWords(cards.filter((c) => c.isOn()).length, cards.length);
    if (sum.textContent !== now) sum.textContent = now;
  }
  answers.subscribe((why) => { if (why !== "save") refresh(); });
  refresh();
  el.append(page.root);
  return () => answers.start();
}

export default { render: widget(draw) };
