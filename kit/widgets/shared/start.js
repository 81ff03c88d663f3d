// How a widget starts, and what stands in its place when it fails.

/** The text of a view in plain paragraphs, for the learner whose widget could not be drawn. */
function plainText(view) {
  const sentence = (s) => (s?.pieces ?? []).map((p) => p?.[1] ?? "").join("");
  const line = (list) => (list ?? []).map(sentence).join(" ");
  const side = (x) => (x ? `${x.before ?? ""}${x.words ?? ""}${x.after ?? ""}` : "");
  const item = (i) => (i?.a ? [side(i.a), side(i.b)]
    : [i?.question ?? "", side(i), line(i?.text), line(i?.changed), ...(i?.options ?? []).map((o) => o?.text ?? "")]);
  const lists = [
    Array.isArray(view?.paragraphs) ? view.paragraphs.map((p) => line(p?.sentences))
      : [view?.items, view?.claims].filter(Array.isArray).flat().flatMap(item),
    Array.isArray(view?.prompts) ? view.prompts.map((p) => p?.question ?? "") : [],
  ];
  return lists.flat().filter(Boolean);
}

/** What stands in the place of a widget that failed: a sentence, and the text, so that reading can go on. */
function brokenNotice(view, error) {
  console.error("[kit]", error);
  let lines = [];
  try { lines = plainText(view); } catch { /* even the view is not what it should be */ }
  return h("div", { class: "kit kit-broken", role: "alert" },
    h("p", {}, "This exercise could not be drawn. ", lines.length ? "The text is below. " : "",
      "Your answers are kept. Run ▸ Run All Cells may bring it back; if not, show this line to your teacher: ", h("code", {}, String(error?.message ?? error))),
    lines.map((l) => h("p", { class: "kit-plain" }, l)));
}

/**
 * The render function of a widget. draw({model, view, el, signal, broken}) builds everything into `el` (usually
 * el.append(frame.root)) and may return a function that is called after the first painted frame. A throw inside draw, or
 * later inside a redraw, becomes a sentence in the widget's place instead of an empty output.
 */
function widget(draw) {
  return ({ model, el, signal }) => {
    const over = new AbortController();
    signal?.addEventListener("abort", () => over.abort());
    const broken = (error) => { over.abort(); el.replaceChildren(brokenNotice(model.get("view"), error)); };
    try {
      const view = model.get("view");
      if (!view || typeof view !== "object" || !view.task) throw new Error("the exercise came without its contents");
      const news = h("p", { class: "kit-notice kit-news", role: "status" }), tell = () => {
        const told = model.get("news") ?? "", root = el.querySelector(".kit");
        news.textContent = told;
        if (told && root && news.parentElement !== root) root.prepend(news);
        if (!told) news.remove();
      };
      model.on("change:news", tell);
      over.signal.addEventListener("abort", () => model.off("change:news", tell));
      const ready = draw({ model, view, el, signal: over.signal, broken });
      requestAnimationFrame(() => setTimeout(() => {           // after the first painted frame
        if (over.signal.aborted) return;
        tell();
        try { ready?.(); } catch (error) { broken(error); return; }
        el.querySelector(".kit")?.setAttribute("data-ready", "1");
      }, 0));
    } catch (error) { broken(error); }
    return () => over.abort();
  };
}
