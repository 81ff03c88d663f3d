// All chains of a task together: in words, and as one picture that leads from the statements to where their chains end.

const ITSELF = "";                               // in the picture: the article, where a chain has no voice (no voice has this id)

/** ["1", "2", "4"] -> "1, 2 and 4". */
function enumerated(list) {
  return list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}

/**
 * All chains together. `chains` is a list of voice ids (nearest first) for each statement, or null where nothing is answered.
 * Returns {voices: [{id, reached, ends, onward, last}], open, links}: by how many statements (numbers from 1) a voice is
 * reached, which of them end there, which go on to whom (Map), and the links as [from, to, statements], where `from` is a
 * statement's number or a voice. The farthest voices come last.
 */
function chainsTogether(chains) {
  const voices = new Map(), links = new Map(), open = [];
  const at = (id) => voices.get(id) ?? voices.set(id, { id, reached: [], ends: [], onward: new Map(), depth: 0 }).get(id);
  const link = (from, to, n) => {
    const key = printOf([from, to]);
    if (!links.has(key)) links.set(key, [from, to, []]);
    links.get(key)[2].push(n);
  };
  chains.forEach((chain, i) => {
    const n = i + 1;
    if (!chain) { open.push(n); return; }
    const way = chain.length ? chain : [ITSELF];
    way.forEach((id, k) => {
      const voice = at(id), next = way[k + 1];
      voice.reached.push(n);
      voice.depth = Math.max(voice.depth, k + 1);
      if (next === undefined) voice.ends.push(n); else voice.onward.set(next, [...voice.onward.get(next) ?? [], n]);
      link(k ? way[k - 1] : n, id, n);
    });
  });
  const all = [...voices.values()].sort((a, b) => a.depth - b.depth || b.reached.length - a.reached.length || a.reached[0] - b.reached[0]);
  return { voices: all, open, links: [...links.values()] };
}

/** The same in words: one line for each voice, and one for what is not answered. */
function togetherInWords({ voices, open }, nameOf) {
  const numbers = (list) => `${counted(list.length, "statement")} (${enumerated(list.map(String))})`;
  const lines = voices.map((v) => {
    const name = nameOf(v.id).replace(/^./u, (c) => c.toUpperCase());
    if (v.id === ITSELF) return [name, `${numbers(v.reached)}, with nobody else behind ${v.reached.length === 1 ? "it" : "them"}.`];
    const on = [...v.onward].map(([next, list]) => (v.onward.size === 1 && !v.ends.length ? `from there on to ${nameOf(next)}` : `${enumerated(list.map(String))} on to ${nameOf(next)}`));
    const end = v.ends.length && (v.onward.size ? `${enumerated(v.ends.map(String))} ${v.ends.length === 1 ? "ends" : "end"} here` : v.ends.length === 1 ? "it ends here" : "they end here");
    return [name, `reached by ${numbers(v.reached)}; ${[end, ...on].filter(Boolean).join(", ")}.`];
  });
  return open.length ? [...lines, ["Without a chain so far", `${numbers(open)}.`]] : lines;
}

/** Words in lines no wider than `room`; a word that is wider alone is cut, after a slash if it has one. `measure(text)` gives a width. */
function wrapped(text, room, measure) {
  const lines = [""];
  const pieces = text.trim().split(/\s+/).flatMap((word) => word.split(/(?<=\/)/).map((part, i) => [i ? "" : " ", part]));
  for (const [space, piece] of pieces) {
    const longer = lines.at(-1) ? lines.at(-1) + space + piece : piece;
    if (measure(longer) <= room) { lines[lines.length - 1] = longer; continue; }
    if (lines.at(-1)) lines.push("");
    let letters = [...piece];
    while (measure(letters.join("")) > room && letters.length > 5) {           // no fewer than three letters on either side
      let n = letters.length - 3;
      while (n > 3 && measure(`${letters.slice(0, n).join("")}-`) > room) n--;
      lines[lines.length - 1] = `${letters.slice(0, n).join("")}-`;
      lines.push("");
      letters = letters.slice(n);
    }
    lines[lines.length - 1] = letters.join("");
  }
  return lines;
}

/**
 * Where everything stands, in pixels: {width, height, dots: [{n, x, y, open}], boxes: [{voice, lines, x, y, w, h}], ways:
 * [{points, weight}]}. Statements stand left, voices in columns by how far they are, the last column where chains end. A link
 * that skips a column has a slot of its own there, so that no line runs through a box; one that leads back (two voices, each
 * behind the other) goes round on the right.
 */
