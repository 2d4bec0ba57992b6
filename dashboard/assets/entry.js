/* How does a nurse enter a set? By fields or in one line, from the keyboard alone; nothing is filled in, nothing typed is lost. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const HALF_A_DAY = 12 * 3600000; /* a corrected time is the one nearest to the old one */
  let form = null;

  const focus = (name) => vigil.entryForm.focus(form, name);
  const show = (line) => vigil.entryForm.show(form, line);
  const tell = (...words) => vigil.entrySaid.tell(form, ...words);
  const showHolds = () => { if (form.correcting) { vigil.correction.follow(form); } };
  const wrong = (errors) => vigil.entrySaid.wrong(form, errors);
  const keepTyped = () => vigil.typed.follow(form);
  const impossible = (set) => vigil.offline.impossible(set, wrong);

  /* `over`: nothing new can be entered any more; the form is there for corrections only. */
  function open(place, session, may, over) {
    form = { session, inputs: {}, symptoms: new Set(), asked: "", correcting: null, errors: new Map(), since: 0, put: false, read: () => collected() };
    place.replaceChildren(vigil.entryForm.build(form, submit, typed));
    form.node.addEventListener("focusin", reached);
    place.dataset.over = over ? "yes" : "no";
    vigil.acts.open(place, session, may);
    if (over) { tell("Nothing new can be entered; entries can be corrected."); return; }
    restore();
    focusAfter();
  }

  function close() {
    if (form && !form.busy) { vigil.drafts.keep(form.session, vigil.typed.read(form)); }
    form = null;
  }

  /* -- what was typed stays with its patient ----------------------------------------------------------------------------------- */

  function restore() {
    const draft = vigil.drafts.take(form.session);
    if (!draft) { return; }
    if (vigil.drafts.some(vigil.typed.read(form))) { tell(vigil.typed.words(draft)); return; }
    if (draft.corrects && !corrected(draft.corrects)) { vigil.drafts.forget(form.session); return; }
    vigil.typed.put(form, draft, cancel);
    keepTyped();
    showHolds();
    echo();
    focusAfter();
    tell("What you typed for this patient is still here, not saved.");
  }

  function clear() {
    Object.values(form.inputs).forEach((input) => { input.value = ""; });
    form.line.value = "";
    form.echo.textContent = "";
    form.symptoms.clear();
    vigil.acts.ticked(form.symptoms);
    form.asked = form.replaces = "";
    if (form.correcting) { vigil.correction.leave(form); }
    form.save.textContent = "Save";
    keepTyped();
  }

  /* Into the fields goes what somebody typed before, and nothing else. */
  function fill(set) {
    vigil.reading.fields.forEach(({ name }) => { form.inputs[name].value = set[name] ?? ""; });
    form.inputs.note.value = set.note || "";
    (set.symptoms || []).forEach((symptom) => form.symptoms.add(symptom));
    vigil.acts.ticked(form.symptoms);
    focus("heart_rate");
  }

  function typed(event) {
    event.target.removeAttribute("aria-invalid");
    form.errors.delete(event.target.name);
    form.asked = "";
    form.save.textContent = form.correcting ? "Save correction" : "Save";
    if (event.target === form.line) { echo(); }
    showHolds();
    keepTyped();
  }

  function echo() {
    const set = vigil.reading.line(form.line.value);
    form.echo.textContent = form.line.value && (set.error || vigil.reading.said(set));
  }

  function reached({ target }) {
    if (!form || !form.inputs[target.name]) { return; }
    form.reached = target.name;
    if (form.errors.has(target.name)) { vigil.entrySaid.why(form, target.name); }
    if (form.correcting) { vigil.acts.naming(form.reached); }
  }

  /* -- from text to a set -------------------------------------------------------------------------------------------------------------- */

  /* {set, gone, errors, at}: what was typed, what was said to be not measured, what cannot be read, and when it was. */
  function collected() {
    const found = { set: {}, gone: [], errors: [], at: null };
    if (!form.byLine.hidden) { return { ...found, set: vigil.reading.line(form.line.value), at: when(form.put ? form.inputs.at.value : "", found.errors) }; }
    vigil.reading.fields.forEach((spec) => {
      const text = form.inputs[spec.name].value;
      if (form.correcting && vigil.correction.none(text)) { found.gone.push(spec.name); return; }
      const { value, error } = vigil.reading.number(spec, text);
      if (value !== undefined) { found.set[spec.name] = value; }
      if (error) { found.errors.push({ field: spec.name, message: error }); }
    });
    const note = form.inputs.note.value.trim();
    if (form.correcting && vigil.correction.none(note)) { found.gone.push("note"); } else if (note) { found.set.note = note; }
    if (form.symptoms.size || form.correcting) { found.set.symptoms = Array.from(form.symptoms); }
    return { ...found, at: when(form.inputs.at.value, found.errors) };
  }

  function when(clock, errors) {
    if (!clock.trim()) { return form.correcting ? form.correcting.at : vigil.now(); }
    const at = vigil.words.instant(vigil.reading.clean(clock), form.correcting ? Math.min(vigil.now(), form.correcting.at + HALF_A_DAY) : vigil.now());
    if (at === null) { errors.push({ field: "at", message: `The time must be like 14:05. You entered ${clock.trim()}.` }); }
    return at;
  }

  async function submit(event) {
    event.preventDefault();
    if (form.busy) { return; }
    const found = collected();
    if (found.set.error) { form.echo.textContent = found.set.error; return; }
    if (found.errors.length) { wrong(found.errors); return; }
    if (form.correcting) { await submitCorrection(found); return; }
    const { set, at } = found;
    if (!Object.keys(set).length) { tell("Nothing was entered. Type at least one value, a symptom or a note."); focus("heart_rate"); return; }
    if (vigil.reading.swapped(set)) { askSwap(set); return; }
    if (impossible(set) || asks(set, at)) { return; }
    await save(set, { at, said: vigil.reading.said(set), url: url(set), body: set });
  }

  async function submitCorrection(found) {
    const hold = vigil.correction.merged(form.correcting, found);
    if (!vigil.correction.changes(form.correcting, hold, found.at)) { tell("Nothing is changed. Type what was really seen, or cancel."); return; }
    if (!Object.keys(hold).length) { tell("Nothing would be left. Cancel, and void the entry."); return; }
    if (vigil.reading.swapped(hold) && !vigil.reading.swapped(found.set)) { wrong([vigil.correction.halfWrong(found.set, hold)]); return; }
    if (vigil.reading.swapped(hold)) { askSwap(found.set); return; }
    if (impossible(hold) || asks(found.set, found.at)) { return; }
    const { id, reason, revision } = form.correcting;
    const path = `/facts/${encodeURIComponent(id)}/amend`;
    await save(hold, { at: found.at, said: vigil.correction.words(form.correcting, hold, found.at), url: path, body: { ...hold, confirmed: found.set.confirmed, reason, revision },
      corrects: { id, reason }, typed: { ...found.set, gone: found.gone } });
  }

  function askSwap(set) {
    const right = `${set.diastolic}/${set.systolic}`;
    const swap = vigil.button(`Swap to ${right}`, () => {
      fill({ ...set, systolic: set.diastolic, diastolic: set.systolic });
      showHolds();
      tell("Swapped. Enter saves.");
    }, { class: "button small" });
    show(false);
    fill(set);
    tell(`Systolic must be higher than diastolic. You entered ${set.systolic}/${set.diastolic}.`, swap);
    form.status.dataset.kind = "wrong";
    form.inputs.systolic.setAttribute("aria-invalid", "true");
    swap.focus({ preventScroll: true });
  }

  /* An unusual value is asked about once; Enter again says that it is right. */
  function asks(set, at) {
    const page = document.getElementById("session").dataset;
    const known = { latest: vigil.offline.latest(vigil.values.latest()), at, now: vigil.now(), ranges: JSON.parse(page.ranges), usual: JSON.parse(page.usual), corrected: Boolean(form.correcting) };
    const doubts = vigil.reading.doubts(set, known);
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

  function url(set) { return Object.keys(set).every((name) => name === "note" || set[name] === undefined) ? "/notes" : "/observations"; }

  function item(set, { at, said, url: path, body, corrects, typed: kept }) {
    const id = vigil.wire.uuid();
    const content = path === "/notes" ? { text: set.note } : body;
    return { id, session: form.session, draft: form.session, set, at, said, corrects, typed: kept, replaces: form.replaces, url: `/api/v1/sessions/${encodeURIComponent(form.session)}${path}`,
      body: { client_id: id, at: new Date(at).toISOString(), ...content } };
  }

  async function save(set, how) {
    const entered = item(set, how);
    const here = form;
    form.busy = true;
    tell("Sending…");
    await vigil.drafts.rest(entered.session);
    const { state, answer } = await vigil.outbox.send(entered);
    here.busy = false;
    if (form !== here) { if (state === "refused") { vigil.drafts.refused(entered.session, vigil.typed.read(here)); } return; }
    if (state === "refused") { keepTyped(); refused(answer); return; }
    clear();
    focusAfter();
    if (state === "waiting") { notSent(entered); return; }
    saved(entered);
    vigil.session.heard(answer.body);
  }

  function saved({ said }) { tell(`Saved ${vigil.words.clock(vigil.now())}   ${said}`); }

  function focusAfter() { if (form.byLine.hidden) { focus("heart_rate"); } else { form.line.focus({ preventScroll: true }); } }

  function refused({ status, body }) {
    const errors = body.errors && body.errors.length ? body.errors : [{ field: "", message: body.message || `The server refused this (${status}). Nothing was saved.` }];
    form.asked = "";
    form.save.textContent = form.correcting ? "Save correction" : "Save";
    wrong(errors);
    if (form.correcting && status === 409) { form.correcting.conflict = errors[0].message; vigil.correction.renew(form); }
  }

  function notSent(entered) {
    tell(`Not sent - Vigil keeps trying. Kept ${vigil.shelf.lasting() ? "here" : "in this tab only, leave it open"}: ${entered.said}`);
    form.status.dataset.kind = "waiting";
  }

  /* What waited was answered at last. */
  function settled({ detail: { item: sent, state, answer } }) {
    if (!form || sent.session !== form.session || !sent.set) { return; }
    if (state === "saved") { if (!form.busy) { saved(sent); } vigil.session.heard(answer.body); return; }
    if (state !== "refused") { return; }
    const back = vigil.button("Put it back", () => putBack(sent), { class: "button small" });
    tell(`Not saved: ${answer.body.message || "the server refused it."} ${sent.said}`, back);
    form.status.dataset.kind = "wrong";
  }

  function putBack(sent) {
    clear();
    if (sent.corrects && !corrected(sent.corrects)) { tell("That entry is no longer there to be corrected."); return; }
    const { gone = [], ...set } = sent.typed || sent.set;
    fill({ ...set, ...Object.fromEntries(gone.map((name) => [name, "–"])) });
    form.replaces = sent.id;
    if (!sent.corrects) { form.inputs.at.value = vigil.words.clock(sent.at); } /* it is of then, not of now */
    showHolds();
    tell("Put back, not saved. Correct it; Enter saves it in place of the one that was refused.");
  }

  /* -- correcting ---------------------------------------------------------------------------------------------------------------------------- */

  /* The form corrects this entry; false when it cannot be corrected any more. */
  function corrected({ id, reason }) {
    const known = vigil.sets.known(id);
    if (!known || known.gone) { return false; }
    vigil.correction.begin(form, known, reason);
    return true;
  }

  function correct(id, reason) {
    clear();
    tell("");
    if (!corrected({ id, reason })) { tell("That entry is no longer there to be corrected."); return; }
    show(false);
    focus("heart_rate");
  }

  function cancel() {
    clear();
    tell("");
    focus("heart_rate");
  }

  function phrase(words) {
    const note = form.inputs.note;
    note.value = note.value.trim() ? `${note.value.trim()}, ${words.toLowerCase()}` : words;
    note.focus({ preventScroll: true });
    showHolds();
    keepTyped();
  }

  function tick(symptom) {
    if (!form.symptoms.delete(symptom)) { form.symptoms.add(symptom); }
    vigil.acts.ticked(form.symptoms);
    showHolds();
    keepTyped();
  }

  function showTicks() { if (form) { vigil.acts.ticked(form.symptoms); } }

  /* A digit typed while no field has the cursor is the beginning of a heart rate. */
  function digit(event) {
    if (form && /^[0-9]$/.test(event.key) && event.target === document.body && !event.ctrlKey && !event.altKey && !event.metaKey) { show(false); focus("heart_rate"); }
  }

  function home() { if (form) { focus("heart_rate"); } else { return false; } }

  vigil.entry = { open, close, putBack: (sent) => form && putBack(sent), phrase, tick, showTicks, correct, cancel, unmeasured: () => vigil.correction.unmeasured(form), home, isOpen: () => Boolean(form), tell: (words, kind) => form && tell(words, null, kind) };

  window.addEventListener("vigil:settled", settled);
  window.addEventListener("vigil:draft", ({ detail }) => { if (form && form.session === detail.session) { restore(); } });
  window.addEventListener("vigil:entries", () => { if (form) { vigil.correction.renew(form); } });
  window.addEventListener("vigil:signed-out", () => { if (form && vigil.unsent()) { vigil.entrySaid.signedOut(form); } });
  document.addEventListener("DOMContentLoaded", () => {
    document.addEventListener("keydown", digit, true);
    vigil.keys.add("v", "enter values", home);
    vigil.keys.add("o", "write a note", () => (form ? focus("note") : false));
    vigil.keys.add("/", "enter values in one line", () => (form ? vigil.entryForm.oneLine(form) : false));
  });
})();
