// An item about which several things are said, each kept as an annotation of its own: "<item>.<part>".

/** What an annotation of a part holds: words, the id chosen, ranges of words. */
function contentOf(annotation) {
  return annotation.type === "choice" ? annotation.option : annotation.type === "spans" ? annotation.tokens : annotation.text;
}

/** The parts of an item as one value {part: content}; null where nothing is said yet. */
function readParts(item, layer) {
  const start = `${item.id}.`, found = layer.filter((a) => a.id.startsWith(start));
  return found.length ? Object.fromEntries(found.map((a) => [a.id.slice(start.length), contentOf(a)])) : null;
}

/**
 * The annotations that keep such a value, and null for each part that it leaves empty: as `answers.commit` takes them.
 * kindOf(part) is "text", "choice" or "spans"; `before` is the value as it was, of which what is gone now is dropped.
 */
function partChanges(item, value, before, kindOf) {
  const parts = [...new Set([...Object.keys(before ?? {}), ...Object.keys(value ?? {})])].filter((part) => part !== "given");
  return parts.map((part) => ({ id: `${item.id}.${part}`, value: keptPart(`${item.id}.${part}`, value?.[part], kindOf(part)) }));
}

function keptPart(id, content, kind) {
  if (content === null || content === undefined || content.length === 0) return null;
  if (kind === "choice") return { id, type: "choice", item: id, option: content };
  return kind === "spans" ? { id, type: "spans", item: id, tokens: content, none: false } : { id, type: "text", prompt: id, text: content };
}
