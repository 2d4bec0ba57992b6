/* How does a nurse enter a set? By fields or in one line, from the keyboard alone; nothing is filled in, nothing typed is lost. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const drafts = new Map();
  let form = null;

  const focus = (name) => vigil.entryForm.focus(form, name);
  const show = (line) => vigil.entryForm.show(form, line);

  function open(place, session, may) {
    form = { session, inputs: {}, symptoms: new Set(), asked: "", correcting: null };
    place.replaceChildren(vigil.entryForm.build(form, submit, typed));
    vigil.acts.open(place, session, may);
    restore();
    focus("heart_rate");
  }

  function close() {
    if (form) { drafts.set(form.session, typedNow()); }
    form = null;
  }

  /* -- what was typed stays with its patient ----------------------------------------------------------------------------------- */

  function typedNow() {
    return { values: Object.fromEntries(Object.entries(form.inputs).map(([name, input]) => [name, input.value])), symptoms: Array.from(form.symptoms) };
  }

  function restore() {
    const draft = drafts.get(form.session);
    if (!draft) { return; }
    Object.entries(draft.values).forEach(([name, value]) => { form.inputs[name].value = value; });
    if (Object.values(draft.values).some(Boolean)) { tell("What you had typed for this patient is still here, not saved."); }
  }

  function clear() {
    Object.values(form.inputs).forEach((input) => { input.value = ""; });
    form.line.value = "";
    form.echo.textContent = "";
    form.symptoms.clear();
    vigil.acts.ticked(form.symptoms);
    leaveCorrection();
  }

  function put(set) {
    clear();
    vigil.reading.fields.forEach(({ name }) => { form.inputs[name].value = set[name] ?? ""; });
    form.inputs.note.value = set.note || "";
    (set.symptoms || []).forEach((symptom) => form.symptoms.add(symptom));
    vigil.acts.ticked(form.symptoms);
    focus("heart_rate");
  }

  function typed(event) {
    event.target.removeAttribute("aria-invalid");
    form.asked = "";
    form.save.textContent = form.correcting ? "Save correction" : "Save";
    if (event.target === form.line) {
      const set = vigil.reading.line(form.line.value);
      form.echo.textContent = set.error || vigil.reading.said(set);
    }
  }

  /* -- what the entry says ---------------------------------------------------------------------------------------------------------- */

  function tell(words, ...more) { form.status.replaceChildren(words, ...more); form.status.dataset.kind = ""; }

  function wrong(errors) {
    const known = errors.filter(({ field: name }) => form.inputs[name]);
    tell(errors.map(({ message }) => message).join(" "));
    form.status.dataset.kind = "wrong";
    Object.values(form.inputs).forEach((input) => input.removeAttribute("aria-invalid"));
    if (!known.length) { return; }
    show(false);
    known.forEach(({ field: name }) => form.inputs[name].setAttribute("aria-invalid", "true"));
    form.inputs[known[0].field].focus({ preventScroll: true });
    form.inputs[known[0].field].select();
  }

  /* -- from text to a set -------------------------------------------------------------------------------------------------------------- */

  function collected() {
    if (!form.byLine.hidden) { return { errors: [], set: vigil.reading.line(form.line.value), clock: "" }; }
    const [set, errors] = [{}, []];
    vigil.reading.fields.forEach((spec) => {
      const { value, error } = vigil.reading.number(spec, form.inputs[spec.name].value);
      if (value !== undefined) { set[spec.name] = value; }
      if (error) { errors.push({ field: spec.name, message: error }); }
    });
    if (form.inputs.note.value.trim()) { set.note = form.inputs.note.value.trim(); }
    if (form.symptoms.size) { set.symptoms = Array.from(form.symptoms); }
    return { set, errors, clock: form.inputs.at.value };
  }

  function when(clock, errors) {
    if (!clock.trim()) { return form.correcting ? null : vigil.now(); }
    const at = vigil.words.instant(vigil.reading.clean(clock), vigil.now());
    if (at === null) { errors.push({ field: "at", message: `The time must be like 14:05. You entered ${clock.trim()}.` }); }
    return at;
  }

  async function submit(event) {
    event.preventDefault();
    if (form.busy) { return; }
    const { set, errors, clock } = collected();
    const at = when(clock, errors);
    if (set.error) { form.echo.textContent = set.error; return; }
    if (errors.length) { wrong(errors); return; }
    if (!Object.keys(set).length) { tell("Nothing was entered. Type at least one value, a symptom or a note."); focus("heart_rate"); return; }
    if (vigil.reading.swapped(set)) { askSwap(set); return; }
    if (asks(set, at)) { return; }
    await save(set, at);
  }

  function askSwap(set) {
    const right = `${set.diastolic}/${set.systolic}`;
    const swap = vigil.button(`Swap to ${right}`, () => { put({ ...set, systolic: set.diastolic, diastolic: set.systolic }); tell("Swapped. Enter saves."); }, { class: "button" });
    show(false);
    put(set);
    tell(`Systolic must be higher than diastolic. You entered ${set.systolic}/${set.diastolic}. `, swap);
    form.status.dataset.kind = "wrong";
    form.inputs.systolic.setAttribute("aria-invalid", "true");
    swap.focus({ preventScroll: true });
  }

  /* An unusual value is asked about once; Enter again says that it is right. */
  function asks(set, at) {
    const doubts = form.correcting ? [] : vigil.reading.doubts(set, vigil.values.latest(), at, vigil.session.ranges());
    if (!form.byLine.hidden && Object.keys(set).length === 1 && typeof set[Object.keys(set)[0]] === "number") { doubts.push(`Only ${vigil.reading.said(set)}.`); }
    const asked = JSON.stringify(set);
    if (!doubts.length || form.asked === asked) { set.confirmed = doubts.length > 0 || undefined; return false; }
    form.asked = asked;
    form.save.textContent = "Save anyway";
    tell(`${doubts.join(" ")} Right? Press Enter again to save it.`);
    form.status.dataset.kind = "ask";
    return true;
  }

  /* -- saving ------------------------------------------------------------------------------------------------------------------------------ */

  function item(set, at) {
    const base = `/api/v1/sessions/${encodeURIComponent(form.session)}`;
    const id = vigil.wire.uuid();
    const body = { client_id: id, ...(at === null ? {} : { at: new Date(at).toISOString() }) };
    const made = { id, session: form.session, set, at, said: vigil.reading.said(set) };
    if (form.correcting) { return { ...made, url: `${base}/facts/${encodeURIComponent(form.correcting.id)}/amend`, body: { ...body, ...form.correcting.with(set) } }; }
    const note = Object.keys(set).every((name) => name === "note" || set[name] === undefined);
    if (note) { return { ...made, url: `${base}/notes`, body: { ...body, text: set.note } }; }
    return { ...made, url: `${base}/observations`, body: { ...body, ...set } };
  }

  async function save(set, at) {
    const entered = item(set, at);
    const here = form;
    form.busy = true;
    tell("Sending…");
    const { state, answer } = await vigil.outbox.send(entered);
    here.busy = false;
    if (form !== here) { return; }
    if (state === "refused") { refused(answer); return; }
    clear();
    focusAfter();
    if (state === "waiting") { notSent(entered); return; }
    tell(`Saved ${vigil.words.clock(vigil.now())}   ${entered.said}`);
    vigil.session.heard(answer.body);
  }

  function focusAfter() { if (form.byLine.hidden) { focus("heart_rate"); } else { form.line.focus({ preventScroll: true }); } }

  function refused({ status, body }) {
    const errors = body.errors && body.errors.length ? body.errors : [{ field: "", message: body.message || `The server refused this (${status}). Nothing was saved.` }];
    wrong(errors);
    form.save.textContent = form.correcting ? "Save correction" : "Save";
  }

  function notSent(entered) {
    tell(`Not sent - Vigil keeps trying. Kept here: ${entered.said}`);
    form.status.dataset.kind = "waiting";
  }

  /* What waited was answered at last. */
  function settled({ detail: { item: sent, state, answer } }) {
    if (!form || sent.session !== form.session || !sent.set) { return; }
    if (state === "saved") { tell(`Saved ${vigil.words.clock(vigil.now())}   ${sent.said}`); vigil.session.heard(answer.body); return; }
    const back = vigil.button("Put it back", () => { put(sent.set); tell("Put back, not saved."); }, { class: "button" });
    tell(`Not saved: ${answer.body.message || "the server refused it."} ${sent.said} `, back);
    form.status.dataset.kind = "wrong";
  }

  /* -- correcting ---------------------------------------------------------------------------------------------------------------------------- */

  function correct(fact, said, together) {
    clear();
    form.correcting = { id: fact.i, with: together };
    form.banner.hidden = false;
    form.banner.replaceChildren(`Correcting ${said}. Type what was really seen; what is left empty stays. `,
      vigil.button("Cancel", () => { clear(); focus("heart_rate"); }, { class: "button small" }));
    form.save.textContent = "Save correction";
    show(false);
    focus("heart_rate");
  }

  function leaveCorrection() {
    form.correcting = null;
    form.asked = "";
    form.banner.hidden = true;
    form.save.textContent = "Save";
  }

  function phrase(words) {
    const note = form.inputs.note;
    note.value = note.value.trim() ? `${note.value.trim()}, ${words.toLowerCase()}` : words;
    note.focus({ preventScroll: true });
  }

  function tick(symptom) {
    if (!form.symptoms.delete(symptom)) { form.symptoms.add(symptom); }
    vigil.acts.ticked(form.symptoms);
  }

  function showTicks() { if (form) { vigil.acts.ticked(form.symptoms); } }

  /* A digit typed while no field has the cursor is the beginning of a heart rate. */
  function digit(event) {
    if (form && /^[0-9]$/.test(event.key) && event.target === document.body && !event.ctrlKey && !event.altKey && !event.metaKey) { show(false); focus("heart_rate"); }
  }

  function home() { if (form) { focus("heart_rate"); } else { return false; } }

  vigil.entry = { open, close, phrase, tick, showTicks, correct, home, tell: (words) => form && tell(words) };
  function signedOut() {
    if (!form || !vigil.unsent()) { return; }
    const door = vigil.make("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, "Sign in in a new tab");
    tell(`Your sign-in has ended. ${vigil.unsent()} not sent, kept in this tab: leave it open. `, door);
    form.status.dataset.kind = "waiting";
  }

  window.addEventListener("vigil:settled", settled);
  window.addEventListener("vigil:signed-out", signedOut);
  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("keydown", digit, true);
    vigil.keys.add("v", "enter values", home);
    vigil.keys.add("o", "write a note", () => (form ? focus("note") : false));
    vigil.keys.add("/", "enter values in one line", () => (form ? vigil.entryForm.oneLine(form) : false));
  });
})();
