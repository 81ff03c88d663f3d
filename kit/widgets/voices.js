// The voices: who they are, each with a name for learners, its kind, its stake and the words that show it.
// What is shared and parts/ stand in front of this text.

const ROLES = [{ id: "tokens", key: "", letter: "", name: "Words" }];
const VOICE_PARTS = { name: "text", why: "text", kind: "choice", stake: "choice", part_of: "choice", same: "choice", words: "spans" };

/** Where some words stand in a text: the range of their tokens; null where they do not stand there exactly. */
function rangeOfWords(text, words) {
  for (const s of text.sentences) {
    for (let at = words ? s.text.indexOf(words) : -1; at >= 0; at = s.text.indexOf(words, at + 1)) {
      const range = snap(text, s.index, at, s.index, at + words.length);
      if (range && text.tokens[range[0]].a >= at && text.tokens[range[1]].b <= at + words.length) return range;
    }
  }
  return null;
}

/** What a voice lacks. */
function missingInVoice(value) {
  if (value?.same) return [];
  return [!value?.kind && "choose its kind", !value?.stake && "say whether the text shows a stake",
    value?.stake === "party" && !value.words && "give the words that show the stake", !value?.why && "write why"].filter(Boolean);
}

function draw({ model, view, el, signal, broken }) {
  const text = readText(view), labels = view.labels ?? {}, questions = view.questions ?? {};
  let all = [];                                          // every voice now, by the name that it has now
  const offers = [];                                     // what draws the other voices into a card's lists

  function form(item, put) {
    let now = null;
    const title = h("p", { class: "kit-voice-name" });
    const where = h("p", { class: "kit-voice-where" }, item.publisher ? "The text itself: whatever nobody else is credited with."
      : item.highlights ? `It speaks in ${counted(item.highlights, "highlight")}.` : "No highlight has this voice.");
    const name = textField({ label: "Its name, as learners see it", rows: 1, signal, onsave: (words) => put("name", { name: words }) });
    const choice = (field, part, legend) => choiceGroup({ legend: questions[field] ?? legend, value: null,
      options: (labels[field] ?? []).filter((l) => l.id !== "publisher"), onchange: (id) => put(part, { [part]: id }) });
    const kind = choice("voice-kind", "kind", "What kind of voice is it?"), stake = choice("stake", "stake", "Has it a stake?");
    let lost = "";                                       // words that were typed and do not stand in the text
    const words = textField({ label: "The words of the text that show the stake, exactly", rows: 1, signal,
      note: (typed) => (!typed.trim() ? "" : rangeOfWords(text, typed.trim()) ? "They stand in the text." : "They do not stand in the text like this."),
      onsave: (typed) => {
        const range = rangeOfWords(text, typed.trim());
        lost = typed && !range ? typed : "";
        if (range || !typed) put("words that show the stake", { words: range ? [range] : null });
      } });
    const other = (part, label, legend) => pickList({ legend, options: [], value: null, onchange: (id) => put(label, { [part]: id }) });
    const partOf = other("part_of", "belongs to", "Does it speak for, or belong to, another voice?");
    const same = other("same", "the same as", "Is it the same as another voice?");
    const why = textField({ label: "Why that kind, and why that stake?", signal, onsave: (written) => put("why", { why: written }) });
    const start = h("span", {}), begin = h("button", { type: "button", class: "kit-button", onclick: () => { put("why", { why: start.textContent }); why.focus(); } }, "Begin with this");
    const first = h("p", { class: "kit-facets-begin", hidden: true }, h("em", {}, "Suggested:"), start, begin);
    const offer = () => { for (const list of [partOf, same]) list.offer(all.filter((v) => v.id !== item.id)); };
    offers.push(offer);
    const others = [kind.el, stake.el, words.el, partOf.el, first, why.el];
    return {
      shown: h("div", {}, title, where),
      questions: [name.el, same.el, ...others],
      update(value) {
        now = value;
        title.textContent = now?.name ?? item.name;
        name.set(now?.name ?? item.name);
        kind.set(now?.kind ?? null);
        stake.set(now?.stake ?? null);
        if (now?.words?.length) lost = "";
        if (!lost) words.set(now?.words?.length ? wordsIn(text, now.words[0]) : "");
        offer();
        partOf.set(now?.part_of ?? null);
        same.set(now?.same ?? null);
        why.set(now?.why);
        for (const e of others) e.hidden = !!now?.same;
        same.el.hidden = !!item.publisher;
        partOf.el.hidden = !!item.publisher || !!now?.same;
        kind.el.hidden = !!item.publisher || !!now?.same;
        start.textContent = view.starts?.[now?.stake] ?? "";
        first.hidden = !start.textContent || !!now?.why || !!now?.same;
        words.el.hidden = now?.stake !== "party" || !!now?.same;
      },
      focus: () => name.focus(),
    };
  }

  const listed = (layer) => {
    all = withNamed(view.items ?? [], layer);
    for (const offer of offers) offer();
    return all.map((v) => ({ speaks: [], ...(view.items ?? []).find((i) => i.id === v.id), id: v.id, name: v.name }));
  };
  const lead = ({ answers, say }) => {
    const add = (name) => {
      const id = idFor(name, all.map((v) => v.id));
      answers.commit(`voice ${name} added`, [{ id: `${id}.name`, value: textOf(`${id}.name`, name) }]);
      say(`${name} is added at the end.`);
    };
    return { el: h("div", {}, h("p", { class: "kit-picklist-name" }, "Is a voice missing?"), voiceAdder({ add })), draw() {} };
  };
  return itemTask({ model, view, el, signal, broken, kind: "voices", noun: "Voice", form, listed, lead,
    endsOf: (item) => (item.speaks ?? []).slice(0, 6), blank: () => ({}), missing: missingInVoice,
    wordsOf: (value) => wordsOfParts(text, value),
    read: (item, answers) => {
      const said = readParts(item, answers.layer());
      return said && item.publisher ? { ...said, kind: "publisher" } : said;
    },
    changes: (item, value, answers) => partChanges(item, value, readParts(item, answers.layer()), (part) => VOICE_PARTS[part]),
    subject: printOf });
}

export default { render: widget(draw) };
