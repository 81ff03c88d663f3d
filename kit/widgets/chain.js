// The chain: for each statement, the voices through which it reached the reader, nearest first; and, from the learner's own
// chains, one picture of where they all come from. parts/funnel.js and what is shared stand in front of this text.

const ORIGINS = "origins";

/** What a chain says, by the names of its voices (nearest first; null: nothing answered). */
function hopsInWords(names) {
  if (!names) return "";
  if (!names.length) return "No voice stands in between: the article says it itself.";
  return `${counted(names.length, "voice")} ${names.length === 1 ? "stands" : "stand"} between the article and where this began: ${
    names.length === 1 ? names[0] : `first ${names.join("; then ")}`}.`;
}

function draw({ model, view, el, signal, broken }) {
  const voices = view.voices ?? [], statements = view.items ?? [];
  const nameOf = (id) => (id === ITSELF ? "The article itself" : voices.find((v) => v.id === id)?.name ?? id);
  const asksOrigins = (view.fields ?? []).includes(ORIGINS);
  const chains = new Map();                      // statement -> its voices as they are drawn, or null
  let together = null;                           // draws what all chains make together

  function onresize(box, act) {
    const watch = new ResizeObserver(() => requestAnimationFrame(() => { try { if (!signal.aborted) act(); } catch (error) { broken(error); } }));
    watch.observe(box);
    signal.addEventListener("abort", () => watch.disconnect());
  }
  const sign = (name, box, d) => drawn("svg", { class: name, viewBox: box, "aria-hidden": "true" }, drawn("path", { d }));
  const arrow = () => sign("kit-arrow", "0 0 24 12", "M23 6H2M7.5 1 2 6l5.5 5");
  const chevron = (name) => sign(name, "0 0 12 12", "M8 1.5 3.5 6 8 10.5");
  const step = (...content) => h("li", { class: "kit-step" }, arrow(), content);

  // --------------------------------------------------------------------------------------------- one statement's chain
  function chainForm(item, put, say) {
    let now = null;                              // the voices, nearest first; null: not answered
    const stem = `kit-chain-${newId().slice(0, 10)}`;
    const gap = step(h("span", { class: "kit-box kit-gap" }, "Who comes here?"));
    const began = step(h("span", { class: "kit-box kit-began" }, "Where this began"));
    const line = h("ol", { class: "kit-way", "aria-label": "The way to you" },
      h("li", { class: "kit-step" }, h("span", { class: "kit-box kit-fixed" }, "You, the reader")),
      step(h("span", { class: "kit-box kit-fixed" }, "This article")), gap, began);
    const hops = h("p", { class: "kit-hops" });
    const ask = h("p", { class: "kit-ask", id: `${stem}-ask` });
    const boxes = new Map();                     // voice -> {el, controls}
    const adders = new Map(voices.map((v) => [v.id, h("button", { type: "button", class: "kit-button kit-add", "data-add": v.id, "aria-label": `Add: ${v.name}`, onclick: () => add(v.id) },
      h("span", { class: "kit-add-sign", "aria-hidden": "true" }, "+"), h("span", {}, v.name))]));
    const itself = h("button", { type: "button", class: "kit-button kit-itself", "aria-pressed": "false", onclick: nobodyElse }, "Nobody else: the article says it itself");
    const sure = surenessGroup({ view, value: null, onchange: (id) => put("how sure", { confidence: id }) });
    const build = h("div", { class: "kit-build", role: "group", "aria-labelledby": ask.id }, ask, h("div", { class: "kit-voices" }, [...adders.values()]), itself);

    const place = (id) => `number ${now.indexOf(id) + 1} of ${now.length}`;
    function add(id) {
      if (now?.includes(id)) { say(`${nameOf(id)} is in the chain already, ${place(id)}.`); return; }
      put(`add ${nameOf(id)}`, { voices: [...now ?? [], id] });
      say(`${nameOf(id)} added, the farthest from you. ${hops.textContent}`);
    }
    function move(id, by) {
      const from = now.indexOf(id), next = now.filter((v) => v !== id);
      if (from + by < 0 || from + by >= now.length) { say(`${nameOf(id)} is already the ${by < 0 ? "nearest to" : "farthest from"} you.`); return; }
      next.splice(from + by, 0, id);
      put(`move ${nameOf(id)} ${by < 0 ? "nearer" : "further"}`, { voices: next });
      say(`${nameOf(id)} is now ${place(id)}, counted from the article. ${hops.textContent}`);
    }
    function remove(id) {
      const at = now.indexOf(id), left = now.filter((v) => v !== id);
      put(`remove ${nameOf(id)}`, left.length ? { voices: left } : null);       // an empty chain would be an answer
      if (left.length) boxes.get(left[Math.min(at, left.length - 1)]).controls[2].focus(); else adders.get(id)?.focus();
      say(`${nameOf(id)} removed. ${hops.textContent || "No answer now."}`);
    }
    function nobodyElse() {
      const had = now?.length ?? 0;
      if (now && !had) { put("nobody else, taken back", null); say("Taken back. No answer now."); return; }
      put("nobody else", { voices: [] });
      say(`${hops.textContent}${had ? ` Your chain of ${counted(had, "voice")} is put away; Undo brings it back.` : ""}`);
    }

    function boxOf(id) {
      const name = nameOf(id);
      const control = (label, what, act) => h("button", { type: "button", class: "kit-button kit-quiet kit-move", "aria-label": label, title: label, onclick: act }, what);
      const controls = [control(`Move ${name} nearer to you`, chevron("kit-nearer"), () => move(id, -1)),
        control(`Move ${name} further from you`, chevron("kit-further"), () => move(id, 1)),
        control(`Remove ${name} from the chain`, h("span", { "aria-hidden": "true" }, "✕"), () => remove(id))];
      return { controls, el: step(h("span", { class: "kit-box kit-voice", "data-voice": id }, h("span", { class: "kit-voice-name" }, name), h("span", { class: "kit-moves" }, controls))) };
    }
    function drawLine() {
      const active = document.activeElement, held = line.contains(active) ? active : null;
      const lost = held?.closest("[data-voice]")?.dataset.voice;
      for (const [id, box] of boxes) if (!now?.includes(id)) { box.el.remove(); boxes.delete(id); }
      (now ?? []).forEach((id, i) => {
        if (!boxes.has(id)) boxes.set(id, boxOf(id));
        const { el: stands, controls } = boxes.get(id);
        if (line.children[i + 2] !== stands) line.insertBefore(stands, line.children[i + 2]);
        controls[0].setAttribute("aria-disabled", String(i === 0));
        controls[1].setAttribute("aria-disabled", String(i === now.length - 1));
      });
      gap.hidden = now !== null;
      lay();
      if (held && document.activeElement !== held) {           // moved about, or taken away by an undo: focus stays close
        if (held.isConnected) held.focus({ preventScroll: true }); else (adders.get(lost) ?? itself).focus({ preventScroll: true });
      }
    }
    /** Side by side where the boxes have room, else downwards. */
    function lay() {
      const em = Number.parseFloat(getComputedStyle(way).fontSize) || 13;
      line.classList.toggle("kit-across", way.clientWidth >= em * (25 + 14 * (now?.length ?? 1)));
    }
    const way = h("div", { class: "kit-drawn" }, line, hops);
    onresize(way, lay);
    return {
      shown: claimInContext(item),
      questions: [way, build, sure.el],
      update(value) {
        now = value ? [...new Set(value.voices ?? [])] : null;
        chains.set(item.id, now);
        drawLine();
        hops.textContent = hopsInWords(now && now.map(nameOf));
        ask.textContent = now?.length ? `And who stands behind “${nameOf(now.at(-1))}”? Add the next voice, or stop here.` : now
          ? "If somebody else said it first, add the voice." : "Whom does this article have it from? Add the nearest voice first.";
        for (const [id, button] of adders) {
          const used = !!now?.includes(id);
          button.setAttribute("aria-disabled", String(used));
          button.setAttribute("aria-label", `Add: ${nameOf(id)}${used ? " (in the chain)" : ""}`);
          button.firstChild.textContent = used ? "✓" : "+";
        }
        itself.setAttribute("aria-pressed", String(now?.length === 0));
        sure.set(value?.confidence ?? null);
        sure.el.hidden = !now;
        together?.();
      },
      focus: () => ([...adders.values()][0] ?? itself).focus(),
    };
  }

  // ------------------------------------------------------------------------------------------------ all chains together
  function originsForm(item, put) {
    const group = choiceGroup({ legend: "How many independent origins do these statements have, as far as the text shows?", value: null,
      options: statements.map((_, i) => ({ id: String(i + 1), name: String(i + 1) })), onchange: (id) => put("number of origins", { option: id }) });
    const box = h("div", { class: "kit-frame" });
    const key = h("p", { class: "kit-key" }, "Each number is a statement. The lines lead from it to the voices behind it; where the border is thick, a chain ends.");
    const words = h("ul", { class: "kit-words-list", "aria-label": "Your chains in words" });
    const empty = h("p", { class: "kit-key" }, "The picture grows out of your chains above; so far there are none.");
    let drawnAs = "";

    function sketch() {
      const all = chainsTogether(statements.map((s) => chains.get(s.id) ?? null));
      const some = all.voices.length > 0, width = box.clientWidth;
      const print = printOf([statements.map((s) => chains.get(s.id) ?? null), width]);
      if (print === drawnAs) return;
      drawnAs = print;
      empty.hidden = some;
      for (const e of [box, key, words]) e.hidden = !some;
      words.replaceChildren(...togetherInWords(all, nameOf).map(([name, rest]) => h("li", {}, h("strong", {}, name), `: ${rest}`)));
      if (!some || !box.clientWidth) return;
      const look = getComputedStyle(box), tight = box.clientWidth < 420 && all.voices.some((v) => v.depth > 2);
      const size = (Number.parseFloat(look.fontSize) || 13) * (tight ? 0.9 : 1);
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = `${size}px ${look.fontFamily}`;
      const ends = all.voices.filter((v) => v.ends.length).length, done = statements.length - all.open.length;
      box.replaceChildren(pictureElement(
        pictureOf(all, { count: statements.length, width: box.clientWidth, size, nameOf, measure: (text) => pen.measureText(text).width }), size,
        `Your chains as a picture: ${counted(done, "statement")} ${done === 1 ? "leads" : "lead"} to ${counted(all.voices.length, "place")}; chains end at ${ends} of them. The list beneath says it in words.`));
    }
    onresize(box, sketch);
    together = sketch;
    return {
      shown: h("figure", { class: "kit-funnel" }, empty, box, h("figcaption", {}, key), words),
      questions: [h("p", { class: "kit-lead" }, "Voices that belong together, as a firm and its spokesman do, count as one origin. Many voices can have one origin."), group.el],
      update(value) { group.set(value?.option ?? null); sketch(); },
      focus: () => group.focus(),
    };
  }

  const all = asksOrigins ? [...statements, { id: ORIGINS }] : statements;
  const isOrigins = (x) => x.id === ORIGINS;
  return itemTask({ model, view: { ...view, items: all }, el, signal, broken, kind: "chain", noun: "Statement",
    form: (item, ...hands) => (isOrigins(item) ? originsForm : chainForm)(item, ...hands),
    nameOf: (item, i) => (isOrigins(item) ? "All statements together" : `Statement ${i + 1}`),
    endsOf: (item) => (isOrigins(item) ? statements.map((s, i) => ({ ...s, letter: String(i + 1) })) : [item]),
    blank: (item) => (isOrigins(item) ? { id: ORIGINS, type: "choice", item: ORIGINS, option: null } : { id: item.id, type: "chain", claim: item.claim, voices: [], confidence: null }),
    ...(view.follows ? { filled: () => view.follows } : {}),
    missing: (value) => [value?.type === "choice" && !value.option && "choose a number",
      value?.given && !view.follows && "go on with this chain, or say how sure you are that it is whole"].filter(Boolean),
    subject: (value) => printOf(value.type === "choice" ? value.option ?? null : value.voices ?? []) });
}

export default { render: widget(draw) };
