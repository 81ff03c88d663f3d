// Names of voices: what is written is kept as a text of its own, "<voice>.name".

const textOf = (prompt, text) => ({ id: prompt, type: "text", prompt, text });

/** An id made of a name, as a file names it: "Ada Rill" -> "ada-rill"; with a number where it is taken. */
function idFor(name, taken) {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40).replace(/-$/, "") || "voice";
  let id = plain;
  for (let n = 2; taken.includes(id); n++) id = `${plain}-${n}`;
  return id;
}

/** The voices of a view, and those that a layer names on top of them. */
function withNamed(voices, layer) {
  const named = layer.filter((a) => a.type === "text" && a.prompt?.endsWith(".name")).map((a) => ({ id: a.prompt.slice(0, -5), name: a.text }));
  return [...voices.map((v) => named.find((n) => n.id === v.id) ?? v), ...named.filter((n) => !voices.some((v) => v.id === n.id))];
}
