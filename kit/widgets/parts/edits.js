// What an edit changed, word by word: the text before, the text after, and the difference in words.

/** Sentences as units of comparison: every word, and every sign between words, since quotation marks may be all that changed. */
function unitsOf(sentences) {
  return sentences.flatMap((s, k) => s.pieces.flatMap(([n, text], p) => (n !== null
    ? [{ k, p, a: 0, b: text.length, text }]
    : [...text.matchAll(/\S/gu)].map((m) => ({ k, p, a: m.index, b: m.index + m[0].length, text: m[0], sign: true })))));
}

/** Two lists of units, and which of each have no partner in the other (the longest common subsequence): runs [{gone, came, last, next}], the last two being what stands around. */
function differences(before, after) {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      rows[i][j] = before[i].text === after[j].text ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    }
  }
  const runs = [];
  let run = null, i = 0, j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i].text === after[j].text) {
      if (run) run.next = before[i];
      run = null; i++; j++;
      continue;
    }
    if (!run) runs.push(run = { gone: [], came: [], last: before[i - 1] ?? null, next: null });
    if (j >= after.length || (i < before.length && rows[i + 1][j] >= rows[i][j + 1])) run.gone.push(before[i++]); else run.came.push(after[j++]);
  }
  return runs;
}

const SIGN_NAMES = { "“": "a quotation mark", "”": "a quotation mark", "‘": "a quotation mark", "’": "a quotation mark", '"': "a quotation mark",
  ",": "a comma", ".": "a full stop", ":": "a colon", ";": "a semicolon", "?": "a question mark", "!": "an exclamation mark" };

/** The differences in words, for those who do not see them. */
function saidDifferences(runs) {
  const sign = (units) => units.every((u) => u.sign);
  const name = (units) => (sign(units) ? units.map((u) => SIGN_NAMES[u.text] ?? "a sign").join(" and ") : `“${units.map((u) => u.text).join(" ")}”`);
  const where = (units, { last, next }) => (!sign(units) ? "" : /[“‘(]/.test(units[0].text) && next ? ` before “${next.text}”` : last ? ` after “${last.text}”` : "");
  return runs.map((run) => (run.gone.length && run.came.length ? `${name(run.gone)} became ${name(run.came)}`
    : run.gone.length ? `${name(run.gone)} was taken out${where(run.gone, run)}` : `${name(run.came)} was added${where(run.came, run)}`)).join("; ");
}

/** The letters of a piece in runs [text, differs]. `units` are those of the piece that differ. */
function runsOfPiece(text, units) {
  const out = [];
  let at = 0;
  for (const { a, b } of [...units].sort((x, y) => x.a - y.a)) {
    if (a > at) out.push([text.slice(at, a), false]);
    out.push([text.slice(a, b), true]);
    at = b;
  }
  if (at < text.length) out.push([text.slice(at), false]);
  return out;
}
