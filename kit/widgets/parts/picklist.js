// Native lists to choose from, and a field that adds to them.

/** A question whose many options stand in a native list: {el, set(value), offer(options)}. */
function pickList({ legend, options, value, onchange }) {
  const list = h("select", { class: "kit-picklist", onchange: () => onchange(list.value || null) });
  let offered = "";
  function offer(now) {
    if (printOf(now) === offered) return;
    offered = printOf(now);
    const had = list.value;
    list.replaceChildren(h("option", { value: "" }, "not chosen"), ...now.map((o) => h("option", { value: o.id }, o.name)));
    list.value = had;
  }
  offer(options);
  list.value = value ?? "";
  return { offer, el: h("label", { class: "kit-choices kit-picklist-choices" }, h("span", { class: "kit-picklist-name" }, legend), list), set: (v) => { list.value = v ?? ""; } };
}

/** A field for the name of a voice that is not in the list, and the button that adds it. */
function voiceAdder({ add }) {
  const name = h("input", { type: "text", class: "kit-picklist-field", maxlength: "120", "aria-label": "The name of another voice", placeholder: "another voice",
    onkeydown: (ev) => { if (ev.key === "Enter") { ev.preventDefault(); go(); } } });
  const go = () => { if (name.value.trim()) add(name.value.trim()); name.value = ""; };
  return h("div", { class: "kit-picklist-adder" }, name, h("button", { type: "button", class: "kit-button", onclick: go }, "Add"));
}
