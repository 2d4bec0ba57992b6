/* Was the form of a nasal session sent? One tap, and one that takes it back; it is never said to be recorded before it is. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  async function pressed({ target }) {
    const button = target.closest?.("[data-form-sent]");
    if (!button || button.disabled) { return; }
    const said = button.parentNode.querySelector("[role=status]");
    const words = said.textContent;
    button.disabled = true;
    vigil.say(said, "Sending…");
    const sent = button.dataset.formSent === "yes";
    const { done, message } = await vigil.step.now("ticks", { item: "rems_form", done: sent });
    button.disabled = false;
    vigil.say(said, done ? `REMS form: recorded that it was ${sent ? "" : "not "}sent.` : `${words}. ${message}`);
    if (done) { button.remove(); } /* the line is written anew, here and on every screen, once this is heard */
  }

  document.addEventListener("click", pressed);
})();
