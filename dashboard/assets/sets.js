/* What was entered so far? The table of sets: newest first, corrections struck through with who and why, late and unsent ones marked. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const { make, button } = vigil;
  const LATE = 15 * 60000;
  const COLUMNS = ["Time", "HR", "BP", "SpO₂", "Diss", "Sed", "Note", "By", ""];
  const KINDS = { set: 1, note: 1, dose: 1, stop: 1, end: 1, skip: 1, intervention: 1, score: 1 };
  const FIELD = { hr: "heart_rate", sys: "systolic", dia: "diastolic", map: "mean", spo2: "spo2", rr: "respiratory_rate", temp: "temperature",
    sed: "sedation", rass: "agitation", diss: "dissociation", dist: "distress" };
  let table = null;

  function open(place, session, may) {
    const head = make("tr", {}, COLUMNS.map((name) => make("th", { scope: "col" }, name || make("span", { class: "unseen" }, "Correct or void"))));
    table = { session, may, facts: new Map(), gone: new Map(), pressed: new Map(), body: make("tbody", {}) };
    table.body.addEventListener("pointerdown", () => { table.touched = true; });
    place.replaceChildren(make("div", { class: "sets-box", tabindex: 0, role: "region", "aria-label": "Entries of this session" },
      make("table", {}, make("caption", { class: "unseen" }, "Entries of this session, newest first"), make("thead", {}, head), table.body)));
    show();
  }

  function close() { table = null; }

  /* When each device last measured a pressure, as far as the page already knows. */
  function after(pressed) { table.pressed = new Map(Object.entries(pressed)); }

  /* -- what is in it ------------------------------------------------------------------------------------------------------------ */

  /* A monitor's stream is on the chart; a row is what staff entered, and what a device says of pressure or of the mind. */
  function listed(fact) {
    const streamed = flowing(fact);
    const spot = !streamed && fact.v && ["sys", "dia", "sed", "diss", "rass", "dist"].some((key) => fact.v[key] !== undefined);
    return KINDS[fact.k] && (fact.k !== "set" || !fact.src || spot || fact.txt || fact.y);
  }

  /* Pressures of one device at most a minute apart are its stream: a row each would be thousands. */
  function flowing(fact) {
    if (!fact.src || !fact.v || (fact.v.sys === undefined && fact.v.dia === undefined)) { return false; }
    const before = table.pressed.get(fact.src);
    table.pressed.set(fact.src, Math.max(before || 0, fact.t));
    return before !== undefined && fact.t - before <= 60000;
  }

  /* Whether the table changes by it: a stream must not write every row anew each second, under a finger. */
  function take(fact) {
    if (fact.k === "void" || fact.k === "amend") { table.gone.set(fact.ref, fact); }
    if (fact.k === "amend") { table.facts.set(fact.i, { ...fact, t: fact.at || fact.t, i: fact.ref, corrected: true }); }
    else if (listed(fact)) { table.facts.set(fact.i, fact); }
    else { return fact.k === "void"; }
    return true;
  }

  function add(facts) {
    if (!table) { return; }
    const changed = facts.map(take);
    if (changed.includes(true)) { show(); }
  }

  /* -- words ------------------------------------------------------------------------------------------------------------------------ */

  const WORDS = { dose: (f) => `▮ ${f.txt}`, stop: () => "■ infusion stopped", end: () => "■ session ended", skip: (f) => `check skipped: ${f.txt}` };

  function note(fact) {
    if (WORDS[fact.k]) { return WORDS[fact.k](fact); }
    return [shown(fact.v, "rr") && `RR ${fact.v.rr}`, ...(fact.y || []).map((word) => word.replace(/_/g, " ")), fact.txt].filter(Boolean).join(", ");
  }

  const shown = (v, key) => (v && v[key] !== undefined ? String(v[key]) : "");

  function cells(fact) {
    const pressure = fact.v && (fact.v.sys !== undefined || fact.v.dia !== undefined);
    return [shown(fact.v, "hr"), pressure ? `${fact.v.sys ?? "–"}/${fact.v.dia ?? "–"}` : "", shown(fact.v, "spo2"), shown(fact.v, "diss"), shown(fact.v, "sed")];
  }

  function said(fact) {
    const [hr, bp, spo2, diss] = cells(fact);
    const values = [hr && `HR ${hr}`, bp && `BP ${bp}`, spo2 && `SpO₂ ${spo2}`, diss && `Diss ${diss}`].filter(Boolean).join(" ");
    return `${vigil.words.clock(fact.t)} ${values || note(fact)}`;
  }

  function doubts(fact) {
    const known = Object.values(fact.q || {});
    if (known.includes("rejected")) { return "not used"; }
    return known.includes("suspect") ? "repeat it" : "";
  }

  /* -- rows --------------------------------------------------------------------------------------------------------------------------- */

  function time(fact, marks) {
    const late = fact.rt && fact.rt - fact.t > LATE;
    const signs = [late && make("abbr", { title: `entered late, at ${vigil.words.clock(fact.rt)}`, class: "late" }, "L"), ...marks];
    return make("th", { scope: "row" }, vigil.words.clock(fact.t), " ", ...signs.filter(Boolean));
  }

  function acts(fact, struck) {
    if (struck || !table.may.has("correct") || fact.k === "end") { return make("td", {}); }
    const words = said(fact);
    const correct = fact.k === "set" && button("Correct", () => vigil.acts.amend(fact, words, (set) => together(fact, set)), { class: "row-act", "aria-label": `Correct ${words}` });
    return make("td", { class: "row-acts" }, correct, button("Void", () => vigil.acts.strike(fact, words), { class: "row-act", "aria-label": `Void ${words}` }));
  }

  /* The whole corrected set: what was typed now over what was there. */
  function together(fact, set) {
    const old = Object.fromEntries(Object.entries(fact.v).map(([key, value]) => [FIELD[key], value]));
    return { ...old, ...(fact.y ? { symptoms: fact.y } : {}), ...(fact.txt ? { note: fact.txt } : {}), ...set };
  }

  function row(fact, struck) {
    const marks = [fact.corrected && make("abbr", { title: `corrected: ${fact.why}` }, "✎")];
    const why = struck ? `${struck.k === "void" ? "void" : "corrected"}: ${struck.why}, ${struck.by}` : doubts(fact);
    const values = cells(fact).map((text) => make("td", {}, struck && text ? make("s", {}, text) : text));
    const words = [struck ? make("s", {}, note(fact)) : note(fact), why && make("em", {}, ` ${why}`)];
    return make("tr", { class: struck ? "struck" : "", "data-fact": fact.i }, time(fact, marks), values, make("td", { class: "note" }, words),
      make("td", { class: "by" }, fact.by), acts(fact, struck));
  }

  function pending(item) {
    const v = Object.fromEntries(Object.entries(FIELD).filter(([, name]) => item.set && item.set[name] !== undefined).map(([key, name]) => [key, item.set[name]]));
    const fact = { k: "set", t: item.at || vigil.now(), v, txt: item.set ? item.set.note : item.said, y: item.set && item.set.symptoms };
    const values = cells(fact).map((text) => make("td", {}, text));
    return make("tr", { class: "pending" }, time(fact, []), values, make("td", { class: "note" }, note(fact)), make("td", { class: "by", colspan: 2 }, "Not sent"));
  }

  /* An amended set is two rows: the old one struck, the new one at its own time. */
  function rows() {
    return Array.from(table.facts.entries()).map(([id, fact]) => {
      const gone = table.gone.get(fact.i);
      const struck = gone && !(fact.corrected && gone.k === "amend" && gone.i === id) ? gone : null;
      return { t: fact.t, n: fact.n, node: row(fact, struck) };
    }).sort((a, b) => b.t - a.t || b.n - a.n);
  }

  function untouched() {
    if (!table || !table.touched) { return; }
    table.touched = false;
    show();
  }

  function show() {
    if (!table || table.touched) { return; }
    const unsent = vigil.outbox.of(table.session).map(pending);
    const known = rows().map(({ node }) => node);
    const empty = make("tr", { class: "none" }, make("td", { colspan: COLUMNS.length }, "Nothing was entered yet. Type the first set at the right."));
    table.body.replaceChildren(...(unsent.length + known.length ? [...unsent, ...known] : [empty]));
  }

  vigil.sets = { open, close, add, after };
  window.addEventListener("vigil:unsent", show);
  window.addEventListener("pointerup", () => setTimeout(untouched, 50));
  window.addEventListener("pointercancel", untouched);
})();
