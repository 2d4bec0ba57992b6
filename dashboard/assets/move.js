/* Whose reading was it really? One of the other sessions that run is chosen; it is struck here and entered there, with a trail in both. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});

  /* [[id, "Room 2  LIND, Solveig"]] of the sessions that run, but this one; null when they cannot be asked for. */
  async function others() {
    const here = vigil.session.id();
    const { status, body } = await vigil.wire.get("/api/v1/board");
    if (status !== 200) { return null; }
    return body.rooms.filter(({ session }) => session && session.s !== here && !session.ended).map(({ room, session }) => [session.s, `Room ${room}  ${session.patient.name}`]);
  }

  /* Moves the reading; true once it is done. */
  async function move({ id, revision, to }) {
    return vigil.step.now(`facts/${encodeURIComponent(id)}/move`, { to, revision });
  }

  vigil.move = { others, move };
})();
