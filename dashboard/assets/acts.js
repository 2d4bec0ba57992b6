/* What else can be done in a session? Symptoms and phrases, dose, stop, end, skip, void: each asked in one place, in the page. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const button = (...parts) => vigil.button(...parts);
  const PHRASES = ["Calm", "Anxious", "Tearful", "Drowsy", "Talking", "Told doctor"];
  const SYMPTOMS = [["chest_pain", "Chest pain"], ["severe_headache", "Severe headache"], ["breathlessness", "Breathless"],
    ["neurological", "Neurological"], ["visual", "Visual"], ["vomiting", "Vomiting"], ["nausea", "Nausea"], ["dizziness", "Dizzy"],
    ["anxiety", "Anxiety"], ["palpitations", "Palpitations"], ["other", "Other"]];
  /* How a drug is given decides in what it is measured. */
  const UNITS = { IV: ["mg", "mg/kg", "µg"], IM: ["mg", "mg/kg"], SC: ["mg", "mg/kg"], nasal: ["mg"], oral: ["mg", "ml"] };
  const SKIPS = ["asleep", "refused", "by doctor"];
  const REASONS = ["Typing error", "Cuff or sensor", "Wrong patient"];
  let here = null;

  function open(place, session, may) {
    here = { session, may, picture: vigil.session.picture(), tray: make("div", { class: "tray", onkeydown: escape }), symptoms: button("Symptoms", choose, { class: "button" }),
      stop: button("Stop infusion", stop, { class: "button" }), none: button("Not measured", () => vigil.entry.unmeasured(), { class: "button", onmousedown: keep }) };
    here.usual = [button("Dose", dose, { class: "button" }), here.stop, may.has("end") && button("End session", end, { class: "button" })].filter(Boolean);
    here.mending = [here.none, button("Cancel", () => { back(); vigil.entry.cancel(); }, { class: "button", "aria-label": "Cancel correction" })];
    place.append(here.tray, make("div", { class: "acts" }, here.symptoms, here.mending, here.usual));
    correcting(false);
    quick();
  }

  /* While an entry is corrected, what can be done is another. */
  function correcting(on) {
    if (!here) { return; }
    here.usual.forEach((one) => { one.hidden = on || (one === here.stop && !flows()); });
    here.mending.forEach((one) => { one.hidden = !on; });
    if (on && !here.correcting) { naming("heart_rate"); }
    here.correcting = on;
  }

  /* Whether there is an infusion that could be stopped: the server knows, from the route of the dose or of the protocol. */
  function flows() { return here.picture && here.picture.stage && ["running", "paused"].includes(here.picture.stage.infusion); }

  function pictured({ detail }) {
    if (!here || detail.s !== here.session) { return; }
    here.picture = detail;
    correcting(Boolean(here.correcting));
  }

  /* What the button would say of the field that has the cursor. */
  function naming(name) {
    const spec = vigil.reading.keys[name];
    const pressure = ["systolic", "diastolic"].includes(name);
    vigil.say(here.none, name === "note" ? "No note" : `${pressure ? "BP" : spec ? spec.short : "Value"} not measured`);
    here.none.disabled = !spec && name !== "note";
  }

  function keep(event) { event.preventDefault(); }

  /* Of a session that is over, or that somebody may only correct, the place for corrections is opened when it is wanted. */
  function ready() {
    if (!here) { vigil.entry.open(document.getElementById("session-entry"), ...vigil.sets.whose(), true); }
  }

  function escape(event) { if (event.key === "Escape") { back(); } }

  function back() { quick(); vigil.entry.home(); }

  function put(kind, ...parts) {
    Object.assign(here.tray.dataset, { kind, open: kind === "quick" ? "no" : "yes" });
    here.tray.replaceChildren(...parts);
    const first = here.tray.querySelector("input, select, button");
    if (kind !== "quick" && first) { first.focus({ preventScroll: true }); }
  }

  const url = (what) => `/api/v1/sessions/${encodeURIComponent(here.session)}/${what}`;
  const cancel = () => button("Back", back, { class: "button" });

  /* -- symptoms and phrases ------------------------------------------------------------------------------------------------- */

  function quick() {
    const chip = ([word, label]) => button(label, () => vigil.entry.tick(word), { class: "chip", "data-symptom": word, "aria-pressed": "false" });
    const phrase = (words) => button(words, () => vigil.entry.phrase(words), { class: "chip phrase" });
    put("quick", make("div", { class: "chips", role: "group", "aria-label": "Symptoms, saved with the set" }, SYMPTOMS.map(chip)),
      make("div", { class: "chips", role: "group", "aria-label": "Phrases for the note" }, PHRASES.map(phrase)),
      make("div", { class: "row done" }, button("Done", back, { class: "button primary" })));
    vigil.entry.showTicks();
  }

  function choose() {
    if (here.tray.dataset.kind === "quick" && here.tray.dataset.open === "yes") { back(); return; }
    quick();
    here.tray.dataset.open = "yes";
    here.tray.querySelector("button").focus({ preventScroll: true });
  }

  function ticked(symptoms) {
    if (!here) { return; }
    vigil.say(here.symptoms, symptoms.size ? `Symptoms (${symptoms.size})` : "Symptoms");
    here.tray.querySelectorAll("[data-symptom]").forEach((chip) => chip.setAttribute("aria-pressed", String(symptoms.has(chip.dataset.symptom))));
  }

  /* -- asking, and saying what became of it ----------------------------------------------------------------------------------- */

  function ask(question, yes, act, ...more) {
    const words = make("p", { class: "question", id: "tray-question" }, question);
    const said = make("p", { class: "status", role: "status" });
    const go = button(yes, () => act(said, go), { class: "button primary", "aria-describedby": "tray-question" });
    put("ask", words, ...more, make("div", { class: "row" }, go, cancel()), said);
  }

  /* Not queued: what ends, strikes or stops something is done now or not at all. */
  async function now(what, body, said, go, done, conflict) {
    go.disabled = true;
    vigil.say(said, "Sending…");
    const { status, body: answer } = await vigil.wire.post(url(what), { client_id: vigil.wire.uuid(), ...body });
    go.disabled = false;
    if (status !== 200 && status !== 201) {
      vigil.say(said, status === 0 ? "Not sent: the server did not answer. Press again." : answer.message || `Refused (${status}). Nothing was changed.`);
      if (status === 409 && conflict) { conflict(answer.message); }
      return;
    }
    vigil.session.heard(answer);
    if (!here) { return; }
    back();
    vigil.entry.tell(`${done} ${vigil.words.clock(vigil.now())}`);
  }

  /* -- dose ------------------------------------------------------------------------------------------------------------------------ */

  function input(name, label, attributes) {
    return make("label", { class: `field ${name}`, for: `dose-${name}` }, make("span", {}, label),
      make("input", { id: `dose-${name}`, name, type: "text", autocomplete: "off", ...attributes }));
  }

  function options(words) { return [make("option", { value: "" }, "choose"), ...words.map((word) => make("option", { value: word }, word))]; }

  function choice(name, label, words, changed) {
    return make("label", { class: `field ${name}`, for: `dose-${name}` }, make("span", {}, label),
      make("select", { id: `dose-${name}`, name, onchange: changed }, options(words)));
  }

  /* A unit that was chosen stays, if the drug can be given so. */
  function fitUnits({ target }) {
    const { unit } = target.form.elements;
    const chosen = unit.value;
    const fitting = UNITS[target.value] || Array.from(new Set(Object.values(UNITS).flat()));
    unit.replaceChildren(...options(fitting));
    unit.value = fitting.includes(chosen) ? chosen : "";
  }

  function dose() {
    const said = make("p", { class: "status", role: "status" });
    const form = make("form", { class: "dose-form", novalidate: true, onsubmit: (event) => { event.preventDefault(); give(form, said); } },
      make("div", { class: "row" }, input("drug", "Drug", { maxlength: 60 }), choice("route", "Route", Object.keys(UNITS), fitUnits)),
      make("div", { class: "row" }, input("amount", "Amount", { inputmode: "decimal", maxlength: 8 }), choice("unit", "Unit", Array.from(new Set(Object.values(UNITS).flat()))),
        input("at", "Time", { placeholder: "now", inputmode: "numeric", maxlength: 5 })),
      make("div", { class: "row" }, make("button", { type: "submit", class: "button primary" }, "Record dose"), cancel()), said);
    put("dose", form);
  }

  function wanting({ drug, amount, unit, route, at }) {
    if (!drug.trim()) { return ["drug", "Which drug was given?"]; }
    if (!route) { return ["route", "Choose the route."]; }
    if (!/^\d+(\.\d+)?$/.test(amount)) { return ["amount", `The amount must be a number. You entered ${amount || "nothing"}.`]; }
    if (!unit) { return ["unit", "Choose the unit."]; }
    return at.trim() && vigil.words.instant(at, vigil.now()) === null ? ["at", `The time must be like 14:05. You entered ${at}.`] : null;
  }

  async function give(form, said) {
    const typed = Object.fromEntries(new FormData(form));
    typed.amount = vigil.reading.clean(typed.amount).replace(",", ".");
    const lacks = wanting(typed);
    if (lacks) { vigil.say(said, lacks[1]); form.elements[lacks[0]].focus(); return; }
    const at = typed.at.trim() ? vigil.words.instant(typed.at, vigil.now()) : vigil.now();
    const id = vigil.wire.uuid();
    const body = { client_id: id, at: new Date(at).toISOString(), drug: typed.drug.trim(), amount: Number(typed.amount), unit: typed.unit, route: typed.route };
    vigil.say(said, "Sending…");
    const words = `${body.drug} ${body.amount} ${body.unit} ${body.route}`;
    const { state, answer } = await vigil.outbox.send({ id, session: here.session, at, said: words, url: url("doses"), body });
    if (state === "refused") { vigil.say(said, answer.body.message || "Refused. Nothing was saved."); return; }
    back();
    vigil.entry.tell(state === "saved" ? `Saved ${vigil.words.clock(vigil.now())}   ${words}` : `Not sent - Vigil keeps trying. Kept here: ${words}`);
    if (state === "saved") { vigil.session.heard(answer.body); }
  }

  /* -- stop, end, skip, void --------------------------------------------------------------------------------------------------------- */

  function stop() {
    ask("Was the infusion stopped early? This is recorded and raises an alert.", "Yes, stopped now", (said, go) => now("stops", {}, said, go, "Stop recorded"));
  }

  function end() {
    const open = vigil.session.picture().alerts.length;
    const still = open ? `${open} alert${open > 1 ? "s are" : " is"} still standing. ` : "";
    ask(`${still}End this session? Nothing more will be due, and nothing more can be entered.`, "End session", (said, go) => now("end", {}, said, go, "Session ended"));
  }

  function skip(next) {
    const said = make("p", { class: "status", role: "status" });
    const one = (reason) => { const go = button(reason, () => now("skips", { due: next.due, reason }, said, go, "Check skipped"), { class: "button" }); return go; };
    put("ask", make("p", { class: "question" }, `Skip the check due ${vigil.words.clock(next.due)}, because:`), make("div", { class: "row" }, SKIPS.map(one), cancel()), said);
  }

  /* A reason is asked for before anything is struck; `act` is called with it. */
  function why(question, act) {
    const said = make("p", { class: "status", role: "status" });
    const other = make("input", { type: "text", maxlength: 200, "aria-label": "Other reason", placeholder: "other reason" });
    const chosen = (go, reason) => { if (reason.trim()) { act(reason.trim(), said, go); } else { vigil.say(said, "Say why, in a few words."); other.focus(); } };
    const chip = (reason) => { const go = button(reason, () => chosen(go, reason), { class: "button" }); return go; };
    const go = button("Other", () => chosen(go, other.value), { class: "button" });
    put("ask", make("p", { class: "question" }, question), make("div", { class: "row" }, REASONS.map(chip)), make("div", { class: "row" }, other, go, cancel()), said);
  }

  /* `first` is what has to be said before the question: somebody else corrected the entry meanwhile. */
  function strike(id, first = "") {
    ready();
    const known = vigil.sets.known(id);
    if (!known || known.gone) { back(); return; }
    const conflict = (message) => { here.striking = { id, message, revision: known.fact.r }; struckAnew(); };
    why(`${first}Void ${known.words}? It stays, struck through. Why?`, (reason, said, go) =>
      now(`facts/${encodeURIComponent(id)}/void`, { reason, revision: known.fact.r }, said, go, "Voided", conflict));
  }

  function struckAnew() {
    const { id, message, revision } = (here && here.striking) || {};
    const known = id && vigil.sets.known(id);
    if (!known || known.fact.r === revision) { return; }
    here.striking = null;
    strike(id, `${message} `);
  }

  function amend(id) {
    ready();
    const known = vigil.sets.known(id);
    if (!known || known.gone) { back(); return; }
    why(`Correct ${known.words}. Why was it wrong?`, (reason) => { quick(); vigil.entry.correct(id, reason); });
  }

  function close() { here = null; }

  vigil.acts = { open, close, ticked, correcting, naming, skip, strike, amend };
  window.addEventListener("vigil:entries", () => { if (here) { struckAnew(); } });
  window.addEventListener("vigil:picture", pictured);
})();
