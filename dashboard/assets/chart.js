/* How does what comes after the first drawing get onto the chart? One queue and one drawing in flight: nothing is lost or doubled.
   (dcc.Graph.extendData, fed by push, lost and doubled readings in bursts.) */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const GAP = 60000;
  const FULL = 4000;
  const PATIENCE = 10000;
  const TOGETHER = 500; /* ms: what waited is sent entry by entry, and drawn together */
  const AHEAD = 15 * 60000;
  const WORDS = { hr: "heart_rate", sys: "systolic", dia: "diastolic", spo2: "spo2", sed: "sedation", diss: "dissociation", dist: "distress" };
  const NAMES = Object.fromEntries(Object.entries(WORDS).map(([key, word]) => [word, key]));
  const STREAMED = ["hr", "sys", "dia", "spo2"];
  const REDRAW = ["amend", "void", "dose", "infusion", "stop", "end"]; /* and that the REMS form was sent, which is said above */
  const PINNED = ["set", "note", "intervention", "score"];
  const PHONE = window.matchMedia("(max-width: 480px)");
  const bound = new WeakSet();
  let chart = null;
  let unpainted = null; /* the last figure, as it came: its colours still have the names that each palette knows */

  function plot() { return document.querySelector("#session-chart .js-plotly-plot"); }

  /* The clinic's wall clock as text and back: plotly draws numbers in the browser's own zone. */
  function wall(at) { return new Date(at + chart.meta.offset).toISOString().slice(0, 23); }

  function instant(text) { return text ? Date.parse(text.replace(" ", "T").slice(0, 23) + "Z") - chart.meta.offset : -Infinity; }

  /* After the next painting: the numbers are on the screen before the chart is drawn. */
  function soon(act) { if (document.hidden) { setTimeout(act, 0); } else { requestAnimationFrame(() => setTimeout(act, 0)); } }

  /* -- a figure from the server ----------------------------------------------------------------------------------------- */

  /* True when the chart shows a figure of this session; a new one says by its seq what is already in it. */
  function ready() {
    const gd = plot();
    const meta = gd && gd.data && gd.layout && gd.layout.meta;
    if (!meta || meta.session !== chart.session || gd.classList.contains("dash-graph--pending")) { return false; }
    if (meta !== chart.meta) { adopt(gd, meta); }
    return !chart.asked;
  }

  function adopt(gd, meta) {
    Object.assign(chart, { gd, meta, asked: 0, drawn: meta.seq, alone: new Map(), unsent: vigil.outbox.of(chart.session).length > 0 });
    chart.feeds = new Map(gd.data.map((trace, index) => [trace.meta && trace.meta.feed, index]));
    chart.queue = chart.queue.filter((fact) => fact.n > meta.seq);
    if (bound.has(gd)) { return; }
    bound.add(gd);
    gd.on("plotly_relayout", zoomed);
    gd.on("plotly_doubleclick", follow);
  }

  /* Ask the server for the whole chart: after a correction, a dose, or when the readings no longer fit. */
  function redraw() {
    chart.stale = false;
    chart.asked = Date.now();
    window.dash_clientside.set_props("session-refresh", { data: { session: chart.session, asked: chart.asked } });
  }

  /* Called by Dash with each figure: the colours of the palette, and the zoom that somebody chose. */
  function paint(figure) {
    if (!figure) { return window.dash_clientside.no_update; }
    unpainted = figure;
    const painted = vigil.palette.paint(figure);
    if (PHONE.matches) { painted.layout.xaxis.nticks = 6; } /* straight, and none on another */
    if (chart && chart.zoomed && chart.gd && figure.layout.meta.session === chart.session) {
      painted.layout.xaxis.range = Array.from(chart.gd.layout.xaxis.range);
    }
    setTimeout(pump, 0);
    return painted;
  }

  /* Another palette, at once and also without a server: the colours of the drawing that is there, and nothing else of it. */
  async function recolour() {
    const gd = plot();
    if (!gd || !unpainted || !gd.layout || !gd.layout.meta || gd.layout.meta.session !== unpainted.layout.meta.session) { return; }
    tint(gd.data, unpainted.data);
    tint(gd.layout, unpainted.layout);
    await window.Plotly.redraw(gd);
  }

  function tint(drawn, named) {
    Object.entries(named).forEach(([name, value]) => {
      if (typeof value === "string" && value.includes("var(--") && drawn[name] !== undefined) { drawn[name] = vigil.palette.paint(value); }
      else if (value && typeof value === "object" && drawn[name]) { tint(drawn[name], value); }
    });
  }

  /* -- facts as points ---------------------------------------------------------------------------------------------------- */

  function xs(feed) { return chart.gd.data[chart.feeds.get(feed)].x; }

  function lastOf(points, feed) {
    const fresh = points.get(feed);
    const known = fresh && fresh.x.length ? fresh.x : xs(feed);
    return instant(known[known.length - 1]);
  }

  function put(points, feed, point) {
    if (!points.has(feed)) { points.set(feed, Object.fromEntries(Object.keys(point).map((name) => [name, []]))); }
    Object.entries(point).forEach(([name, value]) => points.get(feed)[name].push(value));
  }

  function fits(key, value) {
    const trace = chart.gd.data[chart.feeds.get(WORDS[key] + ".spot")];
    const [low, high] = chart.gd.layout[trace.yaxis.replace("y", "yaxis")].range;
    const room = chart.meta.room[trace.yaxis];
    return value - room >= low && value + room <= high;
  }

  const plain = (text) => String(text || "").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  /* A reading within a minute of the last one of its source belongs to a stream: a line. Any other is a mark of its own. */
  function number(points, fact, key) {
    const [value, word, x] = [fact.v[key], WORDS[key], wall(fact.t)];
    const doubt = fact.q && fact.q[key];
    if (doubt === "rejected") { put(points, "hollow." + axisOf(key), { x, y: value, text: `${called(word)} ${value}  ${plain(vigil.words.who(fact.by))}` }); return; }
    if (!fits(key, value) || fact.t < lastOf(points, word + ".spot") && !STREAMED.includes(key)) { chart.stale = true; return; }
    if (STREAMED.includes(key) && fact.src && streamed(points, fact, key)) { return; }
    put(points, word + (doubt === "suspect" ? ".doubt" : ".spot"), { x, y: value, text: plain(vigil.words.who(fact.by)) });
    if (key === "sys" && fact.v.dia !== undefined) { bar(points, x, value, fact.v.dia); }
  }

  /* In a strip of two signals a mark must say which one it is. */
  function called(word) { return vigil.reading.keys[word].short; }

  function axisOf(key) { return chart.gd.data[chart.feeds.get(WORDS[key] + ".spot")].yaxis; }

  function bar(points, x, high, low) { [high, low, null].forEach((y) => put(points, "bars", { x: y === null ? null : x, y })); }

  function streamed(points, fact, key) {
    const [feed, x, y] = [WORDS[key] + ".line", wall(fact.t), fact.v[key]];
    const last = lastOf(points, feed);
    const before = chart.alone.get(key + fact.src);
    chart.alone.delete(key + fact.src);
    if (fact.t <= last) { chart.stale = true; return true; }
    if (fact.t - last > GAP) {
      if (!before || fact.t - before.t > GAP) { chart.alone.set(key + fact.src, { t: fact.t, y }); return false; }
      if (last > -Infinity) { put(points, feed, { x: wall(last + 1), y: null }); }
      put(points, feed, { x: wall(before.t), y: before.y });
    }
    put(points, feed, { x, y });
    return true;
  }

  function event(points, fact) {
    const words = [...(fact.y || []).map((word) => word.replace(/_/g, " ")), fact.txt].filter(Boolean).join(", ");
    if (!words) { return; }
    if (fact.t - lastOf(points, "events") < chart.meta.near) { chart.stale = true; return; } /* it would lie on the one before */
    put(points, "events", { x: wall(fact.t), y: 1.45, text: "✎", hovertext: plain(words) });
  }

  function take(points, fact) {
    if (REDRAW.includes(fact.k) || fact.ref === "rems_form") { chart.stale = true; }
    if (fact.k === "set") { Object.keys(fact.v).filter((key) => WORDS[key]).forEach((key) => number(points, fact, key)); }
    if (PINNED.includes(fact.k)) { event(points, fact); }
  }

  /* -- drawing ------------------------------------------------------------------------------------------------------------- */

  /* All points in one drawing. A redraw works out axes, limits and words anew, which a reading leaves as they are: where the library
     draws its traces already, only they are calculated and drawn, by the same two steps, in a third of the time. */
  async function extend(gd, points) {
    const fed = Array.from(points.keys(), (feed) => chart.feeds.get(feed));
    points.forEach((point, feed) => Object.keys(point).forEach((name) => gd.data[chart.feeds.get(feed)][name].push(...point[name])));
    if (!fed.every((index) => gd._fullData[index].visible === true)) { await window.Plotly.redraw(gd); return; }
    fed.forEach((index) => calculate(gd, index));
    gd._fullLayout._basePlotModules.forEach(({ plot }) => plot(gd));
    gd.emit("plotly_afterplot");
  }

  function calculate(gd, index) {
    const trace = Object.assign(gd._fullData[index], { _length: gd.data[index].x.length });
    gd.calcdata[index] = trace._module.calc(gd, trace);
    Object.assign(gd.calcdata[index][0], { trace, t: {} });
  }

  /* What was entered here and is not with the server yet: hollow marks, which go when it is. */
  async function showUnsent() {
    const feeds = Array.from(chart.feeds.keys()).filter((feed) => String(feed).startsWith("unsent."));
    const points = new Map(feeds.map((feed) => [feed, { x: [], y: [], text: [] }]));
    vigil.outbox.of(chart.session).filter(({ set }) => set).forEach(({ at, set }) => hollow(points, at || vigil.now(), set));
    const update = { x: feeds.map((feed) => points.get(feed).x), y: feeds.map((feed) => points.get(feed).y), text: feeds.map((feed) => points.get(feed).text) };
    await window.Plotly.restyle(chart.gd, update, feeds.map((feed) => chart.feeds.get(feed)));
    await widen(points);
  }

  /* A value that is not sent yet must be seen also where it lies beyond the axis: no server can draw another one now. */
  async function widen(points) {
    const changes = Array.from(points, ([feed, { y }]) => wider(feed.replace("unsent.", ""), y)).flat();
    if (changes.length) { await window.Plotly.relayout(chart.gd, Object.fromEntries(changes)); }
  }

  /* With the axis go its outermost bands, and the words of its limits at the right, which stand at a share of the height. */
  function wider(axis, values) {
    const { layout: { shapes, annotations, [axis.replace("y", "yaxis")]: { range: [low, high], domain: [from, to] } } } = chart.gd;
    const room = chart.meta.room[axis];
    const [least, most] = [Math.min(low, ...values.map((value) => value - room)), Math.max(high, ...values.map((value) => value + room))];
    if (least === low && most === high) { return []; }
    const share = (y) => (low + ((y - from) / (to - from)) * (high - low) - least) / (most - least);
    const words = annotations.map(({ x, y }, n) => x === 1 && y >= from && y <= to && [`annotations[${n}].y`, from + share(y) * (to - from)]);
    const bands = shapes.map(({ yref, y1 }, n) => yref === axis && [low, high].includes(y1) && [`shapes[${n}].y1`, y1 === high ? most : least]);
    return [[`${axis.replace("y", "yaxis")}.range`, [least, most]], ...words, ...bands].filter(Boolean);
  }

  function hollow(points, at, set) {
    Object.keys(NAMES).filter((word) => Number.isFinite(set[word])).forEach((word) => put(points, "unsent." + axisOf(NAMES[word]), { x: wall(at), y: set[word], text: `${called(word)} ${set[word]}` }));
  }

  async function draw(batch) {
    const points = new Map();
    batch.forEach((fact) => take(points, fact));
    const drawing = chart;
    if (!chart.stale && points.size) { await extend(drawing.gd, points); }
    drawing.drawn = batch[batch.length - 1].n;
    if (chart !== drawing) { return; }
    if (xs("heart_rate.line").length > FULL) { drawing.stale = true; }
  }

  async function pump() {
    if (!chart || chart.busy) { return; }
    if (chart.asked && Date.now() - chart.asked > PATIENCE) { chart.asked = 0; chart.stale = true; }
    if (!ready()) { later(); return; }
    const batch = chart.queue.filter((fact) => fact.n > chart.drawn);
    chart.queue = [];
    chart.busy = true;
    const drawing = chart;
    try {
      if (batch.length) { await draw(batch); }
      if (chart === drawing && chart.unsent && !vigil.outbox.sending()) { chart.unsent = false; await showUnsent(); }
      if (chart === drawing) { await keepUp(); }
    } finally { drawing.busy = false; }
    if (chart !== drawing) { return; }
    if (chart.stale) { redraw(); }
    if (chart.queue.length || chart.asked || chart.unsent) { later(); } else { chart.gd.closest(".chart").dataset.drawn = chart.drawn; }
  }

  function later() {
    if (chart.waiting) { return; }
    const waited = chart;
    chart.waiting = true;
    const pause = vigil.outbox.sending() ? TOGETHER : chart.queue.length && !chart.asked ? 0 : 40;
    setTimeout(() => { waited.waiting = false; soon(pump); }, pause);
  }

  /* -- the part of the time axis that is shown ------------------------------------------------------------------------------ */

  async function keepUp() {
    const now = vigil.now();
    if (chart.zoomed || chart.over || now < instant(chart.gd.layout.xaxis.range[1]) - 60000) { return; }
    await show([chart.meta.range[0], wall(now + AHEAD)]);
  }

  async function show(range) {
    const moved = chart;
    moved.own = true;
    try { await window.Plotly.relayout(moved.gd, { "xaxis.range": range }); } finally { moved.own = false; }
  }

  function zoomed(change) {
    if (!chart || chart.own || !Object.keys(change).some((name) => name.startsWith("xaxis.range"))) { return; }
    chart.zoomed = true;
    showBar();
  }

  async function follow() {
    if (!chart || !chart.gd) { return; }
    chart.zoomed = false;
    showBar();
    await show([chart.meta.range[0], wall(Math.max(instant(chart.meta.range[1]), vigil.now() + 60000))]);
  }

  function showBar() {
    const bar = document.getElementById("session-chart-bar");
    if (!bar) { return; }
    bar.replaceChildren();
    if (chart && chart.zoomed) { bar.append(vigil.button("Show all again", follow, { class: "button" })); }
  }

  /* -- for the page ---------------------------------------------------------------------------------------------------------- */

  function open(session, over) {
    chart = { session, over, queue: [], alone: new Map(), asked: 0, drawn: 0 };
    pump();
  }

  function close() { chart = null; }

  function add(fact) {
    if (!chart) { return; }
    if (fact.k === "end") { chart.over = true; }
    chart.queue.push(fact);
    if (!chart.busy) { later(); }
  }

  vigil.chart = { open, close, add, follow, drawn: () => (chart ? chart.drawn : 0), idle: () => !chart || (!chart.busy && !chart.asked && !chart.queue.length) };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { vigil: { paint } });
  window.addEventListener("vigil:palette", () => { if (chart) { recolour(); chart.stale = chart.stale || !vigil.lost(); pump(); } });
  window.addEventListener("vigil:unsent", () => { if (chart) { chart.unsent = true; pump(); } });
  setInterval(() => { if (chart && !document.hidden) { pump(); } }, 10000);
})();
