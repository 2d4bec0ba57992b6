/* What does the entry of a set consist of, and how does the cursor move through it? Tab, Enter, space and / are enough. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const ORDER = ["heart_rate", "systolic", "diastolic", "spo2", "dissociation", "sedation", "respiratory_rate"];

  function field(form, spec) {
    const id = `entry-${spec.name}`;
    const input = make("input", { id, name: spec.name, type: "text", inputmode: "numeric", autocomplete: "off", maxlength: 12,
      size: spec.width, "aria-label": `${spec.label}, ${spec.unit}`, "aria-describedby": "entry-status" });
    form.inputs[spec.name] = input;
    return make("label", { class: "field", for: id }, make("span", {}, spec.short, " ", make("small", {}, spec.unit)), input);
  }

  function text(form, name, label, attributes) {
    const id = `entry-${name}`;
    const input = make("input", { id, name, type: "text", autocomplete: "off", "aria-describedby": "entry-status", ...attributes });
    form.inputs[name] = input;
    return make("label", { class: `field ${name}`, for: id }, make("span", {}, label), input);
  }

  function byField(form) {
    const of = (name) => field(form, vigil.reading.keys[name]);
    const slash = make("span", { class: "slash", "aria-hidden": "true" }, "/");
    const swap = vigil.button("One line", () => oneLine(form), { class: "button swap", "aria-keyshortcuts": "/", tabindex: -1 });
    return make("div", { class: "by-field" },
      make("div", { class: "row" }, of("heart_rate"), of("systolic"), slash, of("diastolic"), of("spo2")),
      make("div", { class: "row" }, of("dissociation"), of("sedation"), of("respiratory_rate"), swap),
      make("div", { class: "row" }, text(form, "note", "Note", { maxlength: 2000 }),
        text(form, "at", "Time", { inputmode: "numeric", placeholder: "now", maxlength: 5, "aria-label": "Time of the reading, empty for now" }),
        form.save));
  }

  function byLine(form) {
    const label = make("span", {}, "One line ", make("small", {}, "72 128/84 97 d2 s5 r14 calm"));
    form.line = make("input", { id: "entry-line", type: "text", autocomplete: "off", "aria-describedby": "entry-echo", maxlength: 2000 });
    form.echo = make("p", { id: "entry-echo", class: "echo", role: "status" });
    const save = make("button", { type: "submit", class: "button primary" }, "Save");
    const swap = vigil.button("Fields", () => { show(form, false); focus(form, "heart_rate"); }, { class: "button swap" });
    return make("div", { class: "by-line", hidden: true },
      make("div", { class: "row" }, make("label", { class: "field line", for: "entry-line" }, label, form.line), save),
      make("div", { class: "row" }, form.echo, swap));
  }

  function build(form, submit, typed) {
    form.save = make("button", { type: "submit", class: "button primary save" }, "Save");
    form.status = make("p", { id: "entry-status", class: "status", role: "status" });
    form.banner = make("p", { class: "banner", hidden: true });
    form.fields = byField(form);
    form.byLine = byLine(form);
    form.node = make("form", { class: "set-form", novalidate: true, onsubmit: submit, onkeydown: (event) => moveOn(form, event), oninput: typed },
      form.banner, form.fields, form.byLine, form.status);
    return form.node;
  }

  /* -- moving about ----------------------------------------------------------------------------------------------------------- */

  function focus(form, name) { form.inputs[name].focus({ preventScroll: true }); }

  function show(form, line) {
    form.byLine.hidden = !line;
    form.fields.hidden = line;
  }

  function oneLine(form) {
    show(form, true);
    form.line.focus({ preventScroll: true });
  }

  /* Space goes to the next field, / from the upper pressure to the lower one; in an empty first field / opens the one line. */
  function moveOn(form, event) {
    const at = ORDER.indexOf(event.target.name);
    if (event.key === "Escape") { event.target.blur(); return; }
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.key === "/" && at === 0 && event.target.value === "") { event.preventDefault(); oneLine(form); return; }
    if (event.key !== " " && event.key !== "/") { return; }
    event.preventDefault();
    if (event.key === "/" && ORDER[at] !== "systolic") { return; }
    if (event.target.value !== "") { focus(form, ORDER[at + 1] || "note"); }
  }

  vigil.entryForm = { build, focus, show, oneLine };
})();
