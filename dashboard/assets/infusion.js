/* How does the infusion go on? Paused, resumed, at another rate, through, or stopped early with the reason; only what can be done is
   offered. A step is kept here until the server has it, with the time at which it was made: what waits is said beside how the server
   knows it. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const STOPS = ["Blood pressure", "Distress", "Vomiting", "Patient's wish", "Pump or line"];
  const STATES = { paused: "paused", resumed: "running", finished: "finished" };
  const MINUTE = 60000;
  const INTRAVENOUS = ["iv", "i.v.", "intravenous"];
  let form = null;

  /* -- how it stands ------------------------------------------------------------------------------------------------------------- */

  const flows = ({ state }) => ["running", "paused"].includes(state);
  const stopped = ({ url }) => Boolean(url) && url.endsWith("/stops");
  const isStep = (item) => Boolean(item.body && item.body.step) || stopped(item);

  /* {state, begun, last, waits, pump, rate}: what the server knows, with what waits here on top, as models/doses.py counts it. */
  function known({ s, stage }) {
    const here = vigil.outbox.of(s).filter((item) => vigil.outbox.state(item) === "waiting").sort((one, other) => one.at - other.at);
    return here.reduce(follow, { state: stage.infusion, begun: stage.begun, last: stage.begun, waits: false, pump: stage.pump, rate: stage.rate });
  }

  function follow(found, item) {
    if (begins(item.body, item.corrects) && (vigil.doseDoubts.treatment(item.body.drug) || !flows(found))) { return { state: "running", begun: item.at, last: item.at, waits: true, pump: item.body.pump || "", rate: vigil.pump.speed(item.body) }; }
    if (!flows(found) || !isStep(item)) { return found; }
    if (item.body.step === "rate") { return { ...found, rate: vigil.pump.speed(item.body), last: item.at, waits: true }; }
    return { ...found, state: STATES[item.body.step] || "stopped", last: item.at, waits: true };
  }

  function begins({ drug, route = "" }, corrects) { return Boolean(drug) && !corrects && INTRAVENOUS.includes(route.trim().toLowerCase().split(/\s+/)[0]); }

  /* infusion running, 48 mL/h; infusion paused, not sent; "" where there was none. */
  function words(picture) {
    const { state, waits, rate } = known(picture);
    return [state && `infusion ${state}`, state === "running" && rate, state && waits && "not sent"].filter(Boolean).join(", ");
  }

  /* -- what is done with it ------------------------------------------------------------------------------------------------------ */

  /* A step that was made can be the wrong one by the time it is sent: the server knows, and says so. It counts from its own time. */
  async function step(what, body, done) {
    const { why, when } = form;
    const at = when.value.trim() ? exactly(vigil.words.instant(vigil.reading.clean(when.value), vigil.now())) : vigil.now();
    if (at === null) { vigil.sheet.tell(`The time must be like 14:05. You entered ${when.value}.`, "wrong"); when.focus(); return; }
    if (form.busy) { return; }
    const reason = why.value.trim();
    await record(form, { what, at, body: reason ? { ...body, reason } : body, done, said: `infusion ${spoken(body)}${reason ? `: ${reason}` : ""}` });
  }

  function spoken(body) {
    if (body.step === "rate") { return `rate ${vigil.pump.speed(body)}`; }
    return STATES[body.step] ? body.step : "stopped early";
  }

  /* Another rate is what somebody typed, in the unit that somebody chose: neither is taken over from the last one. */
  function another() {
    const { rate } = form;
    const [text, unit] = [vigil.reading.clean(rate.value).replace(",", "."), document.querySelector(".sheet [name=new_unit]:checked")?.value];
    if (!/^\d+(\.\d+)?$/.test(text) || !Number(text)) { vigil.sheet.tell(text ? `The rate must be a number above 0. You entered ${rate.value}.` : "Type the new rate.", "wrong"); rate.focus(); return; }
    if (!unit) { vigil.sheet.tell(vigil.pump.lacks({ rate: text })[1], "wrong"); document.querySelector(".sheet [name=new_unit]").focus(); return; }
    step("infusions", { step: "rate", rate: Number(text), rate_unit: unit }, `Infusion rate ${Number(text)} ${unit}`);
  }

  /* A time that is typed has no seconds: in the minute of what came before, it comes after that. */
  function exactly(at) {
    const { last } = known(vigil.stage.picture());
    return at !== null && at < last && last - at < MINUTE ? last : at;
  }

  async function record(mine, { what, at, body, done, said }) {
    const { place, replaces, why, when, rate } = mine;
    mine.busy = true;
    vigil.sheet.tell("Sending…");
    const { state, message } = await vigil.step.keep(what, body, said, { at, replaces, draft: place });
    mine.busy = false;
    if (state === "refused") {
      if (!vigil.held.of(place)) { vigil.held.keep(place, { [why.id]: why.value, [when.id]: when.value, [rate.id]: rate.value }, replaces); }
      if (why.isConnected) { vigil.sheet.tell(message, "wrong"); } else { vigil.entry.tell(`Not recorded: ${said}. ${message}`); }
      return;
    }
    if (why.isConnected) { vigil.drafts.forget(place); vigil.sheet.close(); }
    vigil.entry.tell(state === "saved" ? `${done} ${vigil.words.clock(at)}` : message);
  }

  const press = (label, what, body, done) => vigil.button(label, () => step(what, body, done), { class: "button" });

  function open() {
    vigil.sheet.open("infusion", "Infusion", drawn);
    vigil.held.follow("infusion");
  }

  /* One that waited and was refused is on the sheet again, as of its own time; what is pressed comes in its place. */
  function putBack(item) {
    vigil.sheet.close();
    vigil.held.keep(vigil.held.key("infusion"), { "infusion-why": item.body.reason || "", "infusion-at": vigil.words.clock(item.at), "infusion-rate": item.body.rate ? String(item.body.rate) : "" }, item.id);
    open();
    vigil.sheet.tell(`Put back, not recorded. ${item.refusal}`, "wrong");
  }

  /* The field of another rate, and the units in which it may be. */
  function speeds(rate) {
    const one = (word) => make("label", { class: "pick" }, make("input", { type: "radio", name: "new_unit", value: word }), make("span", {}, word));
    return make("div", { class: "row" }, make("label", { class: "field", for: "infusion-rate" }, make("span", {}, "New rate"), rate),
      make("fieldset", { class: "choice" }, make("legend", {}, "in"), vigil.step.offered().rates.map(one)), vigil.button("Change rate", another, { class: "button" }));
  }

  function drawn() {
    const { state, begun, waits, pump, rate: speed } = known(vigil.stage.picture());
    const place = vigil.held.key("infusion");
    const back = vigil.held.of(place)?.replaces; /* of one that was refused any step may have been the right one */
    form = { busy: false, place, replaces: back, why: make("input", { type: "text", id: "infusion-why", maxlength: 200, autocomplete: "off" }),
      when: make("input", { type: "text", id: "infusion-at", maxlength: 8, autocomplete: "off", inputmode: "numeric", placeholder: "now" }),
      rate: make("input", { type: "text", id: "infusion-rate", maxlength: 8, autocomplete: "off", inputmode: "decimal" }) };
    const { why, when, rate } = form;
    const given = pump || speed ? ` Pump ${pump || "not recorded"}, rate ${speed || "not recorded"}.` : "";
    const since = `The infusion is ${state}${waits ? ", not sent" : ""}. It was begun at ${vigil.words.clock(begun)}, +${vigil.course(vigil.now() - begun, true)}.${given}`;
    const chips = STOPS.map((word) => vigil.button(word, () => { why.value = word; why.dispatchEvent(new InputEvent("input", { bubbles: true })); why.focus(); }, { class: "chip" }));
    return [make("p", {}, since), make("div", { class: "row" }, make("label", { class: "field", for: "infusion-why" }, make("span", {}, "Reason"), why),
      make("label", { class: "field at", for: "infusion-at" }, make("span", {}, "Time"), when)), make("div", { class: "chips" }, chips),
      make("div", { class: "row" }, (back || state === "running") && press("Pause", "infusions", { step: "paused" }, "Infusion paused"), (back || state !== "running") && press("Resume", "infusions", { step: "resumed" }, "Infusion resumed"),
        press("Finished, all given", "infusions", { step: "finished" }, "Infusion finished")), speeds(rate),
      make("p", { class: "hint" }, "Stopped early is recorded and raises an alert."), make("div", { class: "row" }, press("Stop early", "stops", {}, "Stop recorded"))];
  }

  vigil.infusion = { open, putBack, known, words, flows, isStep, stopped };
})();
