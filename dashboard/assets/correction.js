/* What was wrong in an entry, and what will hold afterwards? Nothing is filled in; an empty field keeps the old value; – is none. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const NONE = /^[-–—]$/;
  const PRESSURE = ["systolic", "diastolic", "mean"];

  /* Whether this was typed to say that a value was not measured. */
  function none(text) { return NONE.test(vigil.reading.clean(text)); }

  /* What a fact says, by the names under which it is entered. */
  function setOf(fact) {
    const set = Object.fromEntries(Object.entries(fact.v || {}).map(([key, value]) => [vigil.reading.names[key], value]));
    if (fact.y) { set.symptoms = fact.y; }
    if (fact.txt) { set.note = fact.txt; }
    return set;
  }

  /* -- beginning and leaving -------------------------------------------------------------------------------------------------- */

  function begin(form, known, reason) {
    form.correcting = { id: known.id, reason };
    form.node.dataset.mode = "correct";
    see(form, known);
    setOf(known.fact).symptoms?.forEach((symptom) => form.symptoms.add(symptom));
    vigil.acts.ticked(form.symptoms);
    vigil.acts.correcting(true);
    form.save.textContent = "Save correction";
    form.inputs.at.placeholder = "same";
    show(form);
  }

  /* The entry as it holds is what is corrected: its revision goes with the correction. */
  function see(form, { fact }) { Object.assign(form.correcting, { was: setOf(fact), at: fact.t, revision: fact.r }); }

  function leave(form) {
    form.correcting = null;
    form.node.dataset.mode = "";
    form.banner.hidden = true;
    form.banner.replaceChildren();
    form.inputs.at.placeholder = "now";
    Object.values(form.old).forEach((node) => node.replaceChildren());
    vigil.acts.correcting(false);
  }

  /* -- what holds --------------------------------------------------------------------------------------------------------------- */

  /* The whole set as it will be: what was typed over what was there. A pressure is one thing: without one half there is none. */
  function merged({ was }, { set, gone }) {
    const hold = { ...was, ...set };
    const lost = gone.some((name) => PRESSURE.includes(name)) ? [...gone, ...PRESSURE] : gone;
    lost.filter((name) => set[name] === undefined).forEach((name) => { delete hold[name]; });
    if (!(hold.symptoms || []).length) { delete hold.symptoms; }
    return hold;
  }

  function without(name, old) {
    if (name === "note") { return `no note (was ${old})`; }
    return name ? `${name} not measured (was ${old})` : `no symptoms (was ${old})`;
  }

  /* HR 72, BP 138/84 (was 128/84), SpO₂ not measured (was 97); `only` what changed where that is wanted. */
  function difference(was, hold, only) {
    const [before, after] = [new Map(vigil.reading.parts(was)), new Map(vigil.reading.parts(hold))];
    const old = (name, text) => (before.has(name) ? (before.get(name) === text ? "" : ` (was ${before.get(name)})`) : " (new)");
    const shown = Array.from(after).filter(([name, text]) => !only || before.get(name) !== text);
    const held = shown.map(([name, text]) => `${`${name} ${text}`.trim()}${old(name, text)}`);
    const lost = Array.from(before).filter(([name]) => !after.has(name)).map(([name, text]) => without(name, text));
    return [...held, ...lost].join(", ");
  }

  /* 09:05 (was 09:07): HR 72, BP 138/84 (was 128/84) */
  function words({ was, at: then }, hold, at) {
    const moved = at === then ? "" : ` (was ${vigil.words.clock(then)})`;
    return `${vigil.words.clock(at)}${moved}: ${difference(was, hold)}`;
  }

  function changes({ was, at: then }, hold, at) {
    return at !== then || JSON.stringify(vigil.reading.parts(was)) !== JSON.stringify(vigil.reading.parts(hold));
  }

  /* -- what the form shows ------------------------------------------------------------------------------------------------------ */

  function oldText({ was, at }, name) {
    if (name === "at") { return vigil.words.clock(at); }
    return was[name] === undefined ? "none" : vigil.reading.shown(name, was[name]);
  }

  /* The old value stands beside its field, struck as soon as something else will hold. */
  function showOld(form) {
    Object.entries(form.old).forEach(([name, node]) => {
      const replaced = form.inputs[name].value.trim() !== "" && oldText(form.correcting, name) !== "none";
      node.replaceChildren(make(replaced ? "s" : "span", {}, oldText(form.correcting, name)));
    });
  }

  /* `typed` is what the fields say now: {set, gone, at}; nothing while something in them is no number. */
  function show(form, typed) {
    showOld(form);
    const { correcting } = form;
    const hold = typed ? merged(correcting, typed) : correcting.was;
    const at = typed && typed.at ? typed.at : correcting.at;
    const same = !typed || !changes(correcting, hold, at);
    const head = `Correcting ${vigil.words.clock(correcting.at)} (${correcting.reason}). `;
    form.banner.replaceChildren(make("b", {}, head), same ? "An empty field keeps the old value; – is “not measured”." : `Will hold: ${at === correcting.at ? difference(correcting.was, hold) : words(correcting, hold, at)}`);
    form.banner.hidden = false;
    vigil.entrySaid.fit(form.banner.parentNode);
  }

  /* Show what will hold, as far as what is typed can be read. */
  function follow(form) {
    const found = form.read();
    show(form, found.errors.length || found.set.error ? null : found);
  }

  function halfWrong(set, hold) {
    const field = set.systolic === undefined ? "diastolic" : "systolic";
    return { field, message: `Systolic must be higher than diastolic. It would be ${hold.systolic}/${hold.diastolic}.` };
  }

  /* The value with the cursor was not measured at all. */
  function unmeasured(form) {
    const name = form.reached || "heart_rate";
    const all = PRESSURE.includes(name) ? ["systolic", "diastolic"] : [name];
    all.forEach((one) => { form.inputs[one].value = "–"; form.errors.delete(one); form.inputs[one].removeAttribute("aria-invalid"); });
    form.asked = "";
    follow(form);
    vigil.entryForm.focus(form, name);
  }

  /* -- somebody else was quicker -------------------------------------------------------------------------------------------------- */

  /* What somebody else's correction has changed, which is what is corrected from now on; "" while it is not known here yet. */
  function renewed(form) {
    const known = vigil.sets.known(form.correcting.id);
    if (!known || known.fact.r === form.correcting.revision) { return ""; }
    const { was } = form.correcting;
    see(form, known);
    return difference(was, setOf(known.fact), true) || "another time";
  }

  /* Somebody corrected the same entry meanwhile: say what, and keep what was typed. */
  function renew(form) {
    const conflict = form.correcting && form.correcting.conflict;
    const changed = conflict && renewed(form);
    if (!changed) { return; }
    form.correcting.conflict = "";
    follow(form);
    vigil.entrySaid.tell(form, `${conflict} It says now: ${changed}. What you typed is still here: Enter saves it over that.`);
    form.status.dataset.kind = "wrong";
  }

  vigil.correction = { begin, leave, none, merged, words, changes, follow, halfWrong, unmeasured, renew };
})();
