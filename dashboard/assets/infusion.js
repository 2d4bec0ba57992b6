/* How does the infusion go on? Paused, resumed, at another rate, through, or stopped early with the reason; only what can be done is
   offered. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const STOPS = ["Blood pressure", "Distress", "Vomiting", "Patient's wish", "Pump or line"];
  let why = null;
  let when = null;
  let rate = null;

  function open() { vigil.sheet.open("infusion", "Infusion", drawn); }

  /* A step that was made can be the wrong one by the time it is pressed: the server knows, and says so. It counts from its own time. */
  async function step(what, body, words) {
    const at = when.value.trim() ? vigil.words.instant(vigil.reading.clean(when.value), vigil.now()) : vigil.now();
    if (at === null) { vigil.sheet.tell(`The time must be like 14:05. You entered ${when.value}.`, "wrong"); when.focus(); return; }
    vigil.sheet.tell("Sending…");
    const { done, message } = await vigil.step.now(what, { ...body, at: new Date(at).toISOString() });
    if (!done) { vigil.sheet.tell(message, "wrong"); return; }
    vigil.sheet.close();
    vigil.entry.tell(`${words} ${vigil.words.clock(at)}`);
  }

  /* Another rate is what somebody typed, in the unit that somebody chose: neither is taken over from the last one. */
  function another() {
    const [text, unit] = [vigil.reading.clean(rate.value).replace(",", "."), (document.querySelector(".sheet [name=new_unit]:checked") || {}).value];
    if (!/^\d+(\.\d+)?$/.test(text) || !Number(text)) { vigil.sheet.tell(text ? `The rate must be a number above 0. You entered ${rate.value}.` : "Type the new rate.", "wrong"); rate.focus(); return; }
    if (!unit) { vigil.sheet.tell(vigil.pump.lacks({ rate: text })[1], "wrong"); document.querySelector(".sheet [name=new_unit]").focus(); return; }
    step("infusions", { step: "rate", rate: Number(text), rate_unit: unit, ...reason() }, `Infusion rate ${Number(text)} ${unit}`);
  }

  /* The fields of another rate, and what runs now. */
  function speeds() {
    rate = make("input", { type: "text", id: "infusion-rate", maxlength: 8, autocomplete: "off", inputmode: "decimal" });
    const one = (word) => make("label", { class: "pick" }, make("input", { type: "radio", name: "new_unit", value: word }), make("span", {}, word));
    return make("div", { class: "row" }, make("label", { class: "field", for: "infusion-rate" }, make("span", {}, "New rate"), rate),
      make("fieldset", { class: "choice" }, make("legend", {}, "in"), vigil.step.offered().rates.map(one)), vigil.button("Change rate", another, { class: "button" }));
  }

  const reason = () => (why.value.trim() ? { reason: why.value.trim() } : {});
  const press = (label, what, body, words) => vigil.button(label, () => step(what, { ...body, ...reason() }, words), { class: "button" });

  function drawn() {
    const { stage } = vigil.stage.picture();
    const runs = stage.infusion === "running";
    why = make("input", { type: "text", id: "infusion-why", maxlength: 200, autocomplete: "off" });
    const given = stage.pump || stage.rate ? ` Pump ${stage.pump || "not recorded"}, rate ${stage.rate || "not recorded"}.` : "";
    const since = `The infusion is ${stage.infusion}. It was begun at ${vigil.words.clock(stage.begun)}, +${vigil.course(vigil.now() - stage.begun, true)}.${given}`;
    const chips = STOPS.map((word) => vigil.button(word, () => { why.value = word; why.focus(); }, { class: "chip" }));
    when = make("input", { type: "text", id: "infusion-at", maxlength: 8, autocomplete: "off", inputmode: "numeric", placeholder: "now" });
    return [make("p", {}, since), make("div", { class: "row" }, make("label", { class: "field", for: "infusion-why" }, make("span", {}, "Reason"), why),
      make("label", { class: "field at", for: "infusion-at" }, make("span", {}, "Time"), when)), make("div", { class: "chips" }, chips),
      make("div", { class: "row" }, runs ? press("Pause", "infusions", { step: "paused" }, "Infusion paused") : press("Resume", "infusions", { step: "resumed" }, "Infusion resumed"),
        press("Finished, all given", "infusions", { step: "finished" }, "Infusion finished")), speeds(),
      make("p", { class: "hint" }, "Stopped early is recorded and raises an alert."), make("div", { class: "row" }, press("Stop early", "stops", {}, "Stop recorded"))];
  }

  vigil.infusion = { open };
})();
