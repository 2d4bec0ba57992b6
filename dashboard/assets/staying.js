/* How long does somebody stay signed in? Who uses the screen stays; who does not is warned, on every tab and by
   the sounder, with time to press any key. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const WARN = 90000; /* ms before the end; a warning of less than a minute is none */
  const AGAIN = 5000; /* ms between two questions while the end is near: on another tab somebody may have stayed */
  const TOLD = 10000; /* ms between two times that other tabs are told that somebody is here */
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("vigil-here") : null;
  let ending = null; /* {ends: by the clock of this machine, final, idle} */
  let asked = 0;
  let here = 0;
  let told = 0;

  const place = () => document.getElementById("stay-signed-in");
  const left = () => ending.ends - Date.now();

  /* -- what the server knows ---------------------------------------------------------------------------------------------------- */

  function learn({ status, body }) {
    if (status === 200) { ending = { ends: Date.now() + body.ends - body.now, final: body.final, idle: body.idle }; }
  }

  async function look() {
    asked = Date.now();
    learn(await vigil.wire.get("/api/v1/sign-in"));
    if (ending && left() < WARN && used()) { await stay(); }
    show();
  }

  async function stay() {
    asked = Date.now();
    learn(await vigil.wire.post("/api/v1/sign-in", {}));
    if (channel) { channel.postMessage("stayed"); }
    show();
  }

  /* Whether somebody touched a key or the screen after the last thing that the server knows of. */
  function used() { return !ending.final && here > ending.ends - ending.idle; }

  /* -- what is seen ------------------------------------------------------------------------------------------------------------- */

  function words() {
    const minutes = Math.round(ending.idle / 60000);
    return ending.final ? "You will be signed out, because this sign-in is as old as it may be. Save what you have typed, then sign in again."
      : `You will be signed out, because nobody has used Vigil here for ${minutes} minutes. Press any key, or touch the screen, to stay.`;
  }

  function build(box) {
    const count = make("strong", { class: "count", "aria-hidden": "true" });
    const button = ending.final ? null : vigil.button("Stay signed in", stay, { class: "button main" });
    box.replaceChildren(make("p", {}, words()), count, ...(button ? [button] : []));
    if (box.showPopover && !box.matches(":popover-open")) { box.setAttribute("popover", "manual"); box.showPopover(); }
  }

  function hide(box) {
    if (!box.firstChild) { return; }
    if (box.hidePopover && box.matches(":popover-open")) { box.hidePopover(); }
    box.replaceChildren();
  }

  function show() {
    const box = place();
    if (!box) { return; }
    if (!ending || left() >= WARN) { hide(box); return; }
    if (!box.firstChild) { build(box); }
    vigil.say(box.querySelector(".count"), vigil.words.lasting(left()));
  }

  function tick() {
    if (!place() || !ending) { return; }
    show();
    if (left() < WARN && Date.now() - asked > AGAIN) { look(); }
  }

  /* -- somebody is here --------------------------------------------------------------------------------------------------------- */

  function touched() {
    here = Date.now();
    if (place()?.firstChild && !ending.final) { stay(); }
    if (channel && here - told > TOLD) { told = here; channel.postMessage("here"); }
  }

  function heard({ data }) {
    if (data === "here") { here = Date.now(); }
    if (data === "stayed") { look(); }
  }

  ["keydown", "pointerdown"].forEach((kind) => document.addEventListener(kind, touched, { capture: true, passive: true }));
  if (channel) { channel.onmessage = heard; }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && ending && left() < WARN) { look(); } });
  window.addEventListener("vigil:signed-out", () => { ending = null; if (place()) { hide(place()); } });
  window.addEventListener("vigil:signed-in", look);
  window.addEventListener("DOMContentLoaded", () => { vigil.whenever("#stay-signed-in", look); window.setInterval(tick, 1000); });
  vigil.staying = { look, stay, warns: () => Boolean(place()?.firstChild) };
})();
