/* What stands on a sheet and is not recorded? It is there again when the sheet is opened, also after a reload, and the button of the
   sheet says so. It is kept as what is typed in the entry (drafts.js): encrypted, for the same person only, and never sent. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const KINDS = { mistyped: "dose", before: "gate" }; /* where the sheet is called something else */
  const SHEETS = { dose: "Dose", events: "Events", infusion: "Infusion", leave: "Leaving", gate: "Before dose" };

  /* Under which name it is kept: of each session and sheet, and of each dose that is corrected. */
  const key = (name, session = vigil.session.id()) => `${session} ${name}`;

  /* {values, at, replaces} of what was typed, with when that began; null where nothing was. */
  const of = (place) => vigil.drafts.look(place);

  /* What stands in the fields now, by their names; all empty, it is forgotten. `replaces` is the refused entry in whose place it comes. */
  function keep(place, values, replaces) {
    const known = of(place) || { at: vigil.now() };
    const typed = Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim()));
    vigil.drafts.hold(place, { values: typed, line: "", symptoms: [], at: known.at, replaces: replaces || known.replaces });
  }

  /* One of the fields: the others stay as they are. */
  function put(place, name, text) { keep(place, { ...(of(place) || { values: {} }).values, [name]: text }); }

  function words({ at }) { return `Typed at ${vigil.words.day(at)}, still here, not recorded.`; }

  /* The sheet that is open has back what was typed on it, and each key is kept; what was typed, or null. */
  function follow(name) {
    const body = document.querySelector(`.sheet[data-sheet="${name}"] .sheet-body`);
    if (!body) { return null; }
    const [place, found] = [key(name), of(key(name))];
    const fields = () => Array.from(body.querySelectorAll("input[type=text]"));
    if (found) {
      fields().forEach((field) => { field.value = found.values[field.id] || ""; });
      vigil.sheet.tell(words(found));
    }
    body.addEventListener("input", () => keep(place, Object.fromEntries(fields().map(({ id, value }) => [id, value]))));
    return found;
  }

  /* The names of the sheets of this session on which something stands. */
  function sheets() {
    const session = vigil.session.id();
    return vigil.drafts.keys().filter((place) => place.startsWith(`${session} `)).map((place) => place.slice(session.length + 1));
  }

  /* Whether whoever looks at this page sees that something stands there, and can open it. */
  function reachable(place) {
    const name = place.slice(vigil.drafts.whose(place).length + 1);
    if (!name || vigil.drafts.whose(place) !== vigil.session.id() || !vigil.entry.isOpen()) { return false; }
    const open = vigil.sheet.kind();
    if ((KINDS[open] || open) === name.split(" ")[0]) { return true; }
    const corrected = name.startsWith("dose ") && vigil.sets.known(name.slice("dose ".length));
    return corrected ? !corrected.gone : vigil.acts.offers(name);
  }

  /* "Typed and not recorded: Dose."; "" where there is nothing. */
  function said() {
    const names = sheets().map((name) => SHEETS[name] || "Correction of a dose");
    return names.length ? `Typed and not recorded: ${Array.from(new Set(names)).join(", ")}.` : "";
  }

  vigil.held = { key, of, keep, put, words, follow, sheets, reachable, said };
})();
