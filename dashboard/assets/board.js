/* The board: one tile per room, in the order of the rooms and never another, kept current by the stream. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const QUIET = 400; /* ms: several changes in a row cost one reload */
  const FRAME = 50; /* ms: a burst of readings costs one drawing */
  let board = null;

  /* -- readings for the small pictures ------------------------------------------------------------------------------- */

  const unreadable = (fact, key) => fact.q && fact.q[key] === "rejected";

  function addPoint(series, fact) {
    const { v, t } = { v: fact.v || {}, t: fact.t };
    if (v.sys !== undefined && v.dia !== undefined && !unreadable(fact, "sys")) { series.bp.push([t, v.sys, v.dia]); }
    if (v.hr !== undefined && !unreadable(fact, "hr")) { series.hr.push([t, v.hr]); }
  }

  function inOrder(series) {
    series.bp.sort((a, b) => a[0] - b[0]);
    series.hr.sort((a, b) => a[0] - b[0]);
    return series;
  }

  /* Corrections count: a voided set is left out, an amended one replaced. */
  function seriesOf(facts) {
    const sets = new Map();
    facts.forEach((fact) => {
      if (fact.k === "set") { sets.set(fact.i, fact); }
      if (fact.k === "void") { sets.delete(fact.ref); }
      if (fact.k === "amend" && sets.has(fact.ref)) { sets.set(fact.ref, { ...fact, t: fact.at || sets.get(fact.ref).t }); }
    });
    const series = { bp: [], hr: [] };
    sets.forEach((fact) => addPoint(series, fact));
    return series;
  }

  async function loadSeries(room) {
    const session = room.session.s;
    const { status, body } = await vigil.wire.get(`/api/v1/sessions/${encodeURIComponent(session)}/since?after=0`);
    if (status !== 200 || room.session?.s !== session) { return; }
    room.series = seriesOf(body.entries);
    room.fresh = true;
    showSoon();
  }

  function drawSpark(room) {
    if (room.tile.free) { return; }
    room.fresh = false;
    vigil.spark.draw(room.tile.spark, inOrder(room.series), room.session.dose, vigil.now());
  }

  /* -- tiles --------------------------------------------------------------------------------------------------------------- */

  function place(room) {
    const tile = room.session ? vigil.tile.skeleton(room.name, room.session.s) : vigil.tile.free(room.name);
    if (room.tile) { room.tile.node.replaceWith(tile.node); }
    room.tile = tile;
    room.series = { bp: [], hr: [] };
    if (room.session) { loadSeries(room); }
  }

  function put(room, session) {
    const other = session?.s !== room.session?.s;
    room.session = session;
    if (other || !room.tile) { place(room); }
  }

  /* The room of the alert that the bar names first is marked where it stands; its place never changes. */
  function markWorst() {
    const first = vigil.urgency.first(board.rooms.filter((room) => room.session).map((room) => room.session));
    const most = first && vigil.urgency.place(first.alert) < vigil.urgency.nothing ? first.picture : null;
    board.rooms.filter((room) => !room.tile.free).forEach((room) => {
      room.tile.node.classList.toggle("worst", room.session === most);
      vigil.say(room.tile.urgent, room.session === most ? "most urgent" : "");
    });
  }

  function showAll() {
    if (!board?.rooms || !board.node.isConnected) { return; }
    const now = vigil.now();
    board.rooms.filter((room) => room.session).forEach((room) => {
      vigil.tile.show(room.tile, room.session, now);
      if (room.fresh) { drawSpark(room); }
    });
    markWorst();
  }

  function showSoon() {
    if (board.drawing) { return; }
    board.drawing = window.setTimeout(() => { board.drawing = 0; showAll(); }, FRAME);
  }

  function build(rooms) {
    board.rooms = rooms.map(({ room, session }) => ({ name: room, session: null, wanted: session }));
    board.rooms.forEach((room) => put(room, room.wanted));
    board.node.dataset.count = String(rooms.length);
    board.node.replaceChildren(...board.rooms.map((room) => room.tile.node));
  }

  function refresh(rooms) {
    const same = board.rooms && rooms.length === board.rooms.length && rooms.every(({ room }, i) => room === board.rooms[i].name);
    if (!same) { build(rooms); return; }
    rooms.forEach(({ session }, i) => put(board.rooms[i], session));
  }

  function say(text) {
    board.rooms = null;
    board.node.replaceChildren(vigil.make("li", { class: "empty" }, vigil.make("p", {}, text)));
  }

  async function load() {
    const { status, body } = await vigil.wire.get("/api/v1/board");
    if (status !== 200) {
      if (!board.rooms) { say("The rooms could not be read. Vigil tries again by itself."); }
      return;
    }
    refresh(body.rooms);
    body.rooms.forEach(({ session }) => { if (session) { vigil.hearPicture(session); } });
    window.dispatchEvent(new CustomEvent("vigil:looked"));
    if (!body.rooms.length) { say("No rooms yet. An administrator names them in the setting VIGIL_ROOMS."); }
    board.rooms?.forEach((room) => { room.fresh = true; });
    showAll();
  }

  function reload() {
    if (board.later) { return; }
    board.later = window.setTimeout(() => { board.later = 0; load(); }, QUIET);
  }

  /* -- what the stream says ---------------------------------------------------------------------------------------------------- */

  const showing = () => Boolean(board && board.node.isConnected);
  const roomOf = (session) => board.rooms?.find((room) => room.session?.s === session);

  function takePicture(picture) {
    const room = roomOf(picture.s);
    if (!room || picture.phase === "ended") { reload(); return; }
    const ahead = (room.told || 0) > picture.seq; /* a reading that this picture does not know yet was shown already */
    room.session = ahead ? { ...picture, latest: room.session.latest } : picture;
    showSoon();
  }

  function takeValues(room, fact) {
    Object.entries(fact.v || {}).forEach(([key, v]) => {
      const known = room.session.latest[key];
      if (!unreadable(fact, key) && (!known || fact.t >= known.t)) { room.session.latest[key] = { v, t: fact.t, q: fact.q?.[key] || "valid" }; }
    });
    room.told = fact.n;
    addPoint(room.series, fact);
    room.fresh = true;
    showSoon();
  }

  function takeFact(fact) {
    const room = roomOf(fact.s);
    if (!room) { if (fact.k === "open") { reload(); } return; }
    if (fact.k === "set") { takeValues(room, fact); }
    if (fact.k === "amend" || fact.k === "void") { reload(); loadSeries(room); }
    if (fact.k === "end" || fact.k === "dose") { reload(); }
  }

  window.addEventListener("vigil:picture", ({ detail }) => { if (showing() && board.rooms) { takePicture(detail); } });
  window.addEventListener("vigil:fact", ({ detail }) => { if (showing() && board.rooms) { takeFact(detail); } });
  window.addEventListener("vigil:open", () => { if (showing()) { reload(); } });

  /* -- keys, and the start ------------------------------------------------------------------------------------------------------- */

  function openRoom(position) {
    const room = showing() && board.rooms?.[position];
    if (!room) { return false; }
    if (room.session) { vigil.go(`/session/${room.session.s}`); return true; }
    room.tile.node.querySelector("button").focus();
    return true;
  }

  function startFirstFree() {
    const room = showing() && board.rooms?.find((r) => !r.session);
    if (!room) { return false; }
    vigil.startSession.open(room.name);
    return true;
  }

  function begin(node) {
    board = { node, rooms: null, later: 0, drawing: 0 };
    node.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-start]");
      if (button) { vigil.startSession.open(button.dataset.start); }
    });
    load();
  }

  vigil.board = { showing, open: openRoom };
  window.addEventListener("DOMContentLoaded", () => {
    vigil.whenever("#board", begin);
    vigil.keys.add("n", "start a session in the first free room (board)", startFirstFree);
    window.setInterval(showAll, 1000);
  });
})();
