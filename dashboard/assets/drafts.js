/* What was typed for whom and is not saved? It stays with its patient while this page is open, and who goes on to another one is told. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const kept = new Map();

  const some = ({ values, symptoms }) => Object.values(values).some(Boolean) || symptoms.length > 0;

  function changed() { window.dispatchEvent(new CustomEvent("vigil:drafts")); }

  /* Somebody leaves a patient's page: what is in its fields is kept. */
  function keep(session, typed) {
    if (some(typed)) { kept.set(session, typed); } else { kept.delete(session); }
    changed();
  }

  /* Somebody is back: it goes into the fields again. null when nothing was typed. */
  function take(session) {
    const typed = kept.get(session) || null;
    kept.delete(session);
    changed();
    return typed;
  }

  vigil.drafts = { keep, take, sessions: () => Array.from(kept.keys()) };
})();
