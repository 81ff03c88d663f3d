"""A page with one or more real widgets (their own script and style) and a make-believe kernel.

No Jupyter: a case takes a fraction of a second. The kernel is twenty lines of JavaScript that keep
the protocol: it applies operations and acknowledges them, unless it was told to be dead.
"""

from __future__ import annotations

import re

from chromium import axe_source

from kit.text import words
from kit.widgets.base import script, style

ORIGIN = "http://kit.test/"  # answered by Playwright itself; a real origin has a real localStorage

LIGHT = {  # as JupyterLab 4.6 defines them
    "--jp-layout-color1": "#fff",
    "--jp-layout-color2": "#eee",
    "--jp-ui-font-color1": "rgba(0,0,0,.87)",
    "--jp-ui-font-size1": "13px",
    "--jp-content-font-size1": "14px",
    "--jp-ui-font-family": "system-ui,sans-serif",
    "--jp-content-font-family": "system-ui,sans-serif",
}
DARK = LIGHT | {
    "--jp-layout-color1": "#212121",
    "--jp-layout-color2": "#424242",
    "--jp-ui-font-color1": "rgba(255,255,255,.87)",
}

PAGE = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width">
<title>Lesson</title><style>:root{%s}
.jp-OutputArea-output dl,.jp-OutputArea-output dt,.jp-OutputArea-output dd{display:block}
.jp-OutputArea-output dl{width:100%%;overflow:hidden;padding:0;margin:0}
.jp-OutputArea-output dt{font-weight:bold;float:left;width:20%%;padding:0;margin:0}
.jp-OutputArea-output dd{float:left;width:80%%;padding:0;margin:0}
.jp-ThemedContainer button{border-radius:2px}
body{margin:0;background:var(--jp-layout-color1);
color:var(--jp-ui-font-color1)}</style></head><body class="jp-ThemedContainer" data-jp-theme-light="%s">
<main><h1 style="position:absolute;clip-path:inset(50%%)">Lesson</h1>
<h2 style="position:absolute;clip-path:inset(50%%)">Task</h2></main></body></html>"""

MOUNT = """async ({script, style, name, state, kernel}) => {
  if (!document.getElementById("style-" + name)) {
    const s = document.createElement("style");
    s.id = "style-" + name; s.textContent = style; document.head.append(s);
  }
  const url = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
  const widget = (await import(url)).default;
  const heard = {}, sent = [], S = structuredClone(state);
  const w = {S, sent, kernel, checks: [],
    tell(names) { for (const n of names) for (const fn of heard["change:" + n] ?? []) fn(); },
    set(change) { Object.assign(S, structuredClone(change)); w.tell(Object.keys(change)); },
    take(op) {
      const saved = {ops: [op.op_id], at: "12:04", problem: ""};
      if (op.op === "did") { w.set({saved, view: {...S.view, opened: [...S.view.opened ?? [], op.id]}}); return; }
      const rest = S.layer.filter(a => a.id !== op.id);
      const at = S.layer.findIndex(a => a.id === op.id);
      const value = op.op === "put" ? [{...op.value, id: op.id}] : [];
      const i = at < 0 ? rest.length : at;
      const layer = [...rest.slice(0, i), ...value, ...rest.slice(i)];
      w.set({layer: structuredClone(layer), saved});
    }};
  const model = {
    get: k => S[k], set() {}, save_changes() {},
    on: (e, f) => (heard[e] ??= []).push(f),
    off: (e, f) => { heard[e] = (heard[e] ?? []).filter(g => g !== f); },
    send(m) {
      if (w.kernel === "gone") throw new Error("comm is closed");
      sent.push(structuredClone(m));
      const op = w.kernel === "alive" && m.type === "op" && structuredClone(m.op);
      if (op) setTimeout(() => w.take(op), 5);
      if (m.type === "check" && w.reply) setTimeout(() => w.set({feedback: w.reply}), 5);
    }};
  const el = document.createElement("div");
  el.className = "jp-OutputArea-output";
  document.querySelector("main").append(el);
  const over = new AbortController();
  w.el = el;
  w.close = () => { over.abort(); el.remove(); };
  (window.W ??= []).push(w);
  await widget.render({model, el, signal: over.signal, host: {}});
  await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
}"""


def source(name: str) -> dict:
    """A widget's script and style, as the browser gets them."""
    return {"name": name, "script": script(name), "style": style(name)}


def mount(page, name: str, view: dict, layer=(), *, kernel="alive", feedback=None) -> None:
    """Draw a widget on the page; it becomes window.W[n]. `kernel` is alive, deaf or gone."""
    state = {"view": view, "layer": list(layer), "saved": {}, "feedback": feedback or {}}
    page.evaluate(MOUNT, source(name) | {"state": state, "kernel": kernel})


def open_page(context, dark: bool = False):
    """A page in JupyterLab's colours, with an origin of its own."""
    colours = ";".join(f"{k}:{v}" for k, v in (DARK if dark else LIGHT).items())
    html = PAGE % (colours, "false" if dark else "true")
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(ORIGIN)
    return page


# ------------------------------------------------------------------------------------------- axe

AXE_RUN = """async () => {
  const main = document.querySelector("main"), title = [...main.querySelectorAll(".kit-title")].at(-1);
  const r = await axe.run(main, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
  const colour = title.style.color;
  title.style.color = "#7a7a7a";
  const pale = await axe.run(title, {runOnly: ["color-contrast"]});
  title.style.color = colour;
  return {found: r.violations.map(v => [v.id, ...v.nodes.map(n => n.html.slice(0, 120))]),
    contrast: (r.passes.find(p => p.id === "color-contrast") ?? {nodes: []}).nodes.length,
    pale: pale.violations.length};
}"""

