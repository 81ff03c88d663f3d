// On every page of the site: does this browser keep what is given to it? Where it does not, that is said at once, in one
// sentence at the foot of the page. It also frees a kernel that waits for a file which could not be kept.
(() => {
  const TOLD = {
    insecure: "This page was not opened over https, and browsers let nothing be kept for it: your answers would be lost. Ask whoever runs this site for an address that begins with https.",
    refused: "This browser refuses to keep anything for this site, so your answers would be lost when you close the page. Open the site in an ordinary window (not a private one), and allow it to keep data.",
    full: "This browser’s storage is full, or it refuses to keep more: your last step is not kept. Make room (on this device, or by removing other sites’ data), then choose Run ▸ Run All Cells. Leave this page open until it says Saved.",
  };

  function tell(text) {
    const shown = document.getElementById("kit-guard") ?? document.createElement("div");
    shown.id = "kit-guard";
    shown.setAttribute("role", "alert");
    shown.style.cssText = "position:fixed;z-index:100000;inset:auto 0 0 0;padding:.8em 1.1em;font:600 16px/1.45 system-ui,sans-serif;"
      + "color:#1b1b1f;background:#ffd9a8;border-top:3px solid #c2700f;display:flex;gap:1em;align-items:start;justify-content:center";
    const words = document.createElement("span");
    words.style.maxWidth = "60em";
    words.textContent = text;
    const close = document.createElement("button");
    close.textContent = "Close";
    close.style.cssText = "font:inherit;color:inherit;background:none;border:2px solid currentColor;border-radius:.3em;padding:.1em .7em;cursor:pointer";
    close.addEventListener("click", () => shown.remove());
    shown.replaceChildren(words, close);
    document.body.append(shown);
  }
  const whenDrawn = (text) => (document.body ? tell(text) : addEventListener("DOMContentLoaded", () => tell(text)));

  /** Write one entry and read it back: a browser that refuses does so only then, each in its own way. */
  const keeps = () => new Promise((answer) => {
    const no = () => answer(false);
    try {
      const asked = indexedDB.open("kit-guard", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
      asked.onerror = asked.onblocked = no;
      asked.onsuccess = () => {
        const step = asked.result.transaction("kept", "readwrite");
        step.objectStore("kept").put(1, "one");
        step.oncomplete = () => { asked.result.close(); answer(true); };
        step.onerror = step.onabort = no;
      };
    } catch { no(); }
  });

  async function look() {
    if (!isSecureContext) return whenDrawn(TOLD.insecure);
    if (!navigator.serviceWorker || !(await keeps())) return whenDrawn(TOLD.refused);
    // So that the browser does not clear this site first when the device runs short of room.
    await navigator.storage?.persist?.().catch(() => {});
  }
  look().catch(() => whenDrawn(TOLD.refused));

  // Python asks for files through the service worker and waits for the page's answer, however long. A page that fails in
  // the midst of one (it could not keep a file) gives none. Then this gives one that says "not there", on which the kit
  // looks for itself what was kept, and tells it.
  if (!("BroadcastChannel" in window)) return;
  const PATIENCE_MS = 300;                                    // other windows of this site answer their own questions by then
  const OF_STORAGE = /quota|storage|indexeddb|database/i;
  const NOTHING = { lookup: { ok: false }, readdir: [], getattr: {} };
  const files = new BroadcastChannel("/sw-api.v1");
  const open = new Map();                                     // id of a question to what its answer must hold
  files.addEventListener("message", ({ data }) => {
    if (!data?.requestId) return;
    if ("response" in data) open.delete(data.requestId);
    else if (data.pathname?.includes("/api/drive")) {
      const { requestId, browsingContextId } = data;
      open.set(requestId, { requestId, browsingContextId, response: NOTHING[data.data?.method] ?? null });
    }
  });
  let troubled = false;                                       // once a file was not kept, others are missing because of it
  addEventListener("unhandledrejection", ({ reason }) => {
    const waiting = [...open.keys()];
    troubled ||= OF_STORAGE.test(`${reason?.name} ${reason?.message}`);
    setTimeout(() => {
      for (const id of waiting) {
        if (!open.has(id)) continue;
        files.postMessage(open.get(id));
        open.delete(id);
        if (troubled) tell(TOLD.full);
      }
    }, PATIENCE_MS);
  });
})();
