/* What does the entry of a set consist of, and how does the cursor move through it? Tab, Enter, space and / are enough. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  /* Tapped where the patient is seen, or said in the one line: their fields are there while an entry is corrected, and while one says something. */
  const BESIDE = ["distress", "agitation"];
  const ORDER = ["heart_rate", "systolic", "diastolic", "spo2", "dissociation", "sedation", "respiratory_rate"];

  /* A label says what is entered and in which unit; while an entry is corrected, the old value stands in the unit's place. */
  function labelled(form, name, label, unit, input) {
    form.inputs[name] = input;
    form.old[name] = make("span", { class: "was", id: `was-${name}` });
    return make("label", { class: `field ${name}`, for: input.id }, make("span", { class: "named" }, label), make("small", { class: "unit" }, unit), form.old[name], input);
  }

  function field(form, spec) {
    const input = make("input", { id: `entry-${spec.name}`, name: spec.name, type: "text", inputmode: spec.name === "agitation" ? "text" : "numeric", autocomplete: "off", maxlength: 12,
      size: spec.width, "aria-label": `${spec.label}, ${spec.unit}`, "aria-describedby": `was-${spec.name} entry-status`, placeholder: " " });
    return labelled(form, spec.name, spec.short, spec.unit, input);
  }

  function text(form, name, label, attributes) {
    const input = make("input", { id: `entry-${name}`, name, type: "text", autocomplete: "off", "aria-describedby": `was-${name} entry-status`, ...attributes });
    return labelled(form, name, label, "", input);
  }

  function byField(form) {
    const of = (name) => field(form, vigil.reading.keys[name]);
    const slash = make("span", { class: "slash", "aria-hidden": "true" }, "/");
    const swap = vigil.button("One line", () => oneLine(form), { class: "swap", "aria-keyshortcuts": "/", tabindex: -1 });
    const numbers = make("div", { class: "row numbers" }, of("heart_rate"), of("systolic"), slash, of("diastolic"), ORDER.slice(3).map(of));
    const rest = make("div", { class: "row" }, BESIDE.map(of), text(form, "note", "Note", { maxlength: 2000, placeholder: " " }),
      text(form, "at", "Time", { inputmode: "numeric", placeholder: "now", maxlength: 5, "aria-label": "Time of the reading, empty for now" }), form.save, swap);
    return make("div", { class: "by-field" }, numbers, vigil.scales.rows(), rest);
  }

  function byLine(form) {
    const label = make("span", { class: "named" }, "One line ", make("small", {}, "72 128/84 97 d2 s5 r14 dist1 rass-1 calm"));
    form.line = make("input", { id: "entry-line", type: "text", autocomplete: "off", "aria-describedby": "entry-echo", maxlength: 2000 });
    form.echo = make("p", { id: "entry-echo", class: "echo", role: "status" });
    const save = make("button", { type: "submit", class: "button primary save-line" }, "Save");
    const swap = vigil.button("Fields", () => { show(form, false); focus(form, "heart_rate"); }, { class: "swap" });
    return make("div", { class: "by-line", hidden: true },
      make("div", { class: "row" }, make("label", { class: "field line", for: "entry-line" }, label, form.line), save, swap), form.echo);
  }

  /* The words have a place of their own that is always there: whatever they say, nothing below them moves. */
  function build(form, submit, typed) {
    form.old = {};
    form.save = make("button", { type: "submit", class: "button primary save" }, "Save");
    form.status = make("p", { id: "entry-status", class: "status", role: "status" });
    form.banner = make("p", { class: "banner", hidden: true });
    form.draft = make("p", { class: "draft", role: "status", hidden: true });
    form.fields = byField(form);
    form.byLine = byLine(form);
    const told = make("div", { class: "told", tabindex: -1 }, form.status, form.banner);
    new ResizeObserver(() => vigil.entrySaid.fit(told)).observe(told); /* its place is smaller or larger by what else the page says */
    form.node = make("form", { class: "set-form", novalidate: true, onsubmit: submit, onkeydown: (event) => moveOn(form, event), oninput: typed },
      form.fields, form.byLine, form.draft, told);
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
