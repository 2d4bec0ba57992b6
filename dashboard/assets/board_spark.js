/* The small picture in a tile: blood pressure as bars from diastolic to systolic, heart rate beneath it. Inline SVG, no plotly. */
(function () {
  "use strict";
  const vigil = (window.vigil = window.vigil || {});
  const SVG = "http://www.w3.org/2000/svg";
  const WIDE = 300;
  const HOUR = 3600000;
  /* y from -> to in the picture, and the fixed scale that makes rooms comparable */
  const BP = { top: 3, bottom: 43, low: 50, high: 200 };
  const HR = { top: 49, bottom: 69, low: 45, high: 135 };
  const TALL = 72;

  function shape(tag, attributes) {
    const node = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  }

  function y(band, value) {
    const inside = Math.min(band.high, Math.max(band.low, value));
    return (band.bottom - ((inside - band.low) / (band.high - band.low)) * (band.bottom - band.top)).toFixed(1);
  }

  function scale(from, to) { return (t) => (4 + ((t - from) / (to - from)) * (WIDE - 8)).toFixed(1); }

  /* One pair per pixel column: first its lowest, then its highest, so that no spike is lost. */
  function thinned(points, x) {
    const columns = new Map();
    points.forEach((point) => {
      const column = Math.round(x(point[0]));
      const seen = columns.get(column);
      if (!seen) { columns.set(column, [point, point]); return; }
      if (point[1] < seen[0][1]) { seen[0] = point; }
      if (point[1] > seen[1][1]) { seen[1] = point; }
    });
    return [...columns.values()].flatMap(([low, high]) => (low === high ? [low] : [low, high]));
  }

  function bars(pressures, x) {
    return pressures.map(([t, high, low]) => {
      const at = x(t);
      return `M${at} ${y(BP, high)}V${y(BP, low)}M${at - 2.5} ${y(BP, high)}h5M${at - 2.5} ${y(BP, low)}h5`;
    }).join("");
  }

  function line(rates, x) {
    return thinned(rates, x).map(([t, value], i) => `${i ? "L" : "M"}${x(t)} ${y(HR, value)}`).join("");
  }

  function dots(rates, x) {
    return rates.length > 40 ? "" : rates.map(([t, value]) => `M${x(t)} ${y(HR, value)}h.01`).join("");
  }

  function words(series) {
    if (!series.bp.length && !series.hr.length) { return "No blood pressure or heart rate yet"; }
    const highest = Math.max(...series.bp.map((p) => p[1]));
    const rates = series.hr.map((p) => p[1]);
    const said = series.bp.length ? [`${series.bp.length} blood pressures, highest systolic ${highest}`] : [];
    if (rates.length) { said.push(`heart rate ${Math.min(...rates)} to ${Math.max(...rates)}`); }
    return `${said.join("; ")}, since ${vigil.words.clock(Math.min(...[...series.bp, ...series.hr].map((p) => p[0])))}`;
  }

  function doseMark(dose, x) {
    return dose === null ? [] : [shape("path", { class: "dose-mark", d: `M${x(dose)} 0V${TALL}` })];
  }

  /* series: {bp: [[t, systolic, diastolic]…], hr: [[t, rate]…]} in time order; dose: epoch ms or null */
  function draw(svg, series, dose, now) {
    const all = [...series.bp, ...series.hr].map((p) => p[0]).concat(dose === null ? [] : [dose]);
    const from = all.reduce((a, b) => Math.min(a, b), now);
    const x = scale(from, Math.max(now, from + HOUR));
    svg.replaceChildren(...doseMark(dose, x),
      shape("path", { class: "bp", d: bars(series.bp, x) }),
      shape("path", { class: "hr", d: line(series.hr, x) }),
      shape("path", { class: "hr dots", d: dots(series.hr, x) }));
    svg.setAttribute("aria-label", words(series));
  }

  function empty() {
    return shape("svg", { class: "spark", viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: "none", role: "img", "aria-label": "No readings yet" });
  }

  vigil.spark = { empty, draw };
})();