function pictureOf({ voices, open, links }, { count, width, size, nameOf, measure }) {
  const radius = size, lane = 2 * radius, round = 2 * size, deep = Math.max(1, ...voices.map((v) => v.depth));
  const columnOf = new Map(voices.map((v) => [v.id, v.onward.size ? v.depth : deep]));
  const back = ([from, to]) => typeof from !== "number" && columnOf.get(from) >= columnOf.get(to);
  const gap = Math.max(14, Math.min(60, width * 0.06)), pad = width < 420 ? 4 : 9, room = width - 3 - (links.some(back) ? round : 0);
  const w = Math.max(3.5 * size, Math.min(15 * size, (room - lane - deep * gap) / deep));
  const between = Math.max(gap, Math.min(9 * size, (room - lane - deep * w) / deep));
  const left = (column) => 1.5 + (column ? lane + between + (column - 1) * (w + between) : 0);
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;

  const columns = Array.from({ length: deep + 1 }, () => []);
  const dots = Array.from({ length: count }, (_, i) => ({ n: i + 1, open: open.includes(i + 1), h: lane, order: i + 1 }));
  columns[0] = dots;
  const boxes = voices.map((voice) => {
    const lines = wrapped(nameOf(voice.id), w - 2 * pad, measure);
    const box = { voice, lines, h: lines.length * size * 1.3 + size * 0.9, order: mean(voice.reached), w };
    columns[columnOf.get(voice.id)].push(box);
    return box;
  });
  const placeOf = (end) => (typeof end === "number" ? dots[end - 1] : boxes.find((b) => b.voice.id === end));
  const ways = links.map(([from, to, list]) => {
    const a = typeof from === "number" ? 0 : columnOf.get(from), b = columnOf.get(to), slots = [];
    for (let column = a + 1; column < b; column++) {
      const slot = { slot: true, h: size * 0.5, order: mean(list) };
      columns[column].push(slot);
      slots.push(slot);
    }
    return { from: placeOf(from), to: placeOf(to), slots, weight: list.length, round: back([from, to]) ? round : 0 };
  });

  const space = size * 0.8, tall = (column) => column.reduce((sum, s) => sum + s.h + space, -space);
  const height = Math.max(...columns.map(tall)) + 4;
  columns.forEach((column, i) => {
    column.sort((a, b) => a.order - b.order);
    const spare = (height - 4 - tall(column)) / (column.length + 1), more = i ? Math.min(space * 3, spare) : spare;
    let y = 2 + (height - 4 - tall(column) - more * (column.length - 1)) / 2;
    for (const s of column) {
      Object.assign(s, { x: left(i), y, w: i ? w : lane });
      y += s.h + space + more;
    }
  });
  const middle = (s) => s.y + s.h / 2;
  const right = (s) => [s.x + s.w, middle(s)];
  return { width: Math.floor(left(deep) + w + 1.5 + (links.some(back) ? round : 0)), height: Math.ceil(height), radius, dots, boxes,
    ways: ways.map((way) => ({ weight: way.weight, round: way.round, points: way.round ? [right(way.from), right(way.to)]
      : [right(way.from), ...way.slots.flatMap((s) => [[s.x, middle(s)], right(s)]), [way.to.x, middle(way.to)]] })) };
}

/** An element of a drawing. Its namespace is asked of the browser, since no address may stand in a script. */
function drawn(tag, attrs = {}, ...kids) {
  const probe = document.createElement("template");
  probe.innerHTML = "<svg></svg>";
  const e = document.createElementNS(probe.content.firstChild.namespaceURI, tag);
  for (const [k, v] of Object.entries(attrs)) e.setAttribute(k, v);
  e.append(...kids);
  return e;
}

/** The picture as an <svg>; `name` says in words what it shows. */
function pictureElement({ width, height, radius, dots, boxes, ways }, size, name) {
  const n = (x) => Math.round(x * 10) / 10;
  const curve = ({ points, round }) => points.map(([x, y], i) => {
    if (!i) return `M${n(x)} ${n(y)}`;
    const [px, py] = points[i - 1], bend = Math.abs(x - px) / 2;
    return `C${n(px + (round || bend))} ${n(py)} ${n(x + (round || -bend))} ${n(y)} ${n(x)} ${n(y)}`;
  }).join("");
  const tip = ([x, y]) => `M${n(x + 7)} ${n(y - 4)}L${n(x + 1)} ${n(y)}L${n(x + 7)} ${n(y + 4)}`;      // towards the reader
  const text = (x, y, words) => { const t = drawn("text", { x: n(x), y: n(y), "text-anchor": "middle" }); t.textContent = words; return t; };
  return drawn("svg", { class: "kit-picture", role: "img", "aria-label": name, "font-size": n(size), width, height, viewBox: `0 0 ${width} ${height}` },
    ...ways.flatMap((way) => [drawn("path", { class: "kit-flow", d: curve(way), "stroke-width": Math.min(6, 0.8 + 0.9 * way.weight) }),
      drawn("path", { class: "kit-tip", d: tip(way.points[0]) })]),
    ...dots.map((dot) => drawn("g", { class: dot.open ? "kit-dot kit-dot-open" : "kit-dot" },
      drawn("circle", { cx: n(dot.x + radius), cy: n(dot.y + radius), r: radius - 1 }), text(dot.x + radius, dot.y + radius + size * 0.35, dot.n))),
    ...boxes.map((box) => drawn("g", { class: `kit-node${box.voice.ends.length ? " kit-node-end" : ""}${box.voice.id === ITSELF ? " kit-node-itself" : ""}` },
      drawn("rect", { x: n(box.x), y: n(box.y), width: n(box.w), height: n(box.h), rx: 5 }),
      ...box.lines.map((line, i) => text(box.x + box.w / 2, box.y + size * (1.35 + 1.3 * i), line)))));
}
