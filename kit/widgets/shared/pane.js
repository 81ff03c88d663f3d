// The whole article, to read beside a task.

/** What to show as [{tokens: [first, last], letter}]: claims as they come, or bare ranges with their letters. What names no words is left out. */
function shownEnds(claims, letters = []) {
  return (claims ?? []).map((c, i) => ({ tokens: Array.isArray(c) ? c : c?.tokens, letter: String((Array.isArray(c) ? null : c?.letter) ?? letters?.[i] ?? "") }))
    .filter((e) => Array.isArray(e.tokens) && e.tokens.length === 2 && e.tokens.every(Number.isInteger));
}

/**
 * A sentence cut where something shown begins or ends: [{text, ends: [numbers of the ends it stands in], starts: [those that begin here]}].
 * A gap belongs to what stands on both sides of it.
 */
function runsOf(pieces, ends) {
  const at = (token) => ends.flatMap((e, i) => (token !== null && e.tokens[0] <= token && token <= e.tokens[1] ? [i] : []));
  const runs = [];
  for (const [k, [token, text]] of pieces.entries()) {
    const before = pieces[k - 1]?.[0] ?? null, after = pieces[k + 1]?.[0] ?? null;
    const inside = token === null ? at(before).filter((i) => at(after).includes(i)) : at(token);
    const last = runs[runs.length - 1];
    if (last && printOf(last.ends) === printOf(inside)) last.text += text;
    else runs.push({ text, ends: inside, starts: inside.filter((i) => !last?.ends.includes(i) && ends[i].tokens[0] === token) });
  }
  return runs;
}

/**
 * The whole article of a view that carries `paragraphs`, to read beside a task: numbered, plain, not editable.
 *   el                      the pane. Put it in front of the task in a <div class="kit-beside">: wide outputs (880 px of content and more) have it
 *                           at the side, where it stays in sight; narrower ones above, as a fold that is closed at first
 *   show(claims, letters)   highlights [{tokens: [first, last], letter: "A"}] or [[first, last], …] with `letters`, each end by a letter, a line
 *                           and a colour; the first is brought into view inside the pane. Neither page nor focus moves
 *   clear()                 shows nothing
 *   reveal(back)            for a learner who asks to go there: opens the fold and moves the focus (and the page) to it. back = {name, go()} offers
 *                           the way back: "Back to pair 3"
 *   close()                 folds it, so that something else has the room
 *   rangeOf(sentenceId)     the [first, last] token of a sentence, or null
 *   wide                    does it stand at the side?
 */
