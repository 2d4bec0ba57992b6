/* Can this screen be heard, and who is told? What was chosen for it is kept on it; the server hears every few seconds that it sounds. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const KEY = "vigil.sound";
  const SPEAK = 8000; /* ms between two words to the server, at least; it is moved by the beat of the stream */
  const SHIFT = 12 * 3600000; /* ms that a test lasts, also over midnight */
  const LONGEST = 120000;
  const SETTLE = 1500; /* ms after loading before a browser that lets nothing sound is said to refuse */
  const loaded = Date.now();
  let chosen = {};
  let spoken = { at: 0, armed: false };
  let trouble = "";

  /* -- what is kept on this screen ------------------------------------------------------------------------------------------------ */

  function read() {
    try { return JSON.parse(window.localStorage.getItem(KEY)) || {}; } catch (refused) { return chosen; }
  }

  /* {on, room, tested, by, tester, silence}; undefined = nobody has chosen. `by` is the mark of who heard the test, `tester` the name. */
  function choose(wanted) {
    chosen = { id: vigil.wire.uuid(), ...read(), ...wanted };
    try { window.localStorage.setItem(KEY, JSON.stringify(chosen)); } catch (refused) { /* it holds until the page is left */ }
    vigil.sounder.look();
    changed();
  }

  const frame = () => document.querySelector("[data-sound]");
  const mode = () => (frame() ? frame().dataset.sound : "off");
  const on = () => (chosen.on === undefined ? mode() === "required" : chosen.on);

  function day(at) { return new Intl.DateTimeFormat("en-CA", { timeZone: document.documentElement.dataset.zone }).format(at); }

  const me = () => document.querySelector("[data-owner]")?.dataset.owner;

  /* A test holds for the day on which it was made, and for a shift that goes on over midnight. */
  function fresh() { return Boolean(chosen.tested) && (day(chosen.tested) === day(vigil.now()) || vigil.now() - chosen.tested < SHIFT); }

  /* It holds for the one who heard it: whoever else signs in here has not. */
  function tested() { return fresh() && chosen.by === me(); }

  /* Somebody has heard both sounds, or (`at` 0) has not. */
  function noted(at) { choose({ tested: at, by: me(), tester: document.querySelector("#user-menu .who")?.textContent || "" }); }

  /* "Sound tested 07:58 by Nurse A." of the latest test here, whoever made it; "" where none holds. */
  function latest() { return fresh() ? `Sound tested ${vigil.words.clock(chosen.tested)} by ${chosen.tester || "somebody else"}.` : ""; }

  const silence = () => (chosen.silence && vigil.now() < chosen.silence.until ? chosen.silence : null);

  /* What the sounder goes by. */
  function how() { return { on: on(), soft: Boolean(chosen.room), rooms: chosen.room ? [chosen.room] : null, silence: silence() }; }

  const place = () => (chosen.room ? `room ${chosen.room}` : "desk");

  /* off, blocked, silenced, untested, on */
  function state() {
    if (!on()) { return "off"; }
    if (!vigil.sounder.heard()) { return Date.now() - loaded > SETTLE ? "blocked" : "waiting"; }
    if (silence()) { return "silenced"; }
    return tested() ? "on" : "untested";
  }

  const armed = () => on() && tested() && vigil.sounder.heard();

  /* -- what the server is told -------------------------------------------------------------------------------------------------------- */

  const body = (more) => ({ screen: place(), rooms: how().rooms, ...more });

  function speak(now) {
    if (!chosen.id) { choose({}); }
    spoken = { at: Date.now(), armed: now };
    vigil.wire.post("/api/v1/listening", body({ client_id: chosen.id, armed: now }));
  }

  /* Moved by the stream: a screen that hears nothing from the server cannot be heard either. */
  function beat() {
    if (vigil.sounder.chief() && armed() && Date.now() - spoken.at > SPEAK) { speak(true); }
    changed();
  }

  function changed() {
    const now = armed();
    if (now !== spoken.armed && (vigil.sounder.chief() || !now)) { speak(now); }
    show();
  }

  /* -- a silence ------------------------------------------------------------------------------------------------------------------------ */

  /* It begins when it is logged, never before: what was refused goes on sounding, and says so. While the server cannot be asked, it
     begins at once, and is logged with this time when the server is back. */
  async function hush() {
    const level = vigil.sounder.audible();
    if (vigil.lost()) { later(level, vigil.now() + LONGEST); return; }
    const answer = await vigil.wire.post("/api/v1/silences", body({ client_id: vigil.wire.uuid() }));
    const done = answer.status === 201;
    trouble = done ? "" : `NOT SILENCED: ${answer.body.message || "no answer. Press again."}`;
    if (done) { choose({ silence: { level, until: Math.min(answer.body.until, vigil.now() + LONGEST) } }); }
    show();
  }

  function later(level, until) {
    trouble = "";
    owe("Sound off for 2 min", vigil.now(), { seconds: LONGEST / 1000 });
    choose({ silence: { level, until } });
  }

  function speakUp() {
    choose({ silence: null });
    if (vigil.lost()) { owe("Sound on again", vigil.now(), { seconds: 0 }); return; }
    vigil.wire.post("/api/v1/silences", body({ client_id: vigil.wire.uuid(), seconds: 0 }));
  }

  /* Kept with what is not sent, under the name of who pressed it: the server knows the id, so that it is logged once. */
  function owe(what, at, more) {
    const id = vigil.wire.uuid();
    vigil.outbox.send({ id, at, said: `${what}, ${place()}`, url: "/api/v1/silences", body: body({ client_id: id, at: new Date(at).toISOString(), ...more }) });
  }

  /* Something worse than what was silenced. */
  function breakThrough() { if (chosen.silence) { choose({ silence: null }); } }

  /* -- the health line --------------------------------------------------------------------------------------------------------------------- */

  const OFF = { demo: "sound off: arm it" };

  function words(now) {
    if (now === "off") { return OFF[mode()] && chosen.on === undefined ? OFF[mode()] : "sound off"; }
    if (now === "blocked") { return "SOUND BLOCKED"; }
    if (now === "waiting") { return "sound …"; }
    if (now === "untested") { return "sound not tested"; }
    return chosen.room ? `sound on, soft, room ${chosen.room}` : "sound on";
  }

  function parts(node) {
    const bell = vigil.button([make("span", { class: "bell", "aria-hidden": "true" }), make("span", { class: "said" })], () => vigil.soundTest.open(), { class: "sound-state" });
    const quiet = vigil.button("", () => (silence() ? speakUp() : hush()), { class: "hush" });
    node.replaceChildren(bell, quiet, make("span", { class: "asleep" }));
  }

  function showHealth(now) {
    const node = document.querySelector("#health .sound");
    if (!node) { return; }
    if (!node.firstChild) { parts(node); }
    const [bell, quiet, asleep] = node.children;
    node.dataset.state = now;
    vigil.say(bell.lastChild, now === "silenced" ? `silent ${vigil.words.lasting(silence().until - vigil.now())}` : words(now));
    quiet.hidden = now !== "silenced" && (vigil.sounder.audible() === "none" || !vigil.sounder.heard());
    vigil.say(quiet, now === "silenced" ? "Sound again" : "Silence 2 min");
    vigil.say(asleep, vigil.awake.refused() ? "screen may sleep" : "");
  }

  /* -- across the bar, when nothing here can be heard ------------------------------------------------------------------------------------------ */

  /* Another person's test is none of who is here now. */
  function anew() {
    const words = make("strong", {}, `${latest()} Test it for your own shift: until then nobody counts on this screen.`);
    return [words, vigil.button("Test sound", () => vigil.soundTest.open(), { class: "button" })];
  }

  function strip() {
    const blocked = make("strong", {}, "SOUND BLOCKED by this browser: alarms are seen here, not heard.");
    const start = vigil.button("Turn sound on", () => vigil.sounder.allow().then(() => { if (!tested()) { vigil.soundTest.open(); } }), { class: "button" });
    return [blocked, start];
  }

  function showStrip(now) {
    const node = document.getElementById("sound");
    if (!node) { return; }
    const sign = trouble || (now === "blocked" ? now : now === "untested" && fresh() ? "anew" : "");
    if (node.dataset.sign === sign) { return; }
    node.dataset.sign = sign;
    node.replaceChildren(...(trouble ? [make("strong", { role: "alert" }, trouble)] : sign === "anew" ? anew() : sign ? strip() : []));
  }

  /* Who listens to one session, in words, wherever a page has a place for it. */
  function listeners(picture) {
    if (!picture || !picture.sound || picture.ended) { return ""; }
    return picture.sound.screens ? `sound: ${picture.sound.where}` : "sound: nobody listens";
  }

  function showListeners() {
    document.querySelectorAll("[data-hears]").forEach((node) => vigil.say(node, listeners(vigil.pictures.get(node.dataset.hears))));
  }

  function show() {
    const now = state();
    if (trouble && vigil.sounder.audible() === "none") { trouble = ""; }
    showHealth(now);
    showStrip(now);
    showListeners();
  }

  chosen = read();
  vigil.listening = { how, state, tested, noted, latest, place, choose, changed, armed, breakThrough, listeners, mode, chosen: () => chosen };
  window.addEventListener("vigil:alive", beat);
  window.addEventListener("vigil:picture", show);
  window.addEventListener("storage", (event) => { if (event.key === KEY) { chosen = read(); vigil.sounder.look(); changed(); } });
  document.addEventListener("DOMContentLoaded", () => setInterval(changed, 500));
})();
