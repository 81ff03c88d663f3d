// Values, and ranges of words: pure functions, tested without a browser in tests/js.

/** A fresh id, also where the page is not a secure context (a school's plain http server has no randomUUID). */
function newId(prefix = "") {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return prefix + Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** A value as text with its keys in order: two values are equal when these texts are. */
function printOf(value) {
  return JSON.stringify(value, (_, v) => (v && typeof v === "object" && !Array.isArray(v)
    ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, v[k]])) : v)) ?? "";
}

/** What a check judges of an annotation, as text (neither how sure the learner is, nor whether it was given). */
function judgedPrint(annotation) {
  if (!annotation) return "";
  const { confidence, given, ...judged } = annotation;
  return printOf(Object.fromEntries(Object.entries(judged).filter(([, v]) => v !== null && v !== undefined && v !== "")));
}

/** Ranges [from, to] of whole numbers, both ends included, put in order; those that touch or overlap become one. */
function mergeRanges(ranges) {
  const out = [];
  for (const [a, b] of [...ranges].sort((x, y) => x[0] - y[0])) {
    const last = out[out.length - 1];
    if (last && a <= last[1] + 1) last[1] = Math.max(last[1], b); else out.push([a, b]);
  }
  return out;
}

/** The ranges without the numbers of `cut`. */
function cutRanges(ranges, cut) {
  let left = ranges.map((r) => [...r]);
  for (const [a, b] of cut) {
    left = left.flatMap(([x, y]) => (b < x || a > y ? [[x, y]] : [...(x < a ? [[x, a - 1]] : []), ...(y > b ? [[b + 1, y]] : [])]));
  }
  return left;
}

/** Does every number of `inner` stand in `outer`? */
function coversRanges(outer, inner) {
  return cutRanges(inner, outer).length === 0;
}

/** 1 -> "1 voice", 3 -> "3 voices". */
function counted(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
