/* What was checked before the dose, and what did the prescriber decide? One tap each, by whom and when; nothing here locks anything. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const waiting = new Set(); /* pressed, and not answered yet */

  /* The last one that was pressed here and that the server does not have yet. */
  function unsent(fits) {
    return vigil.outbox.of(vigil.session.id()).filter((item) => vigil.outbox.state(item) === "waiting" && fits(item.body)).pop();
  }

  /* -- one line of a list ------------------------------------------------------------------------------------------------------- */

  const ticked = ({ item }) => unsent((body) => body.item === item);

  /* A tick that waits is none yet: the line says so, and another tap takes it back. */
  function line(item) {
    if (item.measured) { return measured(item); }
    const late = ticked(item);
    const busy = waiting.has(item.item) || Boolean(late);
    const who = late ? `${late.body.done ? "" : "not so: "}${vigil.words.clock(late.at)}, not sent` : busy ? "sending…" : item.by ? `${item.done ? "" : "not so: "}${vigil.words.who(item.by)} ${vigil.words.clock(item.at)}` : "";
    return make("li", {}, vigil.button("", () => tick(item), { class: "check-item", "aria-pressed": String(item.done), "data-key": item.item, "data-busy": busy ? "yes" : "no" }),
      make("span", { class: "who" }, who));
  }

  function filled(item) {
    const node = line(item);
    const box = node.querySelector("button");
    if (box) { box.append(make("span", { class: "box", "aria-hidden": "true" }, item.done ? "✓" : ""), make("span", {}, item.text), node.querySelector(".who")); }
    return node;
  }

  /* What readings decide cannot be ticked; a reading can be made. */
  function measured(item) {
    return make("li", { class: "measured", "data-done": item.done ? "yes" : "no" }, make("span", { class: "box", "aria-hidden": "true" }, item.done ? "✓" : "–"),
      make("span", {}, make("span", { class: "unseen" }, item.done ? "met: " : "not met: "), item.text, make("small", {}, item.why)));
  }

  async function tick(item) {
    if (waiting.has(item.item)) { return; }
    const late = ticked(item);
    const done = !(late ? late.body.done : item.done);
    waiting.add(item.item);
    vigil.sheet.redraw();
    const { state, message } = await vigil.step.keep("ticks", { item: item.item, done }, `${item.text}: ${done ? "done" : "not so"}`);
    waiting.delete(item.item);
    vigil.sheet.tell(message, state === "saved" ? "" : "wrong");
    vigil.sheet.redraw();
  }

  const list = (items, label) => make("ul", { class: "checks", "aria-label": label }, items.map(filled));

  /* -- the gate --------------------------------------------------------------------------------------------------------------------- */

  const place = () => vigil.held.key("gate");
  const typed = (name) => vigil.held.of(place())?.values[name] || "";

  function input(name, label) {
    return make("label", { class: "field", for: `gate-${name}` }, make("span", {}, label),
      make("input", { id: `gate-${name}`, name, type: "text", autocomplete: "off", maxlength: 200, "data-key": `gate-${name}`, oninput: ({ target }) => vigil.held.put(place(), name, target.value) }));
  }

  function gate(at) {
    const head = make("p", {}, make("b", {}, `BP ${at.sys}/${at.dia}`), ` at ${vigil.words.clock(at.at)} is above ${at.limit}. `, decided(at));
    const fields = [input("prescriber", "Prescriber"), input("reason", "Reason")].map((node) => { const field = node.querySelector("input"); field.value = typed(field.name); return node; });
    return make("form", { class: "gate", novalidate: true, "aria-label": "Decision of the prescriber", onsubmit: (event) => event.preventDefault() }, head,
      make("div", { class: "row" }, fields, vigil.button("Go on", () => decide(true), { class: "button", "data-key": "gate-go" }), vigil.button("Not today", () => decide(false), { class: "button", "data-key": "gate-no" })));
  }

  function decided(gate) {
    const { go, prescriber, reason, late } = decision(gate);
    if (go === null) { return "The prescriber decides; it is written down with a reason."; }
    return `${prescriber} decided: ${go ? "go on" : "not today"} (${reason})${late ? ", not sent" : ""}.`;
  }

  /* What holds for the pressure of the gate: a decision that waits here counts from its own time. */
  function decision(gate) {
    const late = unsent(({ prescriber }) => Boolean(prescriber));
    return late && late.at >= gate.at ? { ...late.body, late: true } : gate;
  }

  async function decide(go) {
    const empty = ["prescriber", "reason"].find((name) => !typed(name).trim());
    if (empty) {
      vigil.sheet.tell(empty === "prescriber" ? "Who decided? Type the prescriber's name." : "Why? Type the reason in a few words.", "wrong");
      document.getElementById(`gate-${empty}`).focus();
      return;
    }
    const [prescriber, reason, draft] = [typed("prescriber").trim(), typed("reason").trim(), place()];
    const { state, message } = await vigil.step.keep("decisions", { go, prescriber, reason }, `${prescriber} decided: ${go ? "go on" : "not today"}`, { draft });
    if (state === "refused") { vigil.held.keep(draft, { prescriber, reason }); }
    vigil.sheet.tell(message, state === "saved" ? "" : "wrong");
    vigil.sheet.redraw();
  }

  /* -- the sheet before the dose ----------------------------------------------------------------------------------------------------- */

  function before() { vigil.sheet.open("before", "Before the dose", drawn, true); }

  function drawn() {
    const { lists, gate: at, stage } = vigil.stage.picture();
    const items = lists.before.length ? list(lists.before, "Before the dose") : make("p", { class: "hint" }, "This protocol has no checklist.");
    const lacks = stage.first ? [] : stage.reasons.filter((why) => !why.startsWith("checklist") && !why.startsWith("BP ") && why !== "no dose recorded");
    return [items, at && !stage.first ? gate(at) : null, lacks.length ? make("p", { class: "hint" }, `Still: ${lacks.join("; ")}.`) : null,
      make("div", { class: "row" }, vigil.button("Record the dose", () => vigil.dose.open(), { class: "button primary", "data-key": "dose" }), vigil.button("End without a dose", () => vigil.leave.open(), { class: "button", "data-key": "end" }))].filter(Boolean);
  }

  const count = (items) => `${items.filter(({ done }) => done).length}/${items.length}`;

  vigil.lists = { before, list, count, decision };
  window.addEventListener("vigil:unsent", () => vigil.sheet.redraw());
})();
