/* What does the entry say to who types? That it is saved, what is wrong and where, and what is not sent yet: always in one place. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);

  /* Words, and at most one thing to press beside them. */
  function tell(form, words, act, kind = "") {
    form.status.replaceChildren(make("span", {}, words), ...(act ? [act] : []));
    form.status.dataset.kind = kind;
    fit(form.status.parentNode);
  }

  /* What is longer than its place is scrolled to, also from the keyboard. */
  function fit(place) {
    place.scrollTop = 0;
    place.tabIndex = place.scrollHeight > place.clientHeight ? 0 : -1;
  }

  const short = (name) => (vigil.reading.keys[name] ? vigil.reading.keys[name].short : { at: "Time", note: "Note" }[name] || name);

  /* Of several wrong fields each says why when the cursor is in it; the others are named. */
  function why(form, name) {
    const others = Array.from(form.errors.keys()).filter((other) => other !== name);
    tell(form, `${form.errors.get(name)}${others.length ? ` Also wrong: ${others.map(short).join(", ")}.` : ""}`);
    form.status.dataset.kind = "wrong";
  }

  function wrong(form, errors) {
    const known = errors.filter(({ field }) => form.inputs[field]);
    const elsewhere = errors.filter(({ field }) => !form.inputs[field]);
    form.errors = new Map(known.map(({ field, message }) => [field, message]));
    Object.entries(form.inputs).forEach(([name, input]) => { if (form.errors.has(name)) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); } });
    tell(form, elsewhere.map(({ message }) => message).join(" "));
    form.status.dataset.kind = "wrong";
    if (!known.length) { return; }
    vigil.entryForm.show(form, false);
    form.inputs[known[0].field].focus({ preventScroll: true });
    form.inputs[known[0].field].select();
    if (!elsewhere.length) { why(form, known[0].field); }
  }

  function signedOut(form) {
    const where = vigil.shelf.lasting() ? "on this browser" : "in this tab: leave it open";
    tell(form, `Your sign-in has ended. ${vigil.unsent()} not sent, kept ${where}.`,
      make("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, "Sign in in a new tab"));
    form.status.dataset.kind = "waiting";
  }

  vigil.entrySaid = { tell, fit, why, wrong, signedOut };
})();
