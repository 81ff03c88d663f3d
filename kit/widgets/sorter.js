// The sorter: a claim in its sentence, and a form of native controls for whether it can be checked, and what would settle it.
// What is shared stands in front of this text.

const WRITTEN = { holder: "Who holds that evidence?", refutes: "Which result would show that the claim is wrong?" };

/** What an answer lacks; `fields` are those that the task asks for. */
function missingInAssessment(value, fields) {
  if (!value?.checkability) return ["choose whether it can be checked"];
  return [
    fields.includes("reasons") && value.checkability === "not" && !value.reasons?.length && "tick a reason (a reason is part of the answer)",
    fields.includes("evidence") && !value.evidence && "choose what would settle it",
    fields.includes("holder") && value.checkability !== "not" && !value.holder && "write who holds the evidence",
    fields.includes("refutes") && value.checkability !== "not" && !value.refutes && "write which result would refute it",
  ].filter(Boolean);
}

/** The assessment with another class; what hangs on the old one goes with it. */
function withClass(value, checkability) {
  const not = checkability === "not";
  return { ...value, checkability, reasons: not ? value.reasons ?? [] : [], evidence: !not && value.evidence === "none" ? null : value.evidence ?? null };
}

function draw({ model, view, el, signal, broken }) {
  const fields = view.fields ?? [], labels = view.labels ?? {};
  const questions = { ...WRITTEN, ...view.questions };

  function form(item, put) {
    let now = null;
    const asked = (field, group) => (fields.includes(field) ? group() : null);
    const kind = withDefinitions(choiceGroup({ legend: view.questions?.checkability ?? "Can it be checked?", value: null, options: labels.checkability ?? [],
      onchange: (id) => put("can it be checked", withClass(now ?? {}, id)) }));
    const reasons = asked("reasons", () => choiceGroup({ legend: `${view.questions?.reasons ?? "Why can it not be checked?"} Tick at least one reason.`, many: true, value: [],
      options: labels.reasons ?? [], onchange: (ids) => put("reasons", { reasons: ids }) }));
    const sourcing = asked("sourcing", () => choiceGroup({ legend: `${view.questions?.sourcing ?? "Gaps in the sourcing?"} Tick what is missing.`, many: true, value: [],
      options: labels.sourcing ?? [], onchange: (ids) => put("gaps in the sourcing", { sourcing: ids }) }));
    const evidence = asked("evidence", () => choiceGroup({ legend: view.questions?.evidence ?? "What would settle it?", value: null,
      options: labels.evidence ?? [], onchange: (id) => put("what would settle it", { evidence: id }) }));
    const written = Object.keys(WRITTEN).filter((f) => fields.includes(f)).map((field) => ({ field,
      ...textField({ label: questions[field], signal, onsave: (text) => put({ holder: "who holds the evidence", refutes: "what would refute it" }[field], { [field]: text }) }) }));
    const sure = surenessGroup({ view, value: null, onchange: (id) => put("how sure", { confidence: id }) });
    const gaps = h("p", { class: "kit-gaps" });
    sourcing?.el.querySelector(".kit-options").append(gaps);
    const nothing = evidence?.el.querySelector('input[value="none"]');
    return {
      shown: claimInContext(item),
      questions: [kind.el, reasons?.el, sourcing?.el, evidence?.el, written.map((w) => w.el), sure.el],
      update(value) {
        now = value;
        const chosen = value?.checkability ?? null, not = chosen === "not";
        kind.set(chosen);
        reasons?.set(value?.reasons ?? []);
        sourcing?.set(value?.sourcing ?? []);
        evidence?.set(value?.evidence ?? null);
        sure.set(value?.confidence ?? null);
        gaps.textContent = value?.sourcing?.length ? `${value.sourcing.length} ticked.` : "None ticked: no gap.";
        if (reasons) reasons.el.hidden = !not;
        // the other questions wait for the class, but what is filled in already is shown
        if (sourcing) sourcing.el.hidden = !chosen && !value?.sourcing?.length;
        if (evidence) evidence.el.hidden = !chosen && !value?.evidence;
        for (const w of written) {
          w.set(value?.[w.field]);
          w.el.hidden = !chosen && !value?.[w.field];
        }
        sure.el.hidden = !chosen;
        if (nothing) {                           // only where nobody could check does nothing settle it
          nothing.disabled = !not && !nothing.checked;
          nothing.closest("label").hidden = nothing.disabled;
        }
      },
      focus: () => kind.focus(),
    };
  }

  return itemTask({ model, view, el, signal, broken, kind: "sorter", noun: "Claim", form, questions,
    also: (value) => printOf(Object.keys(WRITTEN).map((f) => value[f] ?? "")),
    blank: (item) => ({ id: item.id, type: "assessment", claim: item.claim, checkability: null, reasons: [], sourcing: [], evidence: null, confidence: null,
      ...Object.fromEntries(Object.keys(WRITTEN).filter((f) => fields.includes(f)).map((f) => [f, ""])) }),
    missing: (value) => missingInAssessment(value, fields),
    subject: (value) => printOf([value.checkability ?? null, [...value.reasons ?? []].sort(), [...value.sourcing ?? []].sort(), value.evidence ?? null]) });
}

export default { render: widget(draw) };
