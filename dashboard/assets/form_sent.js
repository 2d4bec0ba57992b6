/* Was the form of a nasal session sent? One tap; it is never said to be recorded before it is. */
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
    const { done, message } = await vigil.step.now("ticks", { item: "rems_form", done: true });
    button.disabled = false;
    vigil.say(said, done ? "REMS form: recorded that it was sent." : `${words}. ${message}`);
    if (done) { button.remove(); }
  }

  document.addEventListener("click", pressed);
})();
