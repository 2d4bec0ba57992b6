/* What was given, how much, and who else checked it? No amount is ever filled in; what is unusual is asked about once. What somebody
   typed is there again when the sheet is, until it is recorded. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const NUMBER = /^\d+(\.\d+)?$/;
  const NAMES = { amount: "The amount", per_kg: "The dose per kg", weight: "The weight" };
  const held = new Map(); /* what is typed and not recorded, of each session, as long as the page lives */
  let form = null;

  /* -- what it consists of ------------------------------------------------------------------------------------------------------- */

  function input(name, label, attributes) {
    return make("label", { class: `field ${name}`, for: `dose-${name}` }, make("span", {}, label),
      make("input", { id: `dose-${name}`, name, type: "text", autocomplete: "off", "aria-describedby": "dose-status", ...attributes }));
  }

  const number = (name, label) => input(name, label, { inputmode: "decimal", maxlength: 8 });

  function choice(name, label, words, changed) {
    const one = (word) => make("label", { class: "pick" }, make("input", { type: "radio", name, value: word, onchange: changed }), make("span", {}, word));
    return make("fieldset", { class: `choice ${name}` }, make("legend", {}, label), words.map(one));
  }

  /* One tap says drug and route, as the protocol has it until another route is chosen; anything else can be typed. */
  function drugs() {
    const way = route() || form.offered.route;
    const chip = (name) => vigil.button(`${name} ${way}`, () => take(name, way), { class: "chip" });
    form.drugs.replaceChildren(...(form.offered.drugs[way] || []).map(chip));
    form.device.hidden = way !== "nasal" || !form.offered.devices;
  }

  function take(name, way) {
    const { elements } = form.node;
    elements.drug.value = name;
    elements.route.value = way;
    changed();
    (form.device.hidden ? elements.amount : form.device.querySelector("input")).focus();
  }

  const route = () => form.node.elements.route.value;

  function build() {
    const offered = vigil.step.offered();
    form = { offered, session: vigil.session.id(), asked: "", busy: false, drugs: make("div", { class: "chips", role: "group", "aria-label": "Drugs for this route" }),
      device: choice("device", "Device", Array.from({ length: offered.devices }, (_, index) => String(index + 1)), () => changed()),
      product: make("p", { class: "product", role: "status" }), said: make("p", { class: "status", id: "dose-status", role: "status" }), go: make("button", { type: "submit", class: "button primary" }, "Record dose") };
    form.node = make("form", { class: "dose-form", novalidate: true, onsubmit: submit, oninput: changed },
      make("div", { class: "row" }, choice("route", "Route", Object.keys(offered.drugs), () => { drugs(); changed(); }), form.device),
      make("div", { class: "row" }, input("drug", "Drug", { maxlength: 60 }), form.drugs),
      make("div", { class: "row amounts" }, number("amount", "Amount, mg"), number("per_kg", "Ordered, mg/kg"), number("weight", "Weight, kg"), input("at", "Time", { placeholder: "now", inputmode: "numeric", maxlength: 5 })),
      form.product,
      make("div", { class: "row" }, input("second", "Checked by (second person)", { maxlength: 80, list: "dose-people" }), input("lot", "Lot", { maxlength: 40 }), make("datalist", { id: "dose-people" }, offered.people.map((name) => make("option", { value: name })))),
      make("div", { class: "row" }, form.go), form.said);
    restore();
    drugs();
    return form.node;
  }

  /* -- what was typed before, and not recorded ------------------------------------------------------------------------------------- */

  const raw = () => Object.fromEntries(new FormData(form.node));

  function keep() {
    const found = raw();
    if (Object.values(found).some((text) => text.trim())) { held.set(form.session, found); } else { held.delete(form.session); }
  }

  function restore() {
    const found = held.get(form.session);
    if (!found) { return; }
    Array.from(form.node.elements).filter(({ name }) => found[name] !== undefined).forEach((field) => {
      if (field.type === "radio") { field.checked = field.value === found[field.name]; } else { field.value = found[field.name]; }
    });
    changed();
    vigil.say(form.said, "What you typed is still here, not recorded.");
  }

  function open() {
    if (vigil.sheet.kind() === "dose") { vigil.sheet.close(); return; }
    vigil.sheet.open("dose", "Dose", build);
    form.node.elements.drug.focus();
  }

  /* -- what is typed --------------------------------------------------------------------------------------------------------------- */

  function typed() {
    const found = Object.fromEntries(new FormData(form.node));
    ["amount", "per_kg", "weight"].forEach((name) => { found[name] = vigil.reading.clean(found[name]).replace(",", "."); });
    return found;
  }

  const product = ({ per_kg: each, weight }) => (NUMBER.test(each) && NUMBER.test(weight) ? Math.round(each * weight * 100) / 100 : null);

  function changed() {
    const found = typed();
    const made = product(found);
    vigil.say(form.product, made === null ? "" : `${found.per_kg} mg/kg × ${found.weight} kg = ${made} mg. Check it, and type the amount that is given.`);
    form.asked = "";
    form.go.textContent = "Record dose";
    keep();
    Array.from(form.node.elements).forEach((field) => field.removeAttribute("aria-invalid"));
  }

  /* [field, words] of the first thing that is lacking. */
  function wanting(found) {
    if (!found.route) { return ["route", "Choose the route."]; }
    if (!found.drug.trim()) { return ["drug", "Which drug was given?"]; }
    if (!found.amount) { return ["amount", "How many mg were given? Type the amount."]; }
    const wrong = ["amount", "per_kg", "weight"].find((name) => found[name] && !NUMBER.test(found[name]));
    if (wrong) { return [wrong, `${NAMES[wrong]} must be a number. You entered ${found[wrong]}.`]; }
    if (Boolean(found.per_kg) !== Boolean(found.weight)) { return [found.per_kg ? "weight" : "per_kg", "Type both mg/kg and the weight, or neither."]; }
    if (found.route === "nasal" && form.offered.devices && !found.device) { return ["device", "Which device: 1, 2 or 3?"]; }
    return found.at.trim() && vigil.words.instant(found.at, vigil.now()) === null ? ["at", `The time must be like 14:05. You entered ${found.at}.`] : null;
  }

  function treatment(drug) {
    const plain = drug.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return form.offered.treatment.some((name) => plain.includes(name));
  }

  /* What the server would ask, asked here: also while it cannot be reached. */
  function doubts(found, at) {
    const { stage, gate } = vigil.stage.picture();
    const made = product(found);
    return [
      !stage.first && gate && gate.go !== true && `BP ${gate.sys}/${gate.dia} is above ${gate.limit}, and no prescriber has said go.`,
      !treatment(found.drug) && `${found.drug.trim()} is not ketamine: as a dose it would start the clocks. Another medicine is entered under Events.`,
      !stage.first && !vigil.latest.last(vigil.session.id(), "sys") && "No pressure was measured before the dose: without it no rise can be judged.",
      stage.rest && at < stage.rest && `The rest after the last device is over at ${vigil.words.exact(stage.rest)}.`,
      stage.infusion === "running" && found.route === "IV" && "An infusion runs already.",
      made !== null && Math.abs(found.amount - made) > form.offered.off * made && `${found.per_kg} mg/kg × ${found.weight} kg is ${made} mg. You entered ${found.amount} mg.`,
      !found.second.trim() && "Nobody else has checked it.",
    ].filter(Boolean);
  }

  function body(found) {
    const optional = { lot: found.lot.trim() || undefined, second: found.second.trim() || undefined, device: found.route === "nasal" && found.device ? Number(found.device) : undefined,
      per_kg: found.per_kg ? Number(found.per_kg) : undefined, weight: found.weight ? Number(found.weight) : undefined };
    return { drug: found.drug.trim(), amount: Number(found.amount), unit: "mg", route: found.route, ...optional };
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
    const found = typed();
    const wrong = wanting(found);
    if (wrong) { lacks(wrong); return; }
    const at = found.at.trim() ? vigil.words.instant(found.at, vigil.now()) : vigil.now();
    const sign = JSON.stringify(found);
    const asks = doubts(found, at);
    if (asks.length && form.asked !== sign) { ask(asks.join(" "), sign); return; }
    await record({ ...body(found), ...(form.asked === sign ? { confirmed: true } : {}) }, at, sign);
  }

  async function record(sent, at, sign) {
    const [mine, entered] = [form, raw()];
    mine.busy = true;
    held.delete(mine.session); /* it is on its way: a sheet that is opened meanwhile must not offer it once more */
    tell("Sending…", "");
    const said = [sent.drug, `${sent.amount} mg`, sent.route, sent.device && `device ${sent.device}`].filter(Boolean).join(" ");
    const { state, answer, message } = await vigil.step.keep("doses", sent, said, { at });
    mine.busy = false;
    if (state === "refused") { back(mine, entered, () => refused(answer, message, sign), message); return; }
    if (mine.node.isConnected) {
      held.delete(mine.session); /* whatever was typed behind it while it was sent is part of the same sheet */
      vigil.sheet.close();
    }
    vigil.entry.tell(message);
  }

  /* Refused: it stays on the sheet, or is there when the sheet is opened again. */
  function back(mine, entered, show, message) {
    if (mine.node.isConnected) { keep(); show(); return; }
    if (!held.has(mine.session)) { held.set(mine.session, entered); }
    vigil.entry.tell(`The dose was not recorded: ${message}`);
  }

  function refused({ body: { errors = [] } }, message, sign) {
    const [first] = errors;
    if (first && first.field === "confirmed") { ask(first.message.replace(/ Confirm it if.*/, ""), sign); return; }
    if (first && form.node.querySelector(`[name=${CSS.escape(first.field)}]`)) { lacks([first.field, message]); return; }
    tell(message, "wrong");
  }

  vigil.dose = { open };
})();
