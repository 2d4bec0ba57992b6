/* What was entered so far? The table of sets, newest first: what holds, with what was wrong struck through, by whom and why. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const { make, button } = vigil;
  const COLUMNS = ["Time", "HR", "BP", "SpO₂", "Diss", "Sed", "Note", "By", ""];
  const KINDS = { set: 1, note: 1, dose: 1, stop: 1, end: 1, skip: 1, intervention: 1, score: 1, infusion: 1, decision: 1 };
  const BESIDE = { rr: "RR", dist: "Distress", rass: "RASS", temp: "Temp" };
  let table = null;

  function open(place, session, may) {
    const head = make("tr", {}, COLUMNS.map((name) => make("th", { scope: "col" }, name || make("span", { class: "unseen" }, "Correct or void"))));
    const usual = JSON.parse(document.getElementById("session").dataset.usual);
    table = { session, may, late: usual.late, entries: new Map(), pressed: new Map(), body: make("tbody", {}) };
    table.body.addEventListener("pointerdown", () => { table.touched = true; });
    place.replaceChildren(make("div", { class: "sets-box", tabindex: 0, role: "region", "aria-label": "Entries of this session" },
      make("table", {}, make("caption", { class: "unseen" }, "Entries of this session, newest first"), make("thead", {}, head), table.body)));
    show();
  }

  function close() { table = null; }

  /* When each device last measured a pressure, as far as the page already knows. */
  function after(pressed) { table.pressed = new Map(Object.entries(pressed)); }

  /* -- what is in it: each entry as it was recorded, then as it was corrected ------------------------------------------------------ */

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

  /* The entry that changed by it, if any: a stream must not write every row anew each second, under a finger. */
  function take(fact) {
    if (fact.k === "void") { return struck(fact); }
    if (fact.k === "amend") { return amended(fact); }
    if (!listed(fact) || table.entries.has(fact.i)) { return null; }
    table.entries.set(fact.i, { id: fact.i, versions: [fact], gone: null });
    return fact.i;
  }

  function struck(fact) {
    const entry = table.entries.get(fact.ref);
    if (entry) { entry.gone = fact; }
    return entry ? entry.id : null;
  }

  /* An amendment is the whole set as it was really seen, or the whole dose as it was given (`of`), of its own instant. */
  function amended(fact) {
    const entry = table.entries.get(fact.ref) || { id: fact.ref, versions: [], gone: null };
    entry.versions.push({ ...fact, k: fact.of || "set", i: fact.ref, t: fact.at || fact.t, made: fact.t });
    table.entries.set(fact.ref, entry);
    return entry.id;
  }

  function add(facts) {
    if (!table) { return; }
    const changed = new Set(facts.map(take).filter(Boolean));
    if (!changed.size) { return; }
    show();
    window.dispatchEvent(new CustomEvent("vigil:entries", { detail: { changed } }));
  }

  const holding = ({ versions }) => versions[versions.length - 1];

  /* An entry as it holds now: {id, fact, gone, words}; null when it is not in the table. */
  function known(id) {
    const entry = table && table.entries.get(id);
    return entry ? { id, fact: holding(entry), gone: entry.gone, words: said(holding(entry)) } : null;
  }

  /* -- words ------------------------------------------------------------------------------------------------------------------------ */

  const reason = (fact) => (fact.txt ? `: ${fact.txt}` : "");
  const WORDS = { dose: (f) => `▮ ${[f.txt, vigil.pump.words(f), f.second && `checked by ${vigil.words.who(f.second)}`].filter(Boolean).join(", ")}`, stop: (f) => `■ infusion stopped${reason(f)}`, end: (f) => `■ session ended${reason(f)}`, note: (f) => `${f.txt}${f.why ? ` (${f.why})` : ""}`,
    skip: (f) => `check skipped${reason(f)}`, infusion: (f) => `${["infusion", f.step, vigil.pump.speed(f)].filter(Boolean).join(" ")}${reason(f)}`,
    decision: (f) => `${f.who} decided: ${f.go ? "go on" : "not today"}${reason(f)}` };

  function note(fact) {
    if (WORDS[fact.k]) { return WORDS[fact.k](fact); }
    return [...uncolumned(fact), ...(fact.y || []).map((word) => word.replace(/_/g, " ")), fact.txt].filter(Boolean).join(", ");
  }

  /* What was measured and has no column of its own. */
  const uncolumned = ({ v }) => Object.entries(BESIDE).filter(([key]) => shown(v, key)).map(([key, short]) => `${short} ${vigil.reading.shown(vigil.reading.names[key], v[key])}`);
  const shown = (v, key) => (v && v[key] !== undefined ? String(v[key]) : "");

  function cells(fact) {
    const pressure = fact.v && (fact.v.sys !== undefined || fact.v.dia !== undefined);
    return [shown(fact.v, "hr"), pressure ? `${fact.v.sys ?? "–"}/${fact.v.dia ?? "–"}` : "", shown(fact.v, "spo2"), shown(fact.v, "diss"), shown(fact.v, "sed")];
  }

  function said(fact) {
    const [hr, bp, spo2, diss, sed] = cells(fact);
    const values = [hr && `HR ${hr}`, bp && `BP ${bp}`, spo2 && `SpO₂ ${spo2}`, diss && `Diss ${diss}`, sed && `Sed ${sed}`].filter(Boolean).join(" ");
    return `${vigil.words.clock(fact.t)} ${values || note(fact)}`;
  }

  function doubts(fact) {
    const found = Object.values(fact.q || {});
    if (found.includes("rejected")) { return "not used"; }
    return [found.includes("suspect") && "repeat it", fact.ok && "confirmed"].filter(Boolean).join(", ");
  }

  /* -- rows --------------------------------------------------------------------------------------------------------------------------- */

  /* Each text that was once there, struck, and then the one that holds; all of it struck when the entry is void. */
  function history(texts, gone) {
    const changes = texts.filter((text, index) => text !== texts[index + 1]);
    const now = changes[changes.length - 1];
    const before = changes.slice(0, -1).filter(Boolean).flatMap((text) => [make("s", {}, text), " "]);
    return [...before, gone && now ? make("s", {}, now) : now];
  }

  function time({ versions, gone }) {
    const [first] = versions;
    const late = first.rt && first.rt - first.t > table.late;
    const corrected = versions.filter(({ why }) => why).map(({ why }) => why).join("; ");
    const signs = [late && make("abbr", { title: `entered late, at ${vigil.words.clock(first.rt)}`, class: "late" }, "L"),
      corrected && make("abbr", { title: `corrected: ${corrected}` }, "✎")].filter(Boolean);
    return make("th", { scope: "row" }, ...history(versions.map(({ t }) => vigil.words.clock(t)), gone), " ", ...signs);
  }

  /* corrected 14:52 by omar: Typing error */
  function reasons({ versions, gone }) {
    const amended = versions.filter(({ why }) => why).map((fact) => `corrected ${vigil.words.clock(fact.made)} by ${vigil.words.who(fact.by)}: ${fact.why}`);
    return [...amended, gone && `void: ${gone.why}, ${vigil.words.who(gone.by)}`].filter(Boolean).join("; ");
  }

  function acts(entry) {
    const fact = holding(entry);
    if (entry.gone || !table.may.has("correct") || fact.k === "end") { return make("td", {}); }
    const words = said(fact);
    const correct = ["set", "dose"].includes(fact.k) && button("Correct", () => vigil.acts.amend(entry.id), { class: "row-act", "aria-label": `Correct ${words}` });
    return make("td", { class: "row-acts" }, correct, button("Void", () => vigil.acts.strike(entry.id), { class: "row-act", "aria-label": `Void ${words}` }));
  }

  function row(entry) {
    const { versions, gone } = entry;
    const columns = versions.map(cells);
    const values = columns[0].map((_, index) => make("td", {}, ...history(columns.map((texts) => texts[index]), gone)));
    const doubt = gone ? "" : doubts(holding(entry));
    const words = [...history(versions.map(note), gone), doubt && make("em", {}, ` ${doubt}`)].filter(Boolean);
    return make("tr", { class: gone ? "struck" : versions.length > 1 ? "corrected" : "", "data-fact": entry.id }, time(entry), values,
      make("td", { class: "note" }, words), make("td", { class: "by" }, vigil.words.who(versions[0].by)), acts(entry));
  }

  /* A row, and under what was corrected or struck a line that says by whom and why. */
  function lines(entry) {
    const why = reasons(entry);
    return why ? [row(entry), make("tr", { class: "why", "data-about": entry.id }, make("td", { colspan: COLUMNS.length }, why))] : [row(entry)];
  }

  function pending(item) {
    const v = Object.fromEntries(Object.entries(vigil.reading.names).filter(([, name]) => item.set && item.set[name] !== undefined).map(([key, name]) => [key, item.set[name]]));
    const fact = { k: "set", t: item.at || vigil.now(), v, txt: item.set ? item.set.note : item.said, y: item.set && item.set.symptoms };
    const values = cells(fact).map((text) => make("td", {}, text));
    const words = [item.corrects && make("em", {}, "correction "), note(fact)].filter(Boolean);
    return make("tr", { class: "pending" }, make("th", { scope: "row" }, vigil.words.clock(fact.t)), values, make("td", { class: "note" }, words),
      make("td", { class: "by", colspan: 2 }, vigil.notSent.words(item)));
  }

  function newest(one, other) {
    const [a, b] = [holding(one), holding(other)];
    return b.t - a.t || b.n - a.n;
  }

  function untouched() {
    if (!table || !table.touched) { return; }
    table.touched = false;
    show();
  }

  function show() {
    if (!table || table.touched) { return; }
    const unsent = vigil.outbox.of(table.session).filter((item) => !table.entries.has(item.id)).map(pending).reverse(); /* known as saved before its answer came */
    const entries = Array.from(table.entries.values()).sort(newest).flatMap(lines);
    const empty = make("tr", { class: "none" }, make("td", { colspan: COLUMNS.length }, "Nothing was entered yet."));
    table.body.replaceChildren(...(unsent.length + entries.length ? [...unsent, ...entries] : [empty]));
  }

  vigil.sets = { open, close, add, after, known, whose: () => [table.session, table.may] };
  window.addEventListener("vigil:unsent", show);
  window.addEventListener("pointerup", () => setTimeout(untouched, 50));
  window.addEventListener("pointercancel", untouched);
})();
