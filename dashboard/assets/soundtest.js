/* Where is this screen, and was it heard today? One dialog: place, test, and the question whether somebody heard it. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const DEAF = "Turn the volume up, look at the loudspeaker, and test again. Until it is heard nobody counts on this screen.";
  const BLOCKED = "This browser lets nothing sound. Allow sound for this page in its settings, and test again.";
  let box = null;

  /* -- where the screen is ---------------------------------------------------------------------------------------------------------- */

  function choice(value, words, hint) {
    const field = make("input", { type: "radio", name: "sound-place", id: `sound-at-${value || "desk"}`, value });
    field.checked = (vigil.listening.chosen().room || "") === value;
    field.addEventListener("change", () => move(value));
    return make("p", { class: "check" }, field, make("label", { for: field.id }, make("b", {}, words), hint || ""));
  }

  /* What was heard at the desk is not heard in a room. */
  function move(room) {
    vigil.listening.choose({ room });
    vigil.listening.noted(0);
    box.querySelector(".said").replaceChildren("Not tested here.");
  }

  async function rooms() {
    const { status, body } = await vigil.wire.get("/api/v1/board");
    return status === 200 ? body.rooms.map(({ room }) => room) : [];
  }

  async function fill(places) {
    const found = (await rooms()).map((room) => choice(room, `In room ${room}`));
    places.append(...found, make("p", { class: "hint" }, "In a room it is soft, and only high alarms sound; medium ones too while no desk listens."));
  }

  /* -- the test -------------------------------------------------------------------------------------------------------------------------- */

  async function run(said) {
    vigil.listening.choose({ on: true });
    await Promise.race([vigil.sounder.allow(), new Promise((late) => setTimeout(late, 500))]);
    if (!vigil.sounder.ready()) { said.replaceChildren(BLOCKED); return; }
    said.replaceChildren("Three tones: medium …");
    await vigil.sounder.test("medium");
    if (!box) { return; }
    said.replaceChildren("Ten tones: high …");
    await vigil.sounder.test("high");
    if (box) { ask(said); }
  }

  function ask(said) {
    const yes = vigil.button("Yes, I heard both", () => { vigil.listening.noted(vigil.now()); answer(said, `${vigil.listening.latest()} This screen counts as one that is heard.`); }, { class: "button first" });
    const no = vigil.button("No", () => { vigil.listening.noted(0); answer(said, DEAF); }, { class: "button" });
    said.replaceChildren(make("b", {}, "Did you hear it? "), yes, no);
    yes.focus();
  }

  function answer(said, words) {
    said.replaceChildren(words);
    box.querySelector("[data-close]").focus();
  }

  function sleep() {
    if (vigil.awake.refused()) { return "This browser does not keep the screen awake: switch its sleep off in the settings of the device."; }
    return "While a session runs, this screen stays awake.";
  }

  /* -- the dialog ---------------------------------------------------------------------------------------------------------------------------- */

  function close() { if (box) { box.close(); } }

  function gone() {
    box.remove();
    box = null;
    vigil.sounder.hush();
    vigil.sounder.look();
  }

  function off() {
    vigil.listening.choose({ on: false, silence: null });
    close();
  }

  function before() {
    const latest = vigil.listening.latest();
    if (!latest) { return "Not tested today."; }
    return vigil.listening.tested() ? latest : `${latest} Not tested by you.`;
  }

  function content() {
    const places = make("fieldset", {}, make("legend", {}, "Where is this screen?"), choice("", "At the desk", " – full volume, all rooms"));
    fill(places);
    const said = make("p", { class: "said", role: "status" }, before());
    const start = vigil.button("Test sound", () => run(said), { class: "button first" });
    const silent = vigil.button("Sound off on this screen", off, { class: "button" });
    const end = vigil.button("Close", close, { class: "button", "data-close": "" });
    return [make("h2", { id: "sound-title" }, "Sound on this screen"), places, said, make("p", { class: "hint" }, sleep()),
      make("div", { class: "buttons" }, start, silent, end)];
  }

  function open() {
    if (box) { return; }
    box = make("dialog", { class: "dialog sound-test", "aria-labelledby": "sound-title" }, ...content());
    box.addEventListener("close", gone);
    document.body.append(box);
    box.showModal();
    box.querySelector(".button.first").focus();
  }

  vigil.soundTest = { open };
})();
