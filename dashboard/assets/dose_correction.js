/* What was wrong in a dose, and what will hold afterwards? Nothing is filled in; an empty field keeps the old value; – is none. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const LABELS = { drug: "Drug", amount: "Amount", route: "Route", device: "Device", per_kg: "Ordered", weight: "Weight", pump: "Pump", rate: "Rate", rate_unit: "Unit of the rate", lot: "Lot", second: "Checked by" };
  const UNITS = { per_kg: " mg/kg", weight: " kg" };
  const CHECKED = ["drug", "amount", "route", "device", "per_kg", "weight", "rate", "rate_unit"]; /* what the second person has checked */
  const HALF_A_DAY = 12 * 3600000; /* a corrected time is the one nearest to the old one */

  /* The dose as it holds is what is corrected: its revision goes with the correction. */
  function see(correcting, { fact }) {
    const was = Object.fromEntries([...Object.keys(LABELS), "unit"].map((name) => [name, fact[name] === undefined ? "" : String(fact[name])]));
    return Object.assign(correcting, { was, at: fact.t, revision: fact.r });
  }

  /* What is corrected: {id, reason, was, at, revision}; null when it cannot be corrected any more. */
  function begin({ id, reason }) {
    const known = vigil.sets.known(id);
    return known && !known.gone && known.fact.k === "dose" ? see({ id, reason, conflict: "" }, known) : null;
  }

  /* -- what holds --------------------------------------------------------------------------------------------------------------- */

  /* All of the dose as it will be: what was typed over what was there. Who checked another dose has not checked this one. */
  function merged({ was }, found) {
    const hold = { ...was, at: found.at };
    Object.keys(LABELS).forEach((name) => {
      const text = (found[name] || "").trim();
      if (text) { hold[name] = vigil.correction.none(text) ? "" : text; }
    });
    if ((found.amount || "").trim()) { hold.unit = "mg"; }
    if (hold.route !== was.route && hold.route !== "nasal") { hold.device = ""; }
    if (!vigil.pump.flows(hold.route)) { Object.assign(hold, hold.route === was.route ? { pump: was.pump, rate: was.rate, rate_unit: was.rate_unit } : vigil.pump.none); }
    if (!hold.rate && vigil.correction.none((found.rate || "").trim())) { hold.rate_unit = ""; }
    if (!(found.second || "").trim() && CHECKED.some((name) => different(name, was, hold))) { hold.second = ""; }
    return hold;
  }

  /* 36.0 is no other amount than 36. */
  function different(name, was, hold) {
    const [before, after] = [was[name], hold[name]];
    return before !== after && !(before && after && Number(before) === Number(after));
  }

  /* What must be typed so that this dose will hold. */
  function apart({ was, at: then }, dose, at) {
    const hold = { ...Object.fromEntries(Object.keys(LABELS).map((name) => [name, ""])), ...dose };
    const typed = Object.keys(LABELS).filter((name) => different(name, was, hold)).map((name) => [name, hold[name] || "–"]);
    return { ...Object.fromEntries(typed), at: at === then ? "" : vigil.words.clock(at) };
  }

  function when({ at }, text) {
    if (!text.trim() || text.trim() === vigil.words.clock(at)) { return at; }
    return vigil.words.instant(vigil.reading.clean(text), Math.min(vigil.now(), at + HALF_A_DAY));
  }

  /* -- words -------------------------------------------------------------------------------------------------------------------- */

  function text(name, dose) {
    if (!dose[name]) { return name === "second" ? "nobody" : "none"; }
    if (name === "rate") { return vigil.pump.speed(dose); }
    if (name === "second") { return vigil.words.who(dose.second); }
    return name === "amount" ? `${dose.amount} ${dose.unit}` : `${dose[name]}${UNITS[name] || ""}`;
  }

  /* Amount 63 mg (was 36 mg), Checked by nobody (was Omar); "" where nothing is changed. */
  function difference(was, hold) {
    const changed = Object.keys(LABELS).filter((name) => different(name, was, hold));
    return changed.map((name) => `${LABELS[name]} ${text(name, hold)} (was ${text(name, was)})`).join(", ");
  }

  function changes({ was, at: then }, hold, at) {
    const moved = at === then ? "" : `Time ${vigil.words.clock(at)} (was ${vigil.words.clock(then)})`;
    return [moved, difference(was, hold)].filter(Boolean).join(", ");
  }

  /* What the form says above its fields. */
  function banner(correcting, hold, at) {
    const what = at === null ? "" : changes(correcting, hold, at);
    return what ? `Will hold: ${what}` : "An empty field keeps the old value; – is “none”.";
  }

  /* The old value beside its field, struck as soon as something else will hold. */
  function old({ was, at: then }, name, hold, at) {
    const [said, gone] = name === "at" ? [vigil.words.clock(then), at !== then] : [text(name, was), different(name, was, hold)];
    return vigil.make(gone && (name === "at" || was[name]) ? "s" : "span", {}, said);
  }

  /* -- somebody else was quicker ------------------------------------------------------------------------------------------------ */

  /* Somebody corrected the same dose meanwhile: what it says now, which is what is corrected from now on; "" while it is not known. */
  function renewed(correcting) {
    const known = vigil.sets.known(correcting.id);
    if (!correcting.conflict || !known || known.fact.r === correcting.revision) { return ""; }
    const { was, at: then } = correcting;
    see(correcting, known);
    const now = changes({ was, at: then }, correcting.was, correcting.at) || "the same";
    const words = `${correcting.conflict} It says now: ${now}. What you typed is still here: Enter saves it over that.`;
    correcting.conflict = "";
    return words;
  }

  vigil.doseCorrection = { labels: LABELS, begin, merged, apart, when, changes, banner, old, renewed };
})();
