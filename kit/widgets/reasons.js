// The reasons: each answer of a coming key in its words, why it is right, and where there are some, further right and usual
// wrong labels with their own reasons. What is shared and parts/ stand in front of this text.

const SIDES = [{ id: "accept", name: "right as well" }, { id: "wrong", name: "a usual mistake" }];

/** "accept.naming.named" -> {side, field, label}; null for anything else. */
function otherOf(part) {
  const [side, field, ...label] = part.split(".");
  return SIDES.some((s) => s.id === side) && label.length ? { side, field, label: label.join(".") } : null;
}

/** What an item lacks. */
function missingInReason(value) {
  return value?.why ? [] : ["write why"];
}

function draw({ model, view, el, signal, broken }) {
  function form(item, put, say) {
    const why = textField({ label: "Why is that right? Learners read it", signal, onsave: (words) => put("why", { why: words }) });
    const begin = () => { put("why", { why: item.suggested }); why.focus(); };
    const take = item.suggested && h("button", { type: "button", class: "kit-button", onclick: begin }, "Begin with this");
    const first = item.suggested && h("p", { class: "kit-facets-begin" }, h("em", {}, "Suggested:"), h("span", {}, item.suggested), take);
    const nameOf = ({ side, field, label }) => {
      const group = item.others.find((o) => o.field === field), known = group?.labels.find((l) => l.id === label);
      return `${group?.name ?? field}: ${known?.name ?? label}, ${SIDES.find((s) => s.id === side).name}`;
    };
    const begun = new Set(), rows = new Map();           // others that have no words yet; the fields of all
    const list = h("div", {});
    const side = pickList({ legend: "It would be", options: SIDES, value: null, onchange() {} });
    const which = pickList({ legend: "The other answer", value: null, onchange() {},
      options: item.others.flatMap((o) => o.labels.map((l) => ({ id: `${o.field}.${l.id}`, name: `${o.name}: ${l.name}` }))) });
    const chosen = (one) => one.el.querySelector("select").value;
    const add = h("button", { type: "button", class: "kit-button", onclick: () => {
      if (!chosen(side) || !chosen(which)) { say("Choose both first."); return; }
      begun.add(`${chosen(side)}.${chosen(which)}`);
      arrange(now);
      rows.get(`${chosen(side)}.${chosen(which)}`).focus();
    } }, "Add");
    const more = item.others.length > 0 && h("details", { class: "kit-reason-more" },
      h("summary", {}, "Another answer: right as well, or a usual mistake", h("span", { class: "kit-unseen" }, ` (${item.name})`)),
      h("div", { class: "kit-reason-add" }, which.el, side.el, add));
    let now = null;
    const otherField = (part) => textField({ label: `${nameOf(otherOf(part))}. Why?`, signal,
      onsave: (words) => { begun.add(part); put("another answer", { [part]: words }); } });
    function arrange(value) {
      const parts = [...new Set([...Object.keys(value ?? {}).filter(otherOf), ...begun])];
      for (const part of parts) {
        if (!rows.has(part)) rows.set(part, otherField(part));
        rows.get(part).set(value?.[part] ?? "");
      }
      for (const [part, row] of rows) row.el.hidden = !parts.includes(part);
      for (const part of parts) if (rows.get(part).el.parentElement !== list) list.append(rows.get(part).el);
    }
    return {
      shown: h("div", { class: "kit-claim" }, item.lines.map((line) => h("blockquote", { class: "kit-quote" }, line)),
        h("p", { class: "kit-reason-answer" }, item.answer)),
      questions: [first, why.el, list, more],
      update(value) {
        now = value;
        why.set(value?.why);
        if (first) first.hidden = !!value?.why;
        arrange(value);
      },
      focus: () => why.focus(),
    };
  }
  return itemTask({ model, view, el, signal, broken, kind: "reasons", noun: "Reason", form, nameOf: (item) => item.name,
    endsOf: (item) => item.tokens ?? [], blank: () => ({}), missing: missingInReason,
    read: (item, answers) => readParts(item, answers.layer()),
    changes: (item, value, answers) => partChanges(item, value, readParts(item, answers.layer()), () => "text"),
    subject: (value) => printOf(value) });
}

export default { render: widget(draw) };
