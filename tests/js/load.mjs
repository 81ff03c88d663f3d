// The widgets' scripts are loaded as text, as the browser does it: joined, as one module, with what a test names exported.
import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(`../../kit/widgets/${name}`, import.meta.url), "utf8");
/** The names in the brackets behind `start` in base.py, which alone says what is joined and in which order. */
const listed = (start) => (read("base.py").split(start)[1] ?? "").split(")")[0].match(/\w+/g) ?? [];

/** A widget's script, or without one what they all share, with these names exported. */
export function load(widget, exported) {
  const parts = widget ? [...listed(`"${widget}": (`).map((name) => `parts/${name}`), widget] : [];
  const text = [...listed("SHARED = (").map((name) => `shared/${name}`), ...parts].map((name) => read(`${name}.js`)).join("\n") + `\nexport { ${exported.join(", ")} };`;
  return import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
}

/** A localStorage of our own; `room` is how many entries it takes before it says that it is full. */
export function storage(room = Infinity) {
  const kept = new Map();
  return {
    get length() { return kept.size; },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (k) => kept.get(k) ?? null,
    setItem(k, v) { if (!kept.has(k) && kept.size >= room) throw new Error("QuotaExceededError"); kept.set(k, v); },
    removeItem(k) { kept.delete(k); },
    kept,
  };
}

/** A model of anywidget's shape, whose kernel acknowledges when told to. */
export function model(state) {
  const heard = {}, sent = [];
  const all = { layer: [], saved: {}, feedback: {}, ...state };
  return {
    sent, all,
    get: (k) => all[k],
    on: (e, f) => (heard[e] ??= []).push(f),
    off() {},
    send: (m) => { sent.push(m); },
    set(change) { Object.assign(all, change); for (const k of Object.keys(change)) for (const f of heard["change:" + k] ?? []) f(); },
  };
}
