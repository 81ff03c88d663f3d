// What is kept in the browser until the kernel has it on its disk, and how that is told.

/** The browser's storage, or null where it refuses to be touched (private windows, sandboxed frames). */
function browserStorage() {
  try { return globalThis.localStorage ?? null; } catch { return null; }
}

/**
 * The write-ahead journal of one task: one storage entry `kit:<name>:<op_id>` = {order, op} per operation, so that two
 * tabs never overwrite each other. A storage that is full or refuses only means that the entry lives in memory.
 *   add(op)           keep it; it is the newest
 *   retire(opIds)     these are on the kernel's disk: forget them, and older ones of the same annotation (each operation
 *                     carries the whole annotation, so an older one must never be replayed over a newer)
 *   ops()             what is left, oldest first
 *   safe()            does the browser's storage hold everything that is left?
 */
function openJournal(name, storage) {
  const prefix = `kit:${name}:`;
  const entries = new Map();                     // op_id -> {order, op, stored}
  let last = 0;
  try {
    for (let i = 0; i < (storage?.length ?? 0); i++) {
      const key = storage.key(i);
      if (!key?.startsWith(prefix)) continue;
      try {
        const { order, op } = JSON.parse(storage.getItem(key));
        if (typeof order !== "number" || !op || typeof op.op_id !== "string") continue;
        entries.set(op.op_id, { order, op, stored: true });
        last = Math.max(last, order);
      } catch { /* a damaged entry is left alone */ }
    }
  } catch { /* no storage: memory it is */ }
  const sorted = () => [...entries.values()].sort((a, b) => a.order - b.order);
  const forget = (opId) => {
    entries.delete(opId);
    try { storage?.removeItem(prefix + opId); } catch { /* it will be replayed once, which changes nothing */ }
  };
  return {
    add(op) {
      const order = last = Math.max(last + 1, Date.now());
      let stored = false;
      try { if (storage) { storage.setItem(prefix + op.op_id, JSON.stringify({ order, op })); stored = true; } } catch { /* full */ }
      entries.set(op.op_id, { order, op, stored });
    },
    retire(opIds) {
      for (const opId of opIds) {
        const mine = entries.get(opId);
        if (!mine) continue;
        for (const e of sorted()) if (e === mine || (mine.op.op !== "did" && e.op.op !== "did" && e.op.id === mine.op.id && e.order <= mine.order)) forget(e.op.op_id);
      }
    },
    ops: () => sorted().map((e) => e.op),
    safe: () => [...entries.values()].every((e) => e.stored),
  };
}

/** The save line as {state, text}; state is idle, saving, saved, offline or problem. */
function saveLineOf({ pending, offline, safe, at, problem }) {
  if (problem && !offline) return { state: "problem", text: problem };
  if (!pending) return at ? { state: "saved", text: `Saved ${at}` } : { state: "idle", text: "" };
  if (!offline) return { state: "saving", text: "Saving…" };
  return safe
    ? { state: "offline", text: "Not connected (kept in this browser). Run ▸ Run All Cells sends it." }
    : { state: "offline", text: "Not connected, and this browser keeps nothing: leave this page open, then Run ▸ Run All Cells." };
}
