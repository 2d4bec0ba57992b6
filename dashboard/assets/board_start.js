/* The form that starts a session in a free room: which patient, which protocol, when the dose is planned. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const PAUSE = 200; /* ms after the last letter before patients are looked up */
  const DAY = 1440;
  const make = (...parts) => vigil.make(...parts);
  let form = null;

  /* -- small parts of the form ------------------------------------------------------------------------------------------ */

  function field(name, label, hint, control) {
    control.id = `start-${name}`;
    control.setAttribute("name", name);
    control.setAttribute("aria-describedby", `start-${name}-error`);
    const error = make("p", { class: "wrong", id: `start-${name}-error` });
    const said = hint ? [make("span", { class: "hint" }, ` ${hint}`)] : [];
    return { name, control, error, node: make("div", { class: "field" }, make("label", { for: control.id }, label, ...said), control, error) };
  }

  const text = (more) => make("input", { type: "text", autocomplete: "off", ...more });

  function protocols(place) {
    const options = JSON.parse(place.dataset.protocols || "[]");
    return make("select", {}, ...options.map((p) => make("option", { value: p.name }, p.approved ? p.title : `${p.title} (proposal)`)));
  }

  function newPatientFields() {
    return [
      field("name", "Name", "family name, given name", text()),
      field("birth", "Date of birth", "day month year, such as 12 3 1984", text({ inputmode: "numeric" })),
      field("identifier", "ID", "as on the wristband", text()),
      field("allergies", "Allergies", "write “none known” after asking", text()),
    ];
  }

  /* -- who: somebody known, or somebody new ------------------------------------------------------------------------------- */

  /* 1984-03-12 -> 12 Mar 1984 */
  function born(birth) {
    if (!birth) { return "date of birth not recorded"; }
    const spoken = { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" };
    return new Intl.DateTimeFormat("en-GB", spoken).format(new Date(`${birth}T00:00:00Z`));
  }

  /* "12 3 1984" or "12.3.1984" -> 1984-03-12; null when there is no such day. The day comes first, and is said back in words. */
  function dayOf(typed) {
    const found = /^(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4})$/.exec(typed);
    if (!found) { return null; }
    const iso = `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}`;
    const day = new Date(`${iso}T00:00:00Z`);
    return Number.isNaN(day.valueOf()) || day.toISOString().slice(0, 10) !== iso ? null : iso;
  }

  function echoBirth() {
    const birth = form.fields.find((f) => f.name === "birth");
    const iso = dayOf(birth.control.value.trim());
    vigil.say(birth.error, iso ? born(iso) : "");
  }

  function described(patient) { return [make("b", {}, patient.name), make("span", {}, ` ${born(patient.birth)} · ID ${patient.identifier || "not recorded"}`)]; }

  function choose(patient) {
    form.chosen = patient;
    form.fresh.hidden = true;
    form.found.replaceChildren();
    form.search.node.hidden = true;
    const change = vigil.button("Change", () => { letSearch(); form.search.control.focus(); }, { class: "button" });
    form.who.replaceChildren(make("p", { class: "chosen" }, ...described(patient)), change);
    form.protocol.control.focus();
  }

  function letSearch() {
    form.chosen = null;
    form.fresh.hidden = true;
    form.search.node.hidden = false;
    form.who.replaceChildren(vigil.button("New patient", letNew, { class: "button" }));
  }

  function letNew() {
    letSearch();
    form.found.replaceChildren();
    form.search.node.hidden = true;
    form.fresh.hidden = false;
    const back = vigil.button("Find a known patient instead", () => { letSearch(); form.search.control.focus(); }, { class: "button" });
    form.who.replaceChildren(back);
    const typed = form.search.control.value.trim();
    if (typed) { form.fields[0].control.value = typed; }
    form.fields[0].control.focus();
  }

  function showFound(patients) {
    const lines = patients.map((p) => make("li", {}, vigil.button(described(p), () => choose(p), { class: "found" })));
    form.found.replaceChildren(...(lines.length ? lines : [make("li", { class: "hint" }, "Nobody found. Check the spelling, or choose New patient.")]));
  }

  async function lookUp() {
    const wanted = form.search.control.value.trim();
    if (wanted.length < 2) { form.found.replaceChildren(); return; }
    const { status, body } = await vigil.wire.get(`/api/v1/patients?find=${encodeURIComponent(wanted)}`);
    if (form.search.node.hidden || form.search.control.value.trim() !== wanted) { return; }
    if (status === 200) { showFound(body.patients); } else { tell("Patients could not be looked up. Try again."); }
  }

  /* -- sending -------------------------------------------------------------------------------------------------------------- */

  /* The next instant whose clock in the clinic shows this time, at most one hour back; null when it is no time. */
  function planned(typed) {
    const found = /^(\d{1,2})[:. ]?(\d{2})$/.exec(typed);
    if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) { return null; }
    const now = vigil.now();
    const [hours, minutes] = vigil.words.clock(now).split(":").map(Number);
    const apart = Number(found[1]) * 60 + Number(found[2]) - hours * 60 - minutes;
    const ahead = apart < -60 ? apart + DAY : apart > DAY - 60 ? apart - DAY : apart;
    return new Date(Math.floor(now / 60000) * 60000 + ahead * 60000).toISOString();
  }

  function patientSent() {
    if (form.chosen) { return { id: form.chosen.id }; }
    if (form.fresh.hidden) { return null; }
    const typed = Object.fromEntries(form.fields.map((f) => [f.name, f.control.value.trim()]));
    return { ...typed, birth: typed.birth ? dayOf(typed.birth) : null };
  }

  function tell(message) { vigil.say(form.summary, message); }

  const about = (error) => error.field.split(".").pop();

  /* What is wrong is said once: at its field, where one can see it, and the cursor goes there; else on top. */
  function mark(errors, message) {
    const fields = [...form.fields, form.planned, form.protocol, form.search];
    fields.forEach((f) => {
      const wrong = errors.find((e) => about(e) === f.name);
      vigil.say(f.error, wrong ? wrong.message : "");
      f.control.setAttribute("aria-invalid", wrong ? "true" : "false");
    });
    const seen = (error) => fields.some((f) => f.name === about(error) && !f.control.closest("[hidden]"));
    tell(errors.length && errors.every(seen) ? "" : message);
    [...form.node.querySelectorAll("[aria-invalid=true]")].find((control) => !control.closest("[hidden]"))?.focus();
  }

  function wrong(name, message) {
    mark([{ field: name, message }], message);
    return null;
  }

  function filled() {
    const patient = patientSent();
    if (!patient) { return wrong("search", "Choose a patient from the list, or choose New patient."); }
    const birth = form.fields.find((f) => f.name === "birth").control.value.trim();
    if (!form.chosen && birth && !patient.birth) {
      return wrong("birth", `Date of birth must be a day, month and year such as 12 3 1984. You entered ${birth}.`);
    }
    const typed = form.planned.control.value.trim();
    const at = typed ? planned(typed) : null;
    if (typed && at === null) { return wrong("planned", `Planned dose must be a time such as 14:30. You entered ${typed}.`); }
    return { room: form.room, patient, protocol: form.protocol.control.value, planned: at };
  }

  async function send(event) {
    event.preventDefault();
    const body = filled();
    if (!body || form.sending) { return; }
    form.sending = true;
    const answer = await vigil.wire.post("/api/v1/sessions", body);
    form.sending = false;
    if (answer.status === 201) { form.node.close(); vigil.go(`/session/${answer.body.id}`); return; }
    mark(answer.body.errors || [], answer.body.message || "Vigil did not answer. No session was started. Try again.");
  }

  /* -- the dialog --------------------------------------------------------------------------------------------------------------- */

  function parts(place, room) {
    const search = field("search", "Patient", "name or ID", text());
    return {
      room, search, chosen: null, sending: false, fields: newPatientFields(),
      found: make("ul", { class: "matches", "aria-label": "Patients found" }), who: make("div", { class: "who" }), fresh: make("fieldset", {}),
      protocol: field("protocol", "Protocol", "", protocols(place)),
      planned: field("planned", "Planned dose", "such as 14:30; leave empty if not known", text({ inputmode: "numeric", class: "short" })),
      summary: make("p", { class: "wrong", role: "alert" }),
    };
  }

  function assemble() {
    form.fresh.append(make("legend", {}, "New patient"), ...form.fields.map((f) => f.node));
    const cancel = vigil.button("Cancel", () => form.node.close(), { class: "button" });
    const start = make("button", { type: "submit", class: "button main" }, "Start session");
    const inner = make("form", { novalidate: true, onsubmit: send }, make("h2", { id: "start-title" }, `Start session in room ${form.room}`), form.summary,
      form.search.node, form.found, form.who, form.fresh, form.protocol.node, form.planned.node, make("div", { class: "buttons" }, start, cancel));
    form.node = make("dialog", { class: "dialog start", "aria-labelledby": "start-title" }, inner);
  }

  /* Closed with Esc or with Cancel, the cursor is where it was, or at the button of the room where it was nowhere. */
  function giveBack(room, from) {
    const back = from && from !== document.body && from.isConnected ? from : document.querySelector(`button[data-start="${CSS.escape(room)}"]`);
    back?.focus();
  }

  function open(room) {
    const place = document.getElementById("start-session");
    if (!place || place.querySelector("dialog[open]")) { return; }
    const from = document.activeElement;
    form = parts(place, room);
    assemble();
    form.node.addEventListener("close", () => giveBack(room, from));
    letSearch();
    let later = 0;
    form.search.control.addEventListener("input", () => { clearTimeout(later); later = setTimeout(lookUp, PAUSE); });
    form.fields.find((f) => f.name === "birth").control.addEventListener("input", echoBirth);
    place.replaceChildren(form.node);
    form.node.showModal();
    form.search.control.focus();
  }

  vigil.startSession = { open };
})();