OPEN_FOLDS = """async () => {
  for (const fold of document.querySelectorAll("main details")) fold.open = true;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def axe_findings(page) -> list[list[str]]:
    """What axe finds on the page, every fold opened first: [rule, element, element …] for each broken rule.

    Controls, each time: of more than five elements axe says that their contrast is enough, and it finds a title in a
    grey that is too weak on either theme's ground.
    """
    page.evaluate(OPEN_FOLDS)
    page.evaluate(axe_source())
    result = page.evaluate(AXE_RUN)
    assert result["contrast"] > 5, "axe did not look at the contrast"
    assert result["pale"], "axe does not find a title that is too pale"
    return result["found"]


# ------------------------------------------------------------------------------------------ views

LABELS = {
    "quote": [
        {
            "id": "direct",
            "name": "direct",
            "hint": "The source’s own words, in quotation marks.",
        },
        {
            "id": "indirect",
            "name": "indirect",
            "hint": "The writer tells in other words.",
        },
        {"id": "mixed", "name": "mixed", "hint": "Partly told, partly in quotation marks."},
    ],
    "stance": [
        {
            "id": "neutral",
            "name": "neutral",
            "hint": "The cue only says that somebody spoke.",
        },
        {
            "id": "distancing",
            "name": "distancing",
            "hint": "The writer keeps away: claimed.",
        },
        {
            "id": "endorsing",
            "name": "endorsing",
            "hint": "The writer believes it: pointed out.",
        },
        {"id": "conceding", "name": "conceding", "hint": "The speaker gives way: admitted."},
        {"id": "forceful", "name": "forceful", "hint": "The cue is loud: insisted, slammed."},
    ],
    "naming": [
        {"id": "named", "name": "named", "hint": "A person’s or an institution’s own name."},
        {"id": "described", "name": "described", "hint": "By role or office, without a name."},
        {"id": "bare", "name": "bare", "hint": "Only “sources” or “officials”."},
        {"id": "none", "name": "nobody", "hint": "Nobody is named at all."},
    ],
}

STORY = [
    [
        "The bridge at Oster Sound will close at noon on Friday, the harbour office said on Tuesday.",
        "It has carried the coast road since 1961.",
    ],
    [
        "“We looked at the bolts,” said Mara Lind, the harbour’s engineer, “and we did not like them.”",
        "She told reporters that a diver had said two piers were cracked.",
        "Lorries were turned back at both ends in the morning.",
    ],
    [
        "The shipping company Nordhav claimed the closure would cost it “a great deal of money”.",
        "A spokesman for the ministry insisted the decision was the harbour’s alone.",
    ],
]


def marker_view(paragraphs=STORY, fields=("quote", "stance", "naming"), **more) -> dict:
    """A marker's view of sentences, in tokens as the kit makes them."""
    number, out = 0, []
    for p, sentences in enumerate(paragraphs, 1):
        drawn = []
        for s, sentence in enumerate(sentences, 1):
            pieces, at = [], 0
            for a, b in words(sentence):
                pieces += [[None, sentence[at:a]]] if a > at else []
                pieces.append([number, sentence[a:b]])
                number, at = number + 1, b
            pieces += [[None, sentence[at:]]] if sentence[at:] else []
            drawn.append({"id": f"p{p}s{s}", "inplay": True, "pieces": pieces})
        out.append({"number": p, "sentences": drawn})
    return {
        "task": "bridge/who-1",
        "kind": "attributions",
        "title": "Who is speaking?",
        "prompt": "Highlight each statement: who says it, the word that reports it, what is said.",
        "points": 10,
        "lang": "en",
        "labels": {f: LABELS[f] for f in fields},
        "fields": list(fields),
        "digest": "d1",
        "checkable": True,
        "confidence": [50, 60, 70, 80, 90, 100],
        "notice": "",
        "journal": "w1/bridge/who-1",
        "paragraphs": out,
    } | more


def tokens(view: dict, phrase: str, occurrence: int = 1) -> list[int]:
    """The [first, last] token of a phrase."""
    text, spans = "", []
    for p in view["paragraphs"]:
        for s in p["sentences"]:
            for token, piece in s["pieces"]:
                if token is not None:
                    spans.append((token, len(text), len(text) + len(piece)))
                text += piece
            text += " "
    at = [m.start() for m in re.finditer(re.escape(phrase), text)][occurrence - 1]
    inside = [n for n, a, b in spans if a < at + len(phrase) and b > at]
    return [inside[0], inside[-1]]


def claim_of(view: dict, id: str, phrase: str, gist: str = "") -> dict:
    """A claim as a view carries it: its words in their sentence, and their tokens in the text."""
    for p in view["paragraphs"]:
        for s in p["sentences"]:
            before, found, after = "".join(piece for _, piece in s["pieces"]).partition(phrase)
            if found:
                place = {"claim": id, "gist": gist or phrase, "sentence": s["id"], "paragraph": p["number"]}
                return place | {"before": before, "words": phrase, "after": after, "tokens": tokens(view, phrase)}
    raise AssertionError(f"The text does not say: {phrase}")


def attribution(view: dict, id: str, source=(), cue=(), content=(), **more) -> dict:
    """An attribution as the browser draws it, from phrases."""
    value = {"id": id, "type": "attribution", "confidence": None, "given": False}
    value |= dict.fromkeys(view["fields"])
    for role, phrases in (("source", source), ("cue", cue), ("content", content)):
        value[role] = [tokens(view, p) for p in phrases]
    return value | more
