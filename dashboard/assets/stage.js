/* How far is the session, and why not further? One line over the chart, with the clocks that run; all of it on a press. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const STAGES = ["scheduled", "pre-dose", "dosing", "peak window", "recovery", "ready", "closed"];
  const STEPS = ["void", "amend", "dose", "tick", "decision", "infusion", "stop", "end", "signed", "handover", "takeover"];
  const AGAIN = 20000;
  let strip = null;
  let asking = 0;

  function open(place, session, picture) {
    const names = STAGES.map((name) => make("li", { "data-stage": name }, make("span", {}, name)));
    const why = vigil.button("", details, { class: "why", "aria-haspopup": "true" });
    strip = { session, picture, names, why, asked: vigil.now(), rest: make("span", { class: "rest", role: "timer" }), device: make("span", { class: "device" }),
      infusion: vigil.button("", () => vigil.infusion.open(), { class: "flow" }) };
    place.replaceChildren(make("ol", { class: "stages", "aria-label": "Stages of the session" }, names), strip.device, strip.rest, strip.infusion, why);
    show();
  }

  function close() { strip = null; }

  /* -- the line -------------------------------------------------------------------------------------------------------------- */

  function show() {
    if (!strip || !strip.picture) { return; }
    const { stage } = strip.picture;
    const at = STAGES.indexOf(stage.name);
    strip.names.forEach((node, index) => {
      const how = index < at ? "past" : index === at ? "now" : index === at + 1 ? "next" : "later";
      if (node.dataset.how === how) { return; }
      node.dataset.how = how;
      if (how === "now") { node.setAttribute("aria-current", "step"); } else { node.removeAttribute("aria-current"); }
    });
    const [first, ...more] = stage.reasons.filter((reason) => reason !== `infusion ${stage.infusion}`).map((reason) => reason.replace(`${stage.name}: `, ""));
    vigil.say(strip.why, first ? `${first}${more.length ? ` +${more.length}` : ""}` : closing(stage));
    strip.why.title = stage.reasons.join("; ");
    tick();
  }

  function closing({ name, signed }) {
    if (name === "closed") { return signed ? `signed by ${vigil.words.who(signed.by)}` : "not signed"; }
    return name === "ready" ? "may leave" : "details";
  }

  /* The clocks of the last device, of the rest after it, and whether the infusion runs. */
  function tick() {
    if (!strip || !strip.picture) { return; }
    const { stage, ended } = strip.picture;
    const now = Math.min(vigil.now(), ended || Infinity);
    const resting = stage.rest && stage.rest > now && !ended;
    vigil.say(strip.rest, resting ? `rest ${vigil.words.lasting(stage.rest - now + 999)}` : "");
    vigil.say(strip.device, stage.last && stage.last !== stage.first && !ended ? `last dose +${vigil.course(now - stage.last, true)}` : "");
    vigil.say(strip.infusion, vigil.infusion.words(strip.picture));
    strip.infusion.hidden = !strip.infusion.textContent;
    strip.infusion.disabled = !vigil.infusion.flows(vigil.infusion.known(strip.picture)) || Boolean(ended);
    [strip.rest, strip.device].forEach((node) => { node.hidden = !node.textContent; });
  }

  /* -- all of it -------------------------------------------------------------------------------------------------------------- */

  function details() { vigil.sheet.open("stage", "How far the session is", drawn, true); }

  function line(name, ...words) { return make("div", { class: "pair" }, make("dt", {}, name), make("dd", {}, words)); }

  function ago(at) {
    const said = vigil.words.age(vigil.now() - at);
    return said === "now" ? said : `${said} ago`;
  }

  function drawn() {
    const { stage } = strip.picture;
    const next = STAGES[STAGES.indexOf(stage.name) + 1];
    const times = [["First dose", stage.first], ["Last dose", stage.last], ["Next device from", stage.rest], ["Stays until", stage.stay]].filter(([, at]) => at);
    const said = (at) => `${vigil.words.clock(at)}${at < vigil.now() ? `, ${ago(at)}` : `, in ${vigil.words.age(at - vigil.now() + 59999)}`}`;
    const { pump } = vigil.infusion.known(strip.picture);
    const facts = make("dl", { class: "pairs" }, line("Stage", stage.name), times.map(([name, at]) => line(name, said(at))),
      stage.infusion && line("Infusion", [vigil.infusion.words(strip.picture).replace("infusion ", ""), pump && `pump ${pump}`].filter(Boolean).join(", ")), stage.nurse && line("Responsible", vigil.words.who(stage.nurse)), stage.handed && line("Handed over", `to ${vigil.words.who(stage.handed.to)}, not taken over yet`));
    return [facts, list(next ? `Why it is not “${next}” yet` : "", stage.reasons), list("The record says", stage.said)].filter(Boolean);
  }

  function list(title, words) {
    return words.length && title ? make("div", {}, make("h3", {}, title), make("ul", { class: "reasons" }, words.map((word) => make("li", {}, word)))) : null;
  }

  /* -- what changes it --------------------------------------------------------------------------------------------------------- */

  function pictured({ detail }) {
    if (!strip || detail.s !== strip.session) { return; }
    strip.picture = detail;
    strip.asked = vigil.now();
    show();
    window.dispatchEvent(new CustomEvent("vigil:pictured"));
  }

  /* Time alone brings a session further: minutes are counted where the reasons are known. */
  async function ask() {
    const mine = strip;
    if (!mine || mine.picture.ended && mine.picture.stage.signed) { return; }
    mine.asked = vigil.now();
    const { status, body } = await vigil.wire.get(`/api/v1/sessions/${encodeURIComponent(mine.session)}/picture`);
    if (status === 200 && strip === mine) { vigil.hearPicture(body); }
  }

  function soon() {
    clearTimeout(asking);
    asking = setTimeout(ask, 150);
  }

  function heard({ detail }) { if (strip && detail.s === strip.session && STEPS.includes(detail.k)) { soon(); } }

  vigil.stage = { open, close, picture: () => strip && strip.picture };
  window.addEventListener("vigil:picture", pictured);
  window.addEventListener("vigil:fact", heard);
  window.addEventListener("vigil:unsent", tick);
  setInterval(() => { tick(); if (strip && !document.hidden && !vigil.lost() && vigil.now() - strip.asked > AGAIN) { ask(); } }, 1000);
})();
