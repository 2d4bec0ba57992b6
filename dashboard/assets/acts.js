/* What else can be done in a session? Symptoms and phrases, skip, correct, void: each asked in one place, in the page; what needs
   more room is on a sheet of its own. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const button = (...parts) => vigil.button(...parts);
  const PHRASES = ["Calm", "Anxious", "Tearful", "Drowsy", "Talking", "Told doctor"];
  const SYMPTOMS = [["chest_pain", "Chest pain"], ["severe_headache", "Severe headache"], ["breathlessness", "Breathless"],
    ["neurological", "Neurological"], ["visual", "Visual"], ["vomiting", "Vomiting"], ["nausea", "Nausea"], ["dizziness", "Dizzy"],
    ["anxiety", "Anxiety"], ["palpitations", "Palpitations"], ["other", "Other"]];
  const SKIPS = ["asleep", "refused", "by doctor"];
  const REASONS = ["Typing error", "Cuff or sensor", "Wrong patient"];
  const OF_DOSES = ["Typing error", "Not all given", "Wrong patient"];
  const WRONG = REASONS[2];
  const SHEETS = { Dose: "dose", Events: "events", "Stop infusion": "infusion", Leaving: "leave", "Before dose": "gate" };
  let here = null;

  function open(place, session, may) {
    here = { session, may, picture: vigil.session.picture(), tray: make("div", { class: "tray", onkeydown: escape }), symptoms: button("Symptoms", choose, { class: "button" }),
      stop: button("Stop infusion", () => vigil.infusion.open(), { class: "button" }), list: button("Before dose", () => vigil.lists.before(), { class: "button" }),
      leave: may.has("end") && button("Leaving", () => vigil.leave.open(), { class: "button" }), none: button("Not measured", () => vigil.entry.unmeasured(), { class: "button", onmousedown: keep }) };
    here.usual = [button("Events", () => vigil.happened.open(), { class: "button" }), button("Dose", () => vigil.dose.open(), { class: "button" }), here.stop, here.list, here.leave].filter(Boolean);
    here.mending = [here.none, button("Cancel", () => { back(); vigil.entry.cancel(); }, { class: "button", "aria-label": "Cancel correction" })];
    place.append(here.tray, make("div", { class: "acts" }, here.symptoms, here.mending, here.usual));
    correcting(false);
    quick();
    vigil.entry.tell(vigil.held.said());
    mark();
  }

  /* The button of a sheet on which something stands that is not recorded. */
  function mark() {
    if (!here) { return; }
    const found = vigil.held.sheets();
    here.usual.forEach((one) => {
      const typed = found.includes(SHEETS[one.textContent]);
      one.dataset.held = typed ? "yes" : "no";
      if (typed) { one.setAttribute("aria-description", "typed, not recorded"); } else { one.removeAttribute("aria-description"); }
    });
  }

  const offers = (name) => Boolean(here) && here.usual.some((one) => SHEETS[one.textContent] === name && fits(one));

  /* A page before this one has left something on a sheet. */
  function left({ detail }) { if (here && detail.session.startsWith(`${here.session} `)) { vigil.entry.tell(vigil.held.said()); } }

  /* While an entry is corrected, what can be done is another. */
  function correcting(on) {
    if (!here) { return; }
    here.usual.forEach((one) => { one.hidden = on || !fits(one); });
    here.mending.forEach((one) => { one.hidden = !on; });
    if (on && !here.correcting) { naming("heart_rate"); }
    here.correcting = on;
  }

  /* An infusion that runs can be stopped, the list before the dose is for then, and leaving comes after it. */
  function fits(one) {
    const { stage } = here.picture;
    if (one === here.stop) { return vigil.infusion.flows(vigil.infusion.known(here.picture)); }
    return one === here.list ? !stage.first : one === here.leave ? Boolean(stage.first) : true;
  }

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
    if (here) { return; }
    const [session, may] = vigil.sets.whose();
    vigil.entry.open(document.getElementById("session-entry"), session, may, true);
    if (vigil.session.picture().ended) { vigil.leave.closed(document.getElementById("session-entry"), may); }
  }

  function escape(event) { if (event.key === "Escape") { back(); } }

  function back() { quick(); vigil.entry.home(); }

  function put(kind, ...parts) {
    Object.assign(here.tray.dataset, { kind, open: kind === "quick" ? "no" : "yes" });
    vigil.fill(here.tray, parts);
    here.tray.scrollTop = 0;
    const first = here.tray.querySelector("input, select, button");
    if (kind !== "quick" && first) { first.focus({ preventScroll: true }); }
  }

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

  /* -- saying what became of it ----------------------------------------------------------------------------------- */

  /* Not queued: what strikes something is done now or not at all. */
  async function now(what, body, said, go, done, conflict) {
    go.disabled = true;
    vigil.say(said, "Sending…");
    const { done: stored, answer, message } = await vigil.step.now(what, body);
    go.disabled = false;
    if (!stored) {
      vigil.say(said, message);
      if (answer.status === 409 && conflict) { conflict(answer.body.message); }
      return;
    }
    if (!here) { return; }
    back();
    vigil.entry.tell(`${done} ${vigil.words.clock(vigil.now())}`);
  }

  /* -- skip, void --------------------------------------------------------------------------------------------------------- */

  function skip(next) {
    const said = make("p", { class: "status", role: "status" });
    const chips = SKIPS.map((reason) => button(reason, () => skipped(next.due, reason, said, chips), { class: "button" }));
    put("ask", make("p", { class: "question" }, `Skip the check due ${vigil.words.clock(next.due)}, because:`), make("div", { class: "row" }, chips, cancel()), said);
  }

  /* Kept until it is sent, with the time at which somebody decided it. */
  async function skipped(due, reason, said, chips) {
    chips.forEach((chip) => { chip.disabled = true; });
    vigil.say(said, "Sending…");
    const { state, message } = await vigil.step.keep("skips", { due, reason }, `check due ${vigil.words.clock(due)} skipped: ${reason}`);
    chips.forEach((chip) => { chip.disabled = false; });
    if (state === "refused" && said.isConnected) { vigil.say(said, message); return; }
    if (here && said.isConnected) { back(); }
    vigil.entry.tell(state === "saved" ? `Check skipped ${vigil.words.clock(vigil.now())}` : message);
  }

  /* A reason is asked for before anything is struck; `act` is called with it. */
  function why(question, act, known) {
    const said = make("p", { class: "status", role: "status" });
    const other = make("input", { type: "text", maxlength: 200, "aria-label": "Other reason", placeholder: "other reason" });
    const chosen = (go, reason) => { if (reason.trim()) { act(reason.trim(), said, go); } else { vigil.say(said, "Say why, in a few words."); other.focus(); } };
    const pressed = (go, reason) => { if (reason === WRONG && known.fact.k === "set") { belongs(known, said, () => chosen(go, reason)); } else { chosen(go, reason); } };
    const chip = (reason) => { const go = button(reason, () => pressed(go, reason), { class: "button" }); return go; };
    const go = button("Other", () => chosen(go, other.value), { class: "button" });
    put("ask", make("p", { class: "question" }, question), make("div", { class: "row" }, (known.fact.k === "dose" ? OF_DOSES : REASONS).map(chip)), make("div", { class: "row" }, other, go, cancel()), said);
  }

  /* A reading of the wrong patient goes where it belongs; `struck` where it is none of those that are offered. */
  async function belongs(known, said, struck) {
    vigil.say(said, "Looking…");
    const found = await vigil.move.others(known.id);
    if (!here) { return; }
    if (!found) { vigil.say(said, "The server did not answer. Press again."); return; }
    if (!found.length) { struck(); return; }
    const told = make("p", { class: "status", role: "status" });
    const one = (other) => { const go = button(vigil.move.words(other), () => chosenFor(known, other, told, go), { class: "button" }); return go; };
    put("ask", make("p", { class: "question" }, `Whose is ${known.words}? It is struck here and entered there, at its time.`),
      make("div", { class: "row places" }, found.map(one)), make("div", { class: "row" }, button("None of these: strike it only", struck, { class: "button" }), cancel()), told);
  }

  function chosenFor(known, other, told, go) {
    const needs = vigil.move.needs(other);
    if (!needs) { moved(known, other, {}, told, go); return; }
    put("ask", vigil.move.form(other, needs, (said, place, press) => moved(known, other, said, place, press), cancel()));
  }

  async function moved(known, other, said, told, go) {
    go.disabled = true;
    vigil.say(told, "Sending…");
    const { done, message } = await vigil.move.move({ id: known.id, revision: known.fact.r, to: other.s, ...said });
    go.disabled = false;
    if (!here) { return; }
    if (!done) { vigil.say(told, message); told.scrollIntoView({ block: "nearest" }); return; }
    back();
    vigil.entry.tell(`Moved to ${vigil.move.words(other)} ${vigil.words.clock(vigil.now())}`);
  }

  /* `first` is what has to be said before the question: somebody else corrected the entry meanwhile. */
  function strike(id, first = "") {
    ready();
    const known = vigil.sets.known(id);
    if (!known || known.gone) { back(); return; }
    const conflict = (message) => { here.striking = { id, message, revision: known.fact.r }; struckAnew(); };
    why(`${first}Void ${known.words}? It stays, struck through. Why?`, (reason, said, go) =>
      now(`facts/${encodeURIComponent(id)}/void`, { reason, revision: known.fact.r }, said, go, "Voided", conflict), known);
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
    why(`Correct ${known.words}. Why was it wrong?`, (reason) => { quick(); (known.fact.k === "dose" ? vigil.dose : vigil.entry).correct(id, reason); }, known);
  }

  function close() { here = null; }

  /* -- with one key ------------------------------------------------------------------------------------------------------------------ */

  /* What cannot be pressed now does nothing by a key either. */
  function press(node) {
    if (!node || !node.checkVisibility()) { return false; }
    node.click();
    return true;
  }

  const act = (label) => () => press(here && here.usual.find((one) => one.textContent === label));

  document.addEventListener("DOMContentLoaded", () => {
    vigil.keys.add("c", "correct the last entry", () => press(document.querySelector("#session-sets [aria-label^='Correct ']")));
    vigil.keys.add("d", "dose", act("Dose"));
    vigil.keys.add("e", "events", act("Events"));
    vigil.keys.add("l", "leaving", act("Leaving"));
  });

  vigil.acts = { symptoms: SYMPTOMS, open, close, offers, ticked, correcting, naming, skip, strike, amend };
  window.addEventListener("vigil:entries", () => { if (here) { struckAnew(); } });
  window.addEventListener("vigil:drafts", mark);
  window.addEventListener("vigil:draft", left);
  window.addEventListener("vigil:unsent", () => correcting(Boolean(here && here.correcting)));
  window.addEventListener("vigil:picture", pictured);
})();
