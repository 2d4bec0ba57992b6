/* How does this browser hear what happened? One event stream per browser: the tab that holds the lock has it and tells the others.
   Everything heard becomes an event on window: vigil:fact, vigil:picture, vigil:alive, vigil:trial (the test alert), vigil:lost, and
   vigil:open when the stream began anew, so that each listener fetches what it may have missed. A locked screen is told only where what
   alarms (vigil:unnamed): the pages of before the lock hear nothing of it, and go on exactly where they were when somebody signs in. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const LOCK = "vigil-stream";
  const GRACE = 3000;
  const SILENCE = 25000;
  const LEADER_SILENCE = 15000;
  const BEAT = 5000;
  const SLOWEST = 2000;
  const ASIDE = 5000; /* ms before a tab whose sign-in has ended asks again */
  const NOBODY = { id: "", name: "", birth: null, identifier: "", allergies: "" };

  const pictures = new Map();
  const streamed = new Map(); /* each session as the stream told it: of the next picture it sends only what is different */
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(LOCK) : null;
  let source = null;
  let leading = false;
  let queued = null;
  let last = null;
  let offset = 0;
  let heard = Date.now();
  let leader = Date.now();
  let broken = 0;
  let lost = false;
  let wait = 250;
  let retry = 0;
  let release = null;
  let tested = null;
  let waiting = []; /* what pages hear once this screen is not locked any more */
  const PAGES = ["fact", "picture", "open"];
  const unnamed = new Map(); /* each session as a stream tells it that names nobody; empty while somebody is signed in */

  function say(name, detail) {
    if (PAGES.includes(name) && vigil.lock.on()) { waiting = [...waiting.filter(([known]) => known !== "open" || name !== "open"), [name, detail]]; return; }
    window.dispatchEvent(new CustomEvent("vigil:" + name, { detail }));
  }

  /* -- what was heard, in whichever tab ------------------------------------------------------------------------------ */

  function older(picture) {
    const known = pictures.get(picture.s);
    return Boolean(known) && (known.seq > picture.seq || (known.seq === picture.seq && known.now > picture.now));
  }

  const hear = {
    f(fact) {
      if (last !== null && fact.n <= last) { return; }
      last = fact.n;
      say("fact", fact);
    },
    p(picture) {
      if (older(picture)) { return; }
      pictures.set(picture.s, picture);
      say("picture", picture);
    },
    /* Whose it is stays as this page knew it, unseen; the server says why it names nobody any more. */
    u(picture) {
      if (!vigil.lock.on()) { vigil.staying.look(); }
      if (older(picture)) { return; }
      pictures.set(picture.s, { patient: NOBODY, ...pictures.get(picture.s), ...picture });
      say("unnamed", picture);
    },
    k(beat) {
      offset = beat.now - Date.now();
      say("alive", beat);
    },
    t(trial) {
      tested = trial;
      say("trial", trial);
    },
    o() { say("open", {}); },
    bye() { vigil.staying.look(); }, /* the server says why when it is asked; whoever has just signed in anew stays */
  };

  function receive(kind, data) {
    heard = Date.now();
    broken = 0;
    lost = false;
    hear[kind](data);
  }

  function lose() {
    if (lost) { return; }
    lost = true;
    say("lost", { since: heard + offset });
    tell("lost", { heard });
  }

  /* -- the tab that has the stream ------------------------------------------------------------------------------------ */

  function tell(kind, data) { if (leading && channel) { channel.postMessage({ kind, data }); } }

  function pass(kind, data) {
    receive(kind, data);
    tell(kind, data);
  }

  function listen(kind) {
    source.addEventListener(kind, (event) => {
      const data = JSON.parse(event.data || "{}");
      pass(kind, kind === "p" ? whole(streamed, data) : kind === "u" ? whole(unnamed, data) : data);
    });
  }

  function whole(told, news) {
    const picture = { ...told.get(news.s), ...news };
    told.set(news.s, picture);
    return picture;
  }

  function connect() {
    disconnect();
    unnamed.clear();
    source = new EventSource("/api/v1/stream" + (last === null ? "" : "?after=" + last));
    source.onopen = () => { wait = 250; pass("o", {}); };
    source.onerror = failed;
    ["f", "p", "u", "k", "t", "bye"].forEach(listen);
  }

  function disconnect() {
    clearTimeout(retry);
    if (source) { source.close(); }
    source = null;
  }

  function failed() {
    broken = broken || Date.now();
    setTimeout(watch, GRACE + 1);
    if (source && source.readyState === EventSource.CLOSED) { again(); }
  }

  function again() {
    disconnect();
    retry = setTimeout(poll, wait);
    wait = Math.min(wait * 2, SLOWEST);
  }

  /* A stream that was refused cannot say why. Asking for the board does, and keeps this screen true while no stream is free. */
  async function poll() {
    const answer = await vigil.wire.get("/api/v1/board");
    if (!leading) { return; }
    if (answer.status === 401) { stepAside(); return; }
    if (answer.status !== 200) { again(); return; }
    answer.body.rooms.filter((room) => room.session).forEach((room) => pass("p", room.session));
    pass("k", { now: answer.body.now, checked: answer.body.now });
    if (answer.body.trial) { pass("t", answer.body.trial); }
    pass("o", {});
    connect();
  }

  /* -- who has the stream --------------------------------------------------------------------------------------------- */

  function lead() {
    return new Promise((done) => {
      release = done;
      leading = true;
      queued = null;
      connect();
    });
  }

  function follow() {
    leading = false;
    disconnect();
    leader = Date.now();
    elect();
  }

  /* Who may hear nothing does not keep the others from hearing: a tab of whoever signs in takes over. */
  function stepAside() {
    leading = false;
    lose();
    disconnect();
    leader = Date.now();
    release();
    retry = setTimeout(comeBack, ASIDE);
  }

  /* Also the tab that has the stream may be between two tries. */
  function comeBack() {
    if (leading && source && !unnamed.size) { return; }
    clearTimeout(retry);
    if (leading) { connect(); } else if (!queued) { elect(); }
  }

  function elect() {
    if (!navigator.locks) { lead(); return; }
    queued = new AbortController();
    navigator.locks.request(LOCK, { signal: queued.signal }, lead).catch((end) => { if (leading && end) { follow(); } });
  }

  /* A leader that is frozen or asleep still holds the lock: the tab that somebody looks at takes it over. */
  function takeOver() {
    leader = Date.now();
    if (queued) { queued.abort(); }
    queued = null;
    navigator.locks.request(LOCK, { steal: true }, lead).catch(follow);
  }

  function heardFromLeader(message) {
    leader = Date.now();
    const { kind, data } = message.data;
    if (kind === "hello") { greet(); return; }
    if (leading || kind === "beat") { return; }
    if (kind === "lost") { heard = data.heard; lose(); return; }
    receive(kind, data);
  }

  function greet() {
    if (!leading || lost) { return; }
    if (unnamed.size) { unnamed.forEach((picture) => tell("u", picture)); } else { pictures.forEach((picture) => tell("p", picture)); }
    tell("k", { now: now(), checked: now() });
    if (tested) { tell("t", tested); }
  }

  /* -- the watchdog --------------------------------------------------------------------------------------------------- */

  function watch() {
    const silent = Date.now() - heard;
    const dropped = broken && Date.now() - broken > GRACE;
    if (silent > SILENCE || dropped || (leading && !navigator.onLine)) { lose(); }
    if (leading && silent > SILENCE && source && source.readyState === EventSource.OPEN) { again(); }
    if (!leading && navigator.locks && !document.hidden && Date.now() - leader > LEADER_SILENCE) { takeOver(); }
  }

  function now() { return Date.now() + offset; }

  /* Somebody is signed in again; the lock is off by now. */
  function signedIn() {
    const heard = waiting;
    waiting = [];
    heard.forEach(([name, detail]) => say(name, detail));
    comeBack();
  }

  function start() {
    if (!("EventSource" in window)) { lose(); return; }
    if (channel) { channel.onmessage = heardFromLeader; }
    elect();
    if (channel) { channel.postMessage({ kind: "hello" }); }
    setInterval(watch, 1000);
    setInterval(() => tell("beat", {}), BEAT);
    window.addEventListener("offline", watch);
    window.addEventListener("online", () => { if (leading) { connect(); } });
    window.addEventListener("vigil:signed-in", signedIn);
    window.addEventListener("pagehide", disconnect);
  }

  vigil.now = now;
  vigil.pictures = pictures;
  vigil.hearPicture = (picture) => { hear.p(picture); tell("p", picture); };
  vigil.lost = () => lost;
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
