/* What is in this file, and shall it go in? Files are chosen, shown, asked about, imported all or nothing, and undone for ten minutes. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const ROLES = "heart_rate, pulse, systolic, diastolic, mean, blood_pressure, spo2, respiratory_rate, temperature, moaas, rass, dissociation, distress, time, time [s], zone, patient, note, ignore";
  const SHOWN = 50; /* lines of what is left out that are told one by one */
  const LONG = 300000; /* ms in which a hundred thousand entries are struck through */
  let page = null; /* {place, files, said, shown, request, done, kept: the name that was given to a kind of file, typed: what stands in its fields} */

  /* -- sending: the server tells line by line how far it is ----------------------------------------------------------------------- */

  function form(more) {
    const sent = new FormData();
    page.files.forEach((file) => sent.append("files", file, file.name));
    Object.entries({ ...page.said, ...more }).forEach(([name, value]) => { if (value) { sent.append(name, value); } });
    return sent;
  }

  /* Calls `heard` with each line that the server says, and once more with what ended it. */
  function send(more, heard) {
    const request = new XMLHttpRequest();
    let read = 0;
    const lines = () => {
      const end = request.responseText.lastIndexOf("\n") + 1;
      if (request.status === 200) { request.responseText.slice(read, end).split("\n").filter(Boolean).forEach((line) => heard(JSON.parse(line))); read = end; }
    };
    const over = () => {
      lines();
      if (request.status === 401) { vigil.wire.signedOut(words(request)); }
      if (request.status !== 200) { heard(request.status ? { message: "", ...words(request) } : { message: "The server was not reached. Nothing is known to be stored: try again, nothing is stored twice." }); }
      heard(null);
    };
    request.open("POST", "/api/v1/imports");
    request.setRequestHeader("X-CSRFToken", decodeURIComponent((/(?:^|; )_csrf_token=([^;]*)/.exec(document.cookie) || ["", ""])[1]));
    Object.entries(vigil.wire.whose()).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.addEventListener("progress", ({ loaded, total }) => heard({ phase: "sending", done: loaded, of: total }));
    request.addEventListener("progress", lines);
    request.addEventListener("loadend", over);
    request.send(form(more));
    return request;
  }

  function words(request) { try { return JSON.parse(request.responseText); } catch (none) { return { message: "The server could not answer. Try again." }; } }

  const PHASES = {
    sending: ({ done, of }) => `Sending ${Math.round((100 * done) / Math.max(1, of))} %`,
    reading: ({ files }) => `Reading ${files === 1 ? "the file" : `${files} files`}…`,
    storing: ({ done, of }) => (done < of ? `Checking ${done.toLocaleString("en")} of ${of.toLocaleString("en")}` : `Storing ${of.toLocaleString("en")}…`),
  };

  function progress(told) {
    const bar = page.bar;
    vigil.say(bar.words, PHASES[told.phase](told));
    if (told.of) { bar.meter.max = told.of; bar.meter.value = told.done; } else { bar.meter.removeAttribute("value"); }
  }

  function work(more, then) {
    if (page.request) { page.request.abort(); }
    page.error = "";
    const mine = page;
    let result = null;
    const heard = (told) => {
      if (mine !== page || (page.request && page.request !== request)) { return; }
      if (told && told.phase) { progress(told); return; }
      if (told) { result = told; return; }
      page.request = null;
      if (result) { then(result); }
      draw();
    };
    const request = send(more, heard);
    busy(request, "");
  }

  function busy(request, words) {
    page.request = request;
    page.bar = { words: make("span", { role: "status" }, words), meter: make("progress", { "aria-label": "Progress" }) };
    draw();
  }

  /* -- the steps ------------------------------------------------------------------------------------------------------------------- */

  function choose(files) {
    if (!files.length) { return; }
    page.files = Array.from(files);
    page.said = page.session ? { session: page.session } : {};
    page.done = null;
    page.kept = new Map();
    page.typed = new Map();
    look();
  }

  function look() {
    page.shown = null;
    work({}, (told) => { if (told.files) { page.shown = told; page.error = told.message; } else { page.error = told.message || "Nothing was read."; } });
  }

  function store() {
    const id = vigil.wire.uuid();
    work({ digest: page.shown.digest, id }, (told) => {
      if (told.files) { page.done = told; page.shown = null; } else { page.error = told.message || "Nothing was stored."; }
    });
  }

  async function undo(id) {
    const mine = page;
    busy({ abort() {}, stays: true }, "Undoing…");
    const { status, body } = await vigil.wire.post(`/api/v1/imports/${id}/undo`, {}, {}, LONG);
    if (mine !== page) { return; }
    page.request = null;
    page.error = status === 200 ? "" : body.message || "It is not known whether it was undone. Try again.";
    if (status === 200) { page.recent = page.recent.filter((one) => one.id !== id); page.done = { ...page.done, undone: body.undone }; }
    draw();
  }

  /* Whoever has looked at what came in, and is back, can still undo it. */
  function latest() {
    const lines = page.recent.map(({ id, at, stored }) => make("li", {}, vigil.button(`Undo the import of ${vigil.words.clock(at)}: ${entries(stored)}`, () => undo(id), { class: "button" })));
    return lines.length > 0 && make("section", { "aria-label": "Imports that can be undone" }, make("p", { class: "hint" }, "Imported in the last ten minutes:"), make("ul", {}, lines));
  }

  function say(name, value) {
    const field = document.getElementById(`import-${name === "target" ? "patient" : name}`);
    if (field) { field.value = ""; } /* from here on it is said, and typed no more */
    if (name === "target") { ["session", "patient", "new"].forEach((one) => delete page.said[one]); Object.assign(page.said, value); } else { page.said[name] = value; }
    look();
  }

  /* -- what is seen ----------------------------------------------------------------------------------------------------------------- */

  const fields = () => Array.from(page.place.querySelectorAll("textarea, input:not([type=file])"));

  /* What is typed and not said yet stays, with the cursor, when the page is drawn anew. */
  function keeping(drawn) {
    const active = page.place.contains(document.activeElement) ? document.activeElement.id : "";
    fields().forEach(({ id, value }) => page.typed.set(id, value));
    drawn();
    fields().filter(({ id, value }) => !value && page.typed.get(id)).forEach((field) => { field.value = page.typed.get(field.id); field.dispatchEvent(new Event("input")); });
    fields().find(({ id }) => id === active)?.focus({ preventScroll: true });
  }

  function draw() { if (page) { keeping(all); } }

  function all() {
    vigil.fill(page.place, door(), page.request && running(), page.error && make("p", { class: "wrong", role: "alert" }, page.error),
      !page.request && page.shown && preview(), !page.request && page.done && after(), !page.request && !page.shown && !(page.done && page.done.files && page.done.undone === undefined) && latest());
    const chart = page.place.querySelector("#import-chart");
    if (chart) { window.Plotly.newPlot(chart, { ...vigil.palette.paint(page.shown.figure), config: { displayModeBar: false, responsive: true, displaylogo: false } }); }
  }

  function door() {
    const input = make("input", { type: "file", id: "import-files", multiple: true, onchange: ({ target }) => choose(target.files) });
    const some = page.files.length > 0;
    const words = some ? page.files.map((file) => file.name).join(", ") : "Drop files here, or choose them";
    const box = make("label", { class: "drop", for: "import-files", "data-some": some ? "yes" : "no" }, make("b", {}, words), some && make("span", { class: "hint" }, "Choose other files"),
      page.session && make("span", {}, `They go to ${page.words}.`), input);
    box.addEventListener("dragover", (event) => { event.preventDefault(); box.dataset.over = "yes"; });
    box.addEventListener("dragleave", () => { delete box.dataset.over; });
    box.addEventListener("drop", (event) => { event.preventDefault(); choose(event.dataTransfer.files); });
    return box;
  }

  function running() {
    const stop = vigil.button("Stop", () => { page.request.abort(); page.request = null; draw(); }, { class: "button" });
    return make("div", { class: "running" }, page.bar.meter, page.bar.words, page.shown || page.request.stays ? null : stop);
  }

  const ready = () => !page.shown.message && page.shown.files.every((file) => file.verdict === "ready");
  const total = (name) => page.shown.files.reduce((sum, file) => sum + (file[name] || 0), 0);
  const entries = (count) => `${count.toLocaleString("en")} ${count === 1 ? "entry" : "entries"}`;

  function preview() {
    const fresh = total("would_store");
    const label = fresh ? `Import ${entries(fresh)}` : ready() ? "All of it is stored already" : "Import";
    const button = vigil.button(label, store, { class: "button main", disabled: !ready() || !fresh });
    const chart = page.shown.figure.data.length > 0 && make("div", { id: "import-chart", role: "img", "aria-label": "What would be stored, over time" });
    const act = make("p", { class: "act" }, button, make("span", { class: "hint" }, ready() ? "All or nothing. It can be undone for ten minutes." : "Nothing can be stored yet."));
    return [page.shown.files.map(card), act, chart];
  }

  function card(file) {
    const head = make("h2", {}, file.file, make("span", { class: "verdict", "data-verdict": file.verdict }, file.verdict === "question" ? "to be answered" : file.verdict));
    return make("section", { class: "import-file" }, head, make("p", { class: "hint" }, [file.format, ...Object.entries(file.settings || {}).map(([name, value]) => `${name.replace("_", " ")} ${value}`)].join(" · "), " ", anew()),
      vigil.mappings.told(file, page.said, say), file.reason && make("p", { class: "wrong" }, file.reason), file.questions.map((one) => question(one, file)), file.sessions.map(place), counts(file), left(file), keep(file));
  }

  /* The answers of this file may be kept for the next one of its kind: offered once, where several files are of one kind. */
  function keep(file) {
    const files = (page.shown || page.done).files;
    const mark = file.kind && file.kind.mark;
    if (page.kept.has(mark)) { return make("p", { class: "read-as", role: "status" }, `Remembered as “${page.kept.get(mark)}”.`); }
    return files.find((one) => one.kind && one.kind.mark === mark) === file && vigil.mappings.remember(file, (name) => kept(mark, name));
  }

  /* What was shown is read once more, now by the name: it is stored as it is shown then. */
  function kept(mark, name) {
    if (!page.shown) { page.kept.set(mark, name); draw(); return; }
    if (page.shown.files.every((file) => file.kind && file.kind.mark === mark)) { ["zone", "date_order", "mapping"].forEach((one) => delete page.said[one]); } else { page.kept.set(mark, name); }
    say("read_as", name);
  }

  function place(one) {
    const where = one.new ? "a session of its own" : `session ${one.room ? `in room ${one.room}` : one.session}`;
    return make("p", { class: "whose" }, make("b", {}, one.name), ` ID ${one.identifier || "not recorded"} · ${where} · ${span(one.first, one.last)} `, change());
  }

  /* An answer that was a mistake is given anew. */
  const answers = () => ["zone", "date_order", "start", "mapping"].filter((one) => page.said[one]);
  const anew = () => answers().length > 0 && vigil.button("Not right? Answer again", () => { answers().forEach((one) => delete page.said[one]); look(); }, { class: "button small" });

  /* What somebody chose here can be chosen anew; what the file itself says cannot. */
  const change = () => ["patient", "session", "new"].some((one) => page.said[one]) && !page.session && vigil.button("Not right? Choose again", () => say("target", {}), { class: "button small" });

  const when = (at) => new Intl.DateTimeFormat("en-GB", { timeZone: page.zone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(at));
  const span = (first, last) => `${when(first)} to ${when(last)}`;

  function counts(file) {
    const rows = Object.entries({ ...file.signals, ...file.scores }).map(([name, seen]) => make("tr", {}, make("th", { scope: "row" }, name.replaceAll("_", " ")),
      make("td", {}, seen.count.toLocaleString("en")), make("td", {}, when(seen.first.at)), make("td", {}, when(seen.last.at))));
    const beside = [...Object.entries(file.symptoms || {}).map(([name, count]) => `${name} ${count}×`), ...(file.events || []).slice(0, SHOWN).map((one) => `${when(one.at)} ${one.what}`), ...(file.notes || []).slice(0, SHOWN).map((one) => `${when(one.at)} “${one.text}”`)];
    const head = make("thead", {}, make("tr", {}, ["Good", "Count", "First", "Last"].map((word) => make("th", { scope: "col" }, word))));
    return [rows.length > 0 && make("table", { class: "table" }, head, make("tbody", {}, rows)), beside.length > 0 && make("ul", {}, beside.map((line) => make("li", {}, line))),
      file.duplicates > 0 && make("p", {}, `${entries(file.duplicates)} stored before: not stored again.`)];
  }

  /* What of the file is not stored, and where it stands in the file. */
  function left(file) {
    const lines = [...(file.rejected || []).map((one) => `${one.count} ${one.signal.replaceAll("_", " ")} refused: ${one.reason} (${one.examples.map(({ where, text }) => `${where}: ${text}`).join("; ")})`),
      ...(file.skipped || []).map((one) => `${one.count} left out: ${one.what}`)];
    return lines.length > 0 && make("details", { open: lines.length < 6 }, make("summary", {}, "Not stored"), make("ul", { class: "left" }, lines.slice(0, SHOWN).map((line) => make("li", {}, line))));
  }

  function after() {
    const { files, undone, until } = page.done;
    if (undone !== undefined) { return make("p", { role: "status" }, `Undone: ${entries(undone)} struck through. They stay to be seen; the file may be imported again.`); }
    const stored = files.reduce((sum, file) => sum + file.stored, 0);
    const homes = new Map(files.flatMap((file) => file.sessions).map((one) => [one.page, one]));
    const links = Array.from(homes.values(), (one) => make("li", {}, vigil.button(`Open ${one.name}, ${when(one.first)}`, () => vigil.go(one.page), { class: "button" })));
    return make("div", { class: "stored" }, make("p", { role: "status" }, make("b", {}, `Stored ${entries(stored)}.`), ` It can be undone until ${vigil.words.clock(until)}.`), make("ul", {}, links), files.map(keep),
      make("p", { class: "act" }, vigil.button("Undo this import", () => undo(page.done.id), { class: "button" })));
  }

  /* -- questions: what the file does not prove is asked, never guessed ------------------------------------------------------------- */

  function question({ about, text }, file) {
    const ask = { zone, date_order: order, start, mapping, unit: mapping, patient: whose, known_as: () => vigil.mappings.which(file, say) }[about];
    return make("div", { class: "question" }, about === "patient" ? null : make("p", {}, text), ask ? ask() : null);
  }

  function typed(name, label, hint, more, tag = "input") {
    const field = make(tag, { id: `import-${name}`, autocomplete: "off", ...more });
    field.value = page.said[name] || "";
    const go = (event) => { event.preventDefault(); if (field.value.trim()) { say(name, field.value.trim()); } };
    return make("form", { class: "row", onsubmit: go }, make("label", { class: "field", for: field.id }, make("span", {}, label), field, make("span", { class: "hint" }, hint)), make("button", { type: "submit", class: "button" }, "Use it"));
  }

  function zone() {
    const known = Intl.supportedValuesOf ? Intl.supportedValuesOf("timeZone") : [];
    return [typed("zone", "Time zone of the recording", "such as Europe/Berlin", { list: "import-zones", type: "text" }), make("datalist", { id: "import-zones" }, known.map((name) => make("option", { value: name })))];
  }

  const order = () => make("p", { class: "row" }, [["dmy", "Day first"], ["mdy", "Month first"], ["ymd", "Year first"]].map(([value, label]) => vigil.button(label, () => say("date_order", value), { class: "button" })));
  const start = () => typed("start", "When it began", "with offset, such as 2026-11-22T09:30+01:00", { type: "text" });
  const mapping = () => typed("mapping", "What the columns are, one a line: name = role", ROLES, { rows: 4 }, "textarea");

  function whose() {
    const found = make("ul", { class: "found-list" });
    const field = make("input", { id: "import-patient", type: "search", autocomplete: "off", oninput: () => lookUp(field, found) });
    const running = [...vigil.pictures.values()].filter((one) => !one.ended).map((one) => make("li", {}, vigil.button(`Room ${one.room}: ${one.patient.name}, the session that runs`, () => say("target", { session: one.s }), { class: "button" })));
    return [make("p", {}, make("b", {}, "Whose readings are these?")), running.length > 0 && make("ul", {}, running), make("label", { class: "field", for: field.id }, make("span", {}, "Find a patient by name, ID or date of birth"), field), found,
      make("p", {}, vigil.button("Nobody who is known here: a new patient, a session of its own", () => say("target", { new: "yes" }), { class: "button" }))];
  }

  async function lookUp(field, found) {
    const wanted = field.value.trim();
    if (wanted.length < 2) { found.replaceChildren(); return; }
    const { status, body } = await vigil.wire.get(`/api/v1/patients?find=${encodeURIComponent(wanted)}`);
    if (status !== 200 || field.value.trim() !== wanted) { return; }
    const line = (one) => make("li", {}, vigil.button(`${one.name} · ID ${one.identifier || "not recorded"}`, () => say("target", { patient: one.id }), { class: "button" }));
    vigil.fill(found, body.patients.length ? body.patients.map(line) : make("li", { class: "hint" }, "Nobody found."));
  }

  /* -- while the page is there -------------------------------------------------------------------------------------------------------- */

  function open(place) {
    page = { place, session: place.dataset.session, words: place.dataset.words, zone: place.dataset.zone, recent: JSON.parse(place.dataset.recent), files: [], said: {}, shown: null, done: null, request: null, error: "", kept: new Map(), typed: new Map() };
    draw();
  }

  document.addEventListener("DOMContentLoaded", () => vigil.whenever("#import-page", open, () => { if (page && page.request && page.shown === null && !page.done) { page.request.abort(); } page = null; }));
  window.addEventListener("vigil:palette", () => { if (page && page.shown && !page.request) { draw(); } });
})();
