/* What is remembered of a device's files? It is said where a file is read by it, kept when somebody asks for it, and put right in a list. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const make = (...parts) => vigil.make(...parts);
  const PLACE = "/api/v1/mappings";
  const SILENT = "The server was not reached. Try again.";
  const NONE = "none"; /* none of them is wanted */
  const button = (label, pressed, kind = "button", more = {}) => vigil.button(label, pressed, { class: kind, ...more });
  let list = null; /* {place, may, rows, open, said} */

  /* -- on the card of a file: `said` is what the person said, `say` says more ---------------------------------------------------------- */

  /* By which name it is read, or which names know it where none is wanted. */
  function told(file, said, say) {
    if (file.mapping) {
      return make("p", { class: "read-as" }, make("span", {}, "Read as ", make("b", {}, `“${file.mapping.name}”`), `: ${file.mapping.says}`), button("Do not use it", () => say("read_as", NONE)));
    }
    const known = said.read_as === NONE && file.verdict !== "refused" ? file.known_as : [];
    return known.length > 0 && make("p", { class: "read-as" }, make("span", { class: "hint" }, "Not used for these files:"), names(known, say));
  }

  const names = (known, say) => known.map((name) => button(`Read as “${name}”`, () => say("read_as", name)));

  /* Several names know it. */
  const which = (file, say) => make("p", { class: "row" }, names(file.known_as, say), button("None of these", () => say("read_as", NONE)));

  /* What was said of it may be kept for the next file; `kept` is called with the name. */
  function remember(file, kept) {
    if (!file.learnt || file.verdict === "refused" || file.verdict === "question") { return null; }
    const said = make("p", { class: "wrong", role: "alert", hidden: true });
    const field = make("input", { id: `import-remember-${file.kind.mark}`, type: "text", maxlength: 60, autocomplete: "off", placeholder: "such as Omron of clinic B" });
    const again = make("span", {});
    const go = async (instead) => {
      const { status, body } = await vigil.wire.post(PLACE, sent(file, field.value.trim(), instead));
      if (status === 200 || status === 201) { refresh(); kept(body.name); return; }
      said.hidden = false;
      vigil.say(said, body.message || SILENT);
      const mine = file.known_as.some((name) => name.toLowerCase() === field.value.trim().toLowerCase());
      vigil.fill(again, status === 409 && mine && list && list.may && button("Replace it", () => go(true)));
    };
    const send = (event) => { event.preventDefault(); if (field.value.trim()) { go(false); } else { field.focus(); } };
    return make("form", { class: "remember", onsubmit: send },
      make("p", { class: "hint" }, `Said of this file: ${file.learnt.says}. Whose it is and when it began are not remembered.`),
      make("label", { class: "field" }, make("span", {}, "Remember these answers for files of this kind as"), field),
      make("button", { type: "submit", class: "button" }, "Remember"), again, said);
  }

  function sent(file, name, instead) {
    const { zone, date_order, columns } = file.learnt;
    return { name, kind: file.kind.mark, looks: file.kind.looks, zone, date_order, columns, instead };
  }

  /* -- the list ------------------------------------------------------------------------------------------------------------------------ */

  async function refresh() {
    const mine = list;
    if (!mine) { return; }
    const { status, body } = await vigil.wire.get(PLACE);
    if (mine !== list) { return; }
    if (status === 200) { mine.rows = body.mappings; } else { mine.said = body.message || SILENT; }
    draw();
  }

  async function change(name, act, more, done) {
    const mine = list;
    const { status, body } = await vigil.wire.post(`${PLACE}/${encodeURIComponent(name)}/${act}`, more);
    if (mine !== list) { return; }
    list.said = status === 200 ? done(body) : body.message || SILENT;
    if (status === 200) { list.open = null; }
    await refresh();
    list.place.querySelector(".told").focus();
  }

  function draw() {
    const heads = ["Name", "Read as", "Files with", "Saved", ...(list.may ? ["Change"] : [])];
    const table = make("table", { class: "table wide" }, make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, list.rows.map((one) => row(one, heads))));
    const empty = make("p", { class: "hint" }, "Nothing yet. What is answered about a file can be remembered for the next one of its kind.");
    vigil.fill(list.place, make("h2", {}, "How known files are read"), make("p", { class: "told", role: "status", tabindex: -1 }, list.said || ""),
      list.rows.length ? make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "How known files are read" }, table) : empty);
    const field = list.place.querySelector("input");
    if (field) { field.focus(); field.select(); } else { list.place.querySelector("[data-asked]")?.focus(); }
  }

  function row(one, heads) {
    const cells = [one.says, one.looks, `${vigil.words.who(one.by)}, ${vigil.words.day(one.at)}`];
    const open = list.open && list.open.name === one.name ? list.open.act : "";
    return make("tr", {}, make("th", { scope: "row" }, one.name), cells.map((cell, at) => make("td", { "data-head": heads[at + 1] }, cell)),
      list.may && make("td", { class: "changes" }, open === "rename" ? renaming(one) : open === "remove" ? removing(one) : acts(one)));
  }

  function ask(name, act) { list.open = name ? { name, act } : null; list.said = ""; draw(); }

  const acts = (one) => [button("Rename", () => ask(one.name, "rename"), "button", { "aria-label": `Rename: ${one.name}` }), button("Remove", () => ask(one.name, "remove"), "button", { "aria-label": `Remove: ${one.name}` })];

  function renaming(one) {
    const field = make("input", { type: "text", maxlength: 60, autocomplete: "off", "aria-label": `New name of ${one.name}` });
    field.value = one.name;
    const go = (event) => { event.preventDefault(); change(one.name, "rename", { to: field.value }, (now) => `${one.name} is called ${now.name} now.`); };
    return make("form", { class: "row", onsubmit: go, onkeydown: back }, field, make("button", { type: "submit", class: "button" }, "Rename"), button("Leave it", () => ask()));
  }

  function removing(one) {
    const gone = () => change(one.name, "remove", {}, () => `${one.name} is forgotten. Files of its kind are asked about again; what was imported stays.`);
    return make("div", { class: "row", onkeydown: back }, make("span", {}, "Files of its kind will be asked about again."), button("Remove it", gone, "button", { "data-asked": true }), button("Keep it", () => ask()));
  }

  const back = (event) => { if (event.key === "Escape") { event.stopPropagation(); ask(); } };

  function open(place) {
    list = { place, may: place.dataset.may === "yes", rows: JSON.parse(place.dataset.rows), open: null, said: "" };
    draw();
  }

  vigil.mappings = { told, which, remember };
  document.addEventListener("DOMContentLoaded", () => vigil.whenever("#mappings", open, () => { list = null; }));
})();
