// The pairs in their plain form: two claims in their sentences, and a form of native radios for what they are to each other.
// kit/widgets/base.py joins common.js in front of this text.

const CLASHES = ["contradiction", "tension"];

/** Whether both claims speak about the same event: a relation implies it. null: not said. */
function sameEvent(pair) {
  return pair?.relation ? pair.relation !== "different-event" : pair?.same_event ?? null;
}

/** What a pair's answer lacks; `fields` are those that the task asks for. */
function missingInPair(pair, fields) {
  if (sameEvent(pair) === null) return ["say whether both speak about the same event"];
  if (!pair.relation) return ["choose how the two stand to each other"];
  return fields.includes("dimension") && CLASHES.includes(pair.relation) && !pair.dimension ? ["choose on what they part"] : [];
}

/** The pair with another relation; what hangs on the old one goes with it. */
function withRelation(pair, relation) {
  return { ...pair, relation, same_event: relation ? relation !== "different-event" : pair.same_event,
    dimension: CLASHES.includes(relation) ? pair.dimension ?? null : null };
}

function draw({ model, view, el, signal, broken }) {
  const fields = view.fields ?? [], labels = view.labels ?? {};
  const relations = labels.relation ?? [];
  const different = relations.find((l) => l.id === "different-event");

  function form(item, put) {
    let now = null;
    const same = withDefinitions(choiceGroup({ legend: "Do both speak about the same event?", value: null,
      options: [{ id: true, name: "Yes" }, { id: false, name: "No", hint: different?.hint }],
      onchange: (yes) => put("same event", yes
        ? { same_event: true, ...(sameEvent(now) === false ? { relation: null, dimension: null } : {}) }
        : withRelation({ same_event: false }, "different-event")) }));
    const relation = withDefinitions(choiceGroup({ legend: "How do the two stand to each other?", value: null,
      options: relations.filter((l) => l !== different), onchange: (id) => put("relation", withRelation(now ?? {}, id)) }));
    const dimension = fields.includes("dimension")
      ? choiceGroup({ legend: view.questions?.dimension ?? "On what do they part?", value: null, options: labels.dimension ?? [], onchange: (id) => put("what differs", { dimension: id }) })
      : null;
    const sure = surenessGroup({ view, value: null, onchange: (id) => put("how sure", { confidence: id }) });
    const ended = h("p", { class: "kit-ended", hidden: true }, "Kept as ", h("strong", {}, `“${different?.name ?? "Different event"}”`), ": two events cannot contradict each other.");
    same.el.classList.add("kit-yesno");
    return {
      shown: h("div", { class: "kit-two" }, claimInContext(item.a, "A"), claimInContext(item.b, "B")),
      questions: [same.el, ended, relation.el, dimension?.el, sure.el],
      update(value) {
        now = value;
        const yes = sameEvent(value);
        same.set(yes);
        relation.set(value?.relation ?? null);
        dimension?.set(value?.dimension ?? null);
        sure.set(value?.confidence ?? null);
        relation.el.hidden = yes !== true;
        if (dimension) dimension.el.hidden = !CLASHES.includes(value?.relation);
        ended.hidden = yes !== false;
        sure.el.hidden = yes === null || (yes && !value.relation);
      },
      focus: () => same.focus(),
    };
  }

  return itemTask({ model, view, el, signal, broken, kind: "pairs", noun: "Pair", form,
    blank: (item) => ({ id: item.id, type: "pair", a: item.a.claim, b: item.b.claim, same_event: null, relation: null, dimension: null, confidence: null }),
    missing: (value) => missingInPair(value, fields),
    subject: (value) => printOf([sameEvent(value), value.relation ?? null, value.dimension ?? null]) });
}

export default { render: widget(draw) };