function textPane(view, { signal } = {}) {
  const sentences = new Map();
  const pars = (view.paragraphs ?? []).map((p) => h("p", { class: "kit-pane-par" },
    h("span", { class: "kit-pane-num" }, h("span", { class: "kit-unseen" }, "Paragraph "), String(p.number)),
    (p.sentences ?? []).map((s) => {
      const own = (s.pieces ?? []).flatMap(([token]) => (token === null ? [] : [token]));
      const el = h("span", {}, s.pieces.map(([, text]) => text).join(""));
      sentences.set(s.id, { el, pieces: s.pieces, paragraph: p.number, first: own[0] ?? Infinity, last: own[own.length - 1] ?? -1 });
      return [el, " "];
    })));
  const id = `kit-pane-${newId().slice(0, 10)}`;
  const box = h("div", { class: "kit-pane-text", tabindex: "0", role: "group", "aria-labelledby": id }, pars);
  const hint = "Point at an item, or move the focus into it, to see its words here.";
  const bar = h("div", { class: "kit-pane-bar" });
  const back = h("button", { type: "button", class: "kit-button kit-quiet kit-pane-back", hidden: true });
  const fold = h("details", { class: "kit-pane-fold", ontoggle: () => { if (fold.open) lookAt(); } },
    h("summary", { id }, "The text"), bar, box, back);
  const probe = h("div", { class: "kit-pane-probe", "aria-hidden": "true" });     // as wide as the pane, whatever the fold does
  const el = h("div", { class: "kit-pane" }, probe, fold);
  let ends = [], marks = [], wide = null;

  function paint(old, now) {
    marks = now.map(() => []);
    const touched = (s, list) => list.some((e) => e.tokens[0] <= s.last && e.tokens[1] >= s.first);
    for (const s of sentences.values()) {
      if (!touched(s, old) && !touched(s, now)) continue;
      s.el.replaceChildren(...runsOf(s.pieces, now).map(({ text, ends: inside, starts }) => {
        if (!inside.length) return text;
        const letter = starts.map((i) => now[i].letter).filter(Boolean).join(" ");
        const mark = h("mark", { class: "kit-end", "data-end": inside.length > 1 ? "both" : String(inside[0] % 2) },
          letter && h("span", { class: "kit-end-letter" }, letter, h("span", { class: "kit-unseen" }, ": ")), text);
        for (const i of inside) marks[i].push(mark);
        return mark;
      }));
    }
    bar.replaceChildren(...(now.length ? now.map((e, i) => {
      const at = [...sentences.values()].find((s) => e.tokens[0] >= s.first && e.tokens[0] <= s.last);
      return h("button", { type: "button", class: "kit-button kit-quiet kit-pane-jump", onclick: () => bring(i) },
        e.letter && h("span", { class: "kit-ab", "data-end": String(i % 2) }, e.letter), `Paragraph ${at?.paragraph ?? "?"}`);
    }) : [h("span", {}, hint)]));
  }
  const placeOf = (list) => {
    const home = box.getBoundingClientRect(), rects = list.map((m) => m.getBoundingClientRect());
    return { height: home.height, top: Math.min(...rects.map((r) => r.top)) - home.top, bottom: Math.max(...rects.map((r) => r.bottom)) - home.top };
  };
  /** Scrolls the pane, never the page, until end `i` can be read. */
  function bring(i) {
    if (!marks[i]?.length || !box.clientHeight) return;
    const { top } = placeOf(marks[i]);
    box.scrollTop += top - Math.min(48, box.clientHeight / 4);
  }
  /** Everything shown into view if it fits, else the first end. */
  function lookAt() {
    const all = marks.flat();
    if (!all.length || !box.clientHeight) return;
    const { top, bottom, height } = placeOf(all);
    if (top >= 8 && bottom <= height - 8) return;
    if (bottom - top < height - 72) box.scrollTop += top - 48;
    else bring(0);
  }
  const watch = new ResizeObserver(() => {
    const now = getComputedStyle(el).getPropertyValue("--kit-wide").trim() === "1";
    if (now === wide) return;
    wide = now;
    fold.open = wide || fold.contains(document.activeElement);
    if (wide) back.hidden = true;
    // JupyterLab's outputs scroll by themselves if they must; ours never must, and what sticks would stick to them
    for (let a = el.parentElement; a; a = a.parentElement) if (/\bjp-OutputArea/.test(a.className)) a.classList.toggle("kit-holds-pane", wide);
  });
  watch.observe(probe);
  signal?.addEventListener("abort", () => watch.disconnect());
  paint([], []);
  return {
    el,
    show(claims, letters) {
      const now = shownEnds(claims, letters);
      if (printOf(now) === printOf(ends)) return;
      paint(ends, now);
      ends = now;
      lookAt();
    },
    clear() { this.show([]); },
    reveal(way = null) {
      fold.open = true;
      back.hidden = !way;
      back.textContent = way ? `Back to ${way.name}` : "";
      back.onclick = () => { back.hidden = true; way.go(); };
      el.scrollIntoView({ block: "start" });
      box.focus({ preventScroll: true });
      lookAt();
    },
    close() { fold.open = false; },
    rangeOf(sentence) { const s = sentences.get(sentence); return s && s.last >= s.first ? [s.first, s.last] : null; },
    get wide() { return !!wide; },
  };
}
