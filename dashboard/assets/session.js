/* What has happened in this session? Keeps the page of one session exactly as far as its log: in order, each entry once, no holes. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  let page = null;

  const byId = (id) => document.getElementById(id);

  function mount(root) {
    const told = root.dataset;
    page = { id: told.session, root, seq: Number(told.seq), revision: Number(told.revision), held: [], picture: JSON.parse(told.picture) };
    const may = new Set(told.may.split(" "));
    const known = vigil.pictures.get(page.id);
    if (known && known.seq >= page.picture.seq) { page.picture = known; }
    vigil.stage.open(byId("session-stage"), page.id, page.picture);
    vigil.values.open(byId("session-values"), page.id, page.picture, may.has("record") && !page.picture.ended);
    vigil.sets.open(byId("session-sets"), page.id, may);
    vigil.alertList.open(byId("session-sets"), page.id, JSON.parse(told.alerts));
    vigil.sets.add(JSON.parse(told.facts));
    vigil.sets.after(JSON.parse(told.pressed));
    if (may.has("record") && !page.picture.ended) { vigil.entry.open(byId("session-entry"), page.id, may); }
    else { over(may); }
    vigil.chart.open(page.id, Boolean(page.picture.ended));
    heard({ picture: page.picture });
    catchUp();
  }

  /* Where nothing can be entered: who signs, or why not. */
  function over(may = vigil.sets.whose()[1]) {
    byId("session-entry").replaceChildren();
    byId("session-entry").dataset.over = "yes";
    if (page.picture.ended) { vigil.leave.closed(byId("session-entry"), may); }
    else { byId("session-entry").replaceChildren(vigil.make("p", { class: "empty" }, "You may look, not enter.")); }
  }

  function unmount() {
    vigil.sheet.gone();
    ["entry", "acts", "chart", "sets", "alertList", "values", "stage"].forEach((part) => vigil[part].close());
    page = null;
  }

  /* -- the log, in order ------------------------------------------------------------------------------------------------------- */

  function take(facts) {
    const fresh = facts.filter((fact) => fact.s === page.id && fact.n > page.seq).sort((a, b) => a.n - b.n);
    if (!fresh.length) { return; }
    page.seq = fresh[fresh.length - 1].n;
    page.revision = fresh[fresh.length - 1].r;
    vigil.sets.add(fresh);
    vigil.alertList.add(fresh);
    fresh.forEach((fact) => { vigil.values.add(fact); vigil.chart.add(fact); });
    if (fresh.some((fact) => fact.k === "void" || fact.k === "amend")) { look(); }
  }

  /* Numbers of a session have no gaps: one that is missing is fetched before anything later is shown. */
  function arrived({ detail: fact }) {
    if (!page || fact.s !== page.id || fact.n <= page.seq) { return; }
    if (fact.r <= page.revision + 1) { take([fact]); return; }
    page.held.push(fact);
    catchUp();
  }

  async function catchUp() {
    if (!page || page.fetching) { return; }
    const mine = page;
    page.fetching = true;
    const full = await fetchAll(mine);
    mine.fetching = false;
    if (page !== mine) { return; }
    const held = mine.held;
    mine.held = full ? [] : held;
    if (full) { take(held); } else { setTimeout(catchUp, 2000); }
  }

  async function fetchAll(mine) {
    for (let after = mine.seq; ;) {
      const { status, body } = await vigil.wire.get(`/api/v1/sessions/${encodeURIComponent(mine.id)}/since?after=${after}`);
      if (status !== 200 || page !== mine) { return false; }
      take(body.entries);
      if (!body.entries.length || body.seq <= after) { return true; }
      after = body.seq;
    }
  }

  /* After a correction the last values are others: only the server knows them. */
  async function look() {
    const mine = page;
    const { status, body } = await vigil.wire.get(`/api/v1/sessions/${encodeURIComponent(mine.id)}/picture`);
    if (status === 200 && page === mine) { heard({ picture: body }); }
  }

  /* -- the picture --------------------------------------------------------------------------------------------------------------- */

  function heard(answer) {
    if (answer && answer.picture) { vigil.hearPicture(answer.picture); }
    late();
  }

  /* The stream speaks of running sessions only: the page of one that has ended asks for what was recorded since, with each beat. */
  function late() { if (page && page.picture.ended) { catchUp(); } }

  function pictured({ detail }) {
    if (!page || detail.s !== page.id) { return; }
    const ended = detail.ended && !page.picture.ended;
    page.picture = detail;
    if (ended) { vigil.sheet.gone(); vigil.entry.close(); vigil.acts.close(); over(); }
  }

  vigil.session = { heard, picture: () => page && page.picture, id: () => page && page.id, ranges: () => JSON.parse(page.root.dataset.ranges), seq: () => (page ? page.seq : 0) };
  window.addEventListener("vigil:fact", arrived);
  window.addEventListener("vigil:picture", pictured);
  window.addEventListener("vigil:open", catchUp);
  window.addEventListener("vigil:alive", late);
  document.addEventListener("DOMContentLoaded", () => vigil.whenever("#session", mount, unmount));
})();
