/* Who hands over whom, and who has taken over? The rooms are kept current while the page is open; each signature is said when stored. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const AGAIN = 30000;
  const STEPS = ["handover", "takeover", "tick", "decision", "infusion", "signed"];
  let drawn = 0;
  let timer = 0;

  const page = () => document.querySelector(".handover");
  const tell = (words) => vigil.say(document.getElementById("handover-said"), words);

  function ask() {
    if (!page() || !window.dash_clientside?.set_props) { return; }
    drawn = vigil.now();
    window.dash_clientside.set_props("handover-asked", { data: drawn });
  }

  function soon() {
    if (!page()) { return; }
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  }

  /* Ages count on between two drawings: no number is without one. */
  function tick() {
    if (!page()) { return; }
    const now = vigil.now();
    page().querySelectorAll("[data-age]").forEach((node) => vigil.say(node, vigil.words.age(now - Number(node.dataset.age))));
    if (now - drawn > AGAIN && !document.hidden) { ask(); }
  }

  async function sign(session, what, body, words) {
    tell("Sending…");
    const answer = await vigil.wire.post(`/api/v1/sessions/${encodeURIComponent(session)}/${what}`, { client_id: vigil.wire.uuid(), ...body });
    const done = answer.status === 200 || answer.status === 201;
    tell(done ? `${words} ${vigil.words.clock(vigil.now())}` : answer.status === 0 ? "Not sent: the server did not answer. Press again." : answer.body.message || `Refused (${answer.status}).`);
    ask();
  }

  function handOver(session, label) {
    const to = document.getElementById("handover-to");
    if (!to.value) { tell("Choose first to whom you hand over."); to.focus(); return; }
    sign(session, "handovers", { to: to.value }, `${label}: handed over to ${to.value}`);
  }

  function pressed(event) {
    const button = event.target.closest?.(".handover button");
    if (!button) { return; }
    const { print, handOver: from, takeOver, from: who } = button.dataset;
    if (print !== undefined) { window.print(); return; }
    if (button.getAttribute("aria-disabled")) { tell(document.getElementById(button.getAttribute("aria-describedby")).textContent); return; }
    if (from) { handOver(from, button.textContent); }
    if (takeOver) { sign(takeOver, "takeovers", { from: who }, button.textContent); }
  }

  document.addEventListener("click", pressed);
  window.addEventListener("vigil:picture", soon);
  window.addEventListener("vigil:fact", ({ detail }) => { if (STEPS.includes(detail.k)) { soon(); } });
  setInterval(tick, 1000);
  document.addEventListener("DOMContentLoaded", () => vigil.keys.add("h", "handover", () => { if (page()) { return false; } vigil.go("/handover"); return true; }));
})();
