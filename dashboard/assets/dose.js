/* What was given, how much, and who else checked it? No amount is ever filled in; what is unusual is asked about once. What somebody
   typed is there again when the sheet is, until it is recorded. A dose that was mistyped is corrected on the same fields. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const NUMBER = /^\d+(\.\d+)?$/;
  const NAMES = { amount: "The amount", per_kg: "The dose per kg", weight: "The weight", rate: "The rate" };
  let form = null;

  /* -- what it consists of ------------------------------------------------------------------------------------------------------- */

  /* Where the old value of a field stands while a dose is corrected. */
  const was = (name) => form.correcting && (form.old[name] = make("span", { class: "was", id: `dose-was-${name}` }));

  function input(name, label, attributes) {
    const told = `${form.correcting ? `dose-was-${name} ` : ""}dose-status`;
    return make("label", { class: `field ${name}`, for: `dose-${name}` }, make("span", {}, label), was(name),
      make("input", { id: `dose-${name}`, name, type: "text", autocomplete: "off", "aria-describedby": told, ...attributes }));
  }

  const number = (name, label) => input(name, label, { inputmode: "decimal", maxlength: 8 });

  /* Who else has checked it: one of the colleagues, by name; nobody is chosen at first. */
  function colleague() {
    const none = form.correcting ? [["", "same"], ["–", "nobody"]] : [["", "choose"]];
    const options = [...none, ...form.offered.people].map(([name, words]) => make("option", { value: name }, words));
    return make("label", { class: "field second", for: "dose-second" }, make("span", {}, "Checked by (second person)"), was("second"),
      make("select", { id: "dose-second", name: "second", "aria-describedby": "dose-status" }, options));
  }

  function choice(name, label, words, changed) {
    const one = (word) => make("label", { class: "pick" }, make("input", { type: "radio", name, value: word, onchange: changed }), make("span", {}, word));
    return make("fieldset", { class: `choice ${name}` }, make("legend", {}, label, " ", was(name)), words.map(one));
  }

  /* One tap says drug and route, as the protocol has it until another route is chosen; anything else can be typed. */
  function drugs() {
    const way = route() || form.offered.route;
    const chip = (name) => vigil.button(`${name} ${way}`, () => take(name, way), { class: "chip" });
    form.drugs.replaceChildren(...(form.offered.drugs[way] || []).map(chip));
    form.device.hidden = way !== "nasal" || !form.offered.devices;
    form.pump.hidden = !vigil.pump.flows(hold().route || way);
  }

  function take(name, way) {
    const { elements } = form.node;
    elements.drug.value = name;
    elements.route.value = way;
    changed();
    (form.device.hidden ? elements.amount : form.device.querySelector("input")).focus();
  }

  const route = () => form.node.elements.route.value;

  function build(correcting = null) {
    const offered = vigil.step.offered();
    form = { offered, correcting, old: {}, replaces: "", session: vigil.session.id(), asked: "", busy: false };
    Object.assign(form, { banner: correcting && make("p", { class: "hint", id: "dose-banner", role: "status" }), drugs: make("div", { class: "chips", role: "group", "aria-label": "Drugs for this route" }),
      device: choice("device", "Device", Array.from({ length: offered.devices }, (_, index) => String(index + 1)), () => changed()),
      pump: make("div", { class: "row pump" }, input("pump", "Pump", { maxlength: 40 }), number("rate", "Rate"), choice("rate_unit", "in", offered.rates, () => changed())),
      product: make("p", { class: "product", role: "status" }), said: make("p", { class: "status", id: "dose-status", role: "status" }), go: make("button", { type: "submit", class: "button primary" }, usual()) });
    form.node = make("form", { class: "dose-form", novalidate: true, onsubmit: submit, oninput: changed, "data-mode": correcting && "correct" }, form.banner,
      make("div", { class: "row" }, choice("route", "Route", Object.keys(offered.drugs), () => { drugs(); changed(); }), form.device),
      make("div", { class: "row" }, input("drug", "Drug", { maxlength: 60 }), form.drugs),
      make("div", { class: "row amounts" }, number("amount", "Amount, mg"), number("per_kg", "Ordered, mg/kg"), number("weight", "Weight, kg"), input("at", "Time", { placeholder: correcting ? "same" : "now", inputmode: "numeric", maxlength: 5 })),
      form.pump, form.product,
      make("div", { class: "row" }, colleague(), input("lot", "Lot", { maxlength: 40 })),
      make("div", { class: "row" }, form.go), form.said);
    restore();
    drugs();
    follow();
    return form.node;
  }

  /* -- what was typed before, and not recorded ------------------------------------------------------------------------------------- */

  const raw = () => Object.fromEntries(new FormData(form.node));
  const usual = () => (form.correcting ? "Save correction" : "Record dose");
  const place = ({ session, correcting }) => vigil.held.key(correcting ? `dose ${correcting.id}` : "dose", session);

  function keep() {
    vigil.held.keep(place(form), raw(), form.replaces);
    if (!vigil.held.of(place(form))) { form.replaces = ""; }
  }

  function restore() {
    const found = vigil.held.of(place(form));
    if (!found) { return; }
    Array.from(form.node.elements).filter(({ name }) => found.values[name] !== undefined).forEach((field) => {
      if (field.type === "radio") { field.checked = field.value === found.values[field.name]; } else { field.value = found.values[field.name]; }
    });
    form.replaces = found.replaces || "";
    changed();
    vigil.say(form.said, vigil.held.words(found));
  }

  /* While a dose is corrected: what was, beside each field, and what will hold. */
  function follow() {
    const { correcting, old } = form;
    if (!correcting) { return; }
    const [found, at] = [hold(), vigil.doseCorrection.when(correcting, raw().at)];
    const head = make("b", {}, `${vigil.sets.known(correcting.id).words} (${correcting.reason}). `);
    form.banner.replaceChildren(head, vigil.doseCorrection.banner(correcting, found, at));
    Object.entries(old).forEach(([name, node]) => node.replaceChildren(vigil.doseCorrection.old(correcting, name, found, at)));
  }

  function open() {
    if (vigil.sheet.kind() === "dose") { vigil.sheet.close(); return; }
    vigil.sheet.open("dose", "Dose", () => build());
    form.node.elements.drug.focus();
  }

  /* The dose `id` was mistyped; false when it can no longer be corrected. */
  function correct(id, reason) {
    return corrected(vigil.doseCorrection.begin({ id, reason }));
  }

  function corrected(correcting) {
    if (!correcting) { vigil.entry.tell("That dose is no longer there to be corrected."); return false; }
    if (vigil.sheet.kind() === "mistyped") { vigil.sheet.close(); }
    vigil.sheet.open("mistyped", "Correct a dose", () => build(correcting));
    form.node.elements.amount.focus();
    return true;
  }

  /* A dose, or the correction of one, that waited and was refused: on its sheet again, of then and not of now. */
  function putBack(item) {
    const correcting = item.corrects ? vigil.doseCorrection.begin(item.corrects) : null;
    if (item.corrects && !correcting) { corrected(null); return; }
    const { client_id: id, at, reason, revision, unit, confirmed, ...said } = item.body;
    const found = Object.fromEntries(Object.entries(said).map(([name, value]) => [name, String(value)]));
    const typed = correcting ? vigil.doseCorrection.apart(correcting, found, item.at) : { ...found, at: vigil.words.clock(item.at) };
    vigil.sheet.close();
    vigil.held.keep(place({ session: item.session, correcting }), typed, item.id);
    if (correcting) { corrected(correcting); } else { open(); }
    tell(`Put back, not recorded. ${item.refusal} Enter records it in place of the one that was refused.`, "wrong");
  }

  /* -- what is typed --------------------------------------------------------------------------------------------------------------- */

  function typed() {
    const found = Object.fromEntries(new FormData(form.node));
    ["amount", "per_kg", "weight", "rate"].forEach((name) => { found[name] = vigil.reading.clean(found[name]).replace(",", "."); });
    return found;
  }

  /* What was given as it will be recorded: while a dose is corrected, what was typed over what was there. */
  const hold = () => (form.correcting ? vigil.doseCorrection.merged(form.correcting, typed()) : vigil.pump.only(typed()));

  const product = ({ per_kg: each, weight }) => (NUMBER.test(each) && NUMBER.test(weight) ? Math.round(each * weight * 100) / 100 : null);

  function changed() {
    const found = hold();
    const made = product(found);
    vigil.say(form.product, made === null ? "" : `${found.per_kg} mg/kg × ${found.weight} kg = ${made} mg. Check it, and type the amount that is given.`);
    form.asked = "";
    form.go.textContent = usual();
    keep();
    follow();
    Array.from(form.node.elements).forEach((field) => field.removeAttribute("aria-invalid"));
  }

  /* [field, words] of the first thing that is lacking. */
  function wanting(found) {
    if (!found.route) { return ["route", "Choose the route."]; }
    if (!found.drug.trim()) { return ["drug", "Which drug was given?"]; }
    if (!found.amount) { return ["amount", "How many mg were given? Type the amount."]; }
    const wrong = ["amount", "per_kg", "weight", "rate"].find((name) => found[name] && !NUMBER.test(found[name]));
    if (wrong) { return [wrong, `${NAMES[wrong]} must be a number. You entered ${found[wrong]}.`]; }
    if (Boolean(found.per_kg) !== Boolean(found.weight)) { return [found.per_kg ? "weight" : "per_kg", "Type both mg/kg and the weight, or neither."]; }
    if (Boolean(found.rate) !== Boolean(found.rate_unit)) { return vigil.pump.lacks(found); }
    if (found.route === "nasal" && form.offered.devices && !found.device) { return ["device", "Which device: 1, 2 or 3?"]; }
    return when(found) === null ? ["at", `The time must be like 14:05. You entered ${found.at}.`] : null;
  }

  /* When it was given; null where what is typed is no time. */
  function when({ at }) {
    if (form.correcting) { return vigil.doseCorrection.when(form.correcting, at); }
    return at.trim() ? vigil.words.instant(vigil.reading.clean(at), vigil.now()) : vigil.now();
  }

  const doubts = (found, at) => vigil.doseDoubts.of(found, at, form, product(found));

  function body(found) {
    const optional = { lot: found.lot.trim() || undefined, second: found.second.trim() || undefined, device: found.route === "nasal" && found.device ? Number(found.device) : undefined,
      per_kg: found.per_kg ? Number(found.per_kg) : undefined, weight: found.weight ? Number(found.weight) : undefined };
    return { drug: found.drug.trim(), amount: Number(found.amount), unit: found.unit || "mg", route: found.route, ...optional, ...vigil.pump.body(found) };
  }

  /* -- saving ------------------------------------------------------------------------------------------------------------------------- */

  function tell(words, kind) { vigil.say(form.said, words); form.said.dataset.kind = kind; form.said.scrollIntoView({ block: "nearest" }); }

  function lacks([name, words]) {
    const field = form.node.querySelector(`[name=${name}]`);
    tell(words, "wrong");
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  function ask(words, sign) {
    form.asked = sign;
    form.go.textContent = "Record it all the same";
    tell(`${words} Right? Press Enter again to record it.`, "ask");
  }

  async function submit(event) {
    event.preventDefault();
    if (form.busy) { return; }
    const found = hold();
    const wrong = wanting(found);
    if (wrong) { lacks(wrong); return; }
    const at = when(found);
    if (form.correcting && !vigil.doseCorrection.changes(form.correcting, found, at)) { tell("Nothing is changed. Type what was really given, or close.", "wrong"); return; }
    const sign = JSON.stringify(found);
    const asks = doubts(found, at);
    if (asks.length && form.asked !== sign) { ask(asks.join(" "), sign); return; }
    await record({ ...body(found), ...(form.asked === sign ? { confirmed: true } : {}) }, at, sign);
  }

  async function record(sent, at, sign) {
    const [mine, kept] = [form, raw()];
    mine.busy = true;
    tell("Sending…", "");
    const { state, answer, message } = await send(sent, at);
    mine.busy = false;
    if (state === "refused") { back(mine, kept, () => refused(answer, message, sign), message); return; }
    if (mine.node.isConnected) {
      vigil.drafts.forget(place(mine)); /* whatever was typed behind it while it was sent is part of the same sheet */
      vigil.sheet.close();
    }
    vigil.entry.tell(message);
  }

  function send(sent, at) {
    const { correcting, replaces } = form;
    const draft = place(form);
    if (!correcting) { return vigil.step.keep("doses", sent, [sent.drug, `${sent.amount} mg`, sent.route, sent.device && `device ${sent.device}`].filter(Boolean).join(" "), { at, replaces, draft }); }
    const { id, reason, revision } = correcting;
    const said = `${vigil.sets.known(id).words}: ${vigil.doseCorrection.changes(correcting, hold(), at)}`;
    return vigil.step.keep(`doses/${encodeURIComponent(id)}/amend`, { ...sent, reason, revision }, said, { at, corrects: { id, reason }, replaces, draft });
  }

  /* Refused: it stays on the sheet, or is there when the sheet is opened again. */
  function back(mine, kept, show, message) {
    if (mine.node.isConnected) { keep(); show(); return; }
    if (!vigil.held.of(place(mine))) { vigil.held.keep(place(mine), kept, mine.replaces); }
    vigil.entry.tell(`The ${mine.correcting ? "correction" : "dose"} was not recorded: ${message}`);
  }

  function refused({ status, body: { errors = [] } }, message, sign) {
    const [first] = errors;
    if (status === 409 && form.correcting) { form.correcting.conflict = message; renew(); }
    if (first && first.field === "confirmed") { ask(first.message.replace(/ Confirm it if.*/, ""), sign); return; }
    if (first && form.node.querySelector(`[name=${CSS.escape(first.field)}]`)) { lacks([first.field, message]); return; }
    if (status !== 409 || !form.correcting || form.correcting.conflict) { tell(message, "wrong"); }
  }

  /* Somebody corrected the same dose meanwhile: say what, and keep what was typed. */
  function renew() {
    const words = form && form.correcting && form.node.isConnected ? vigil.doseCorrection.renewed(form.correcting) : "";
    if (!words) { return; }
    follow();
    tell(words, "wrong");
  }

  vigil.dose = { open, correct, putBack };
  window.addEventListener("vigil:entries", renew);
})();
