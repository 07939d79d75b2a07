"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const colours = ["#0b62d6", "#d9480f", "#2b8a3e", "#862e9c", "#a61e4d", "#5c940d", "#0b7285", "#5f3dc4"];
  const width = 545, height = 250;
  const root = document.getElementById("report");

  const element = (parent, tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return parent.appendChild(made);
  };
  const several = data.columns.length > 1;
  const colour = c => colours[c % colours.length];
  const named = (c, what) => several ? data.columns[c].name + " " + what : what;

  // --- tables ---

  function table(parent, shown) {
    const made = element(parent, "table");
    element(made, "caption", shown.part);
    const head = element(element(made, "thead"), "tr");
    element(head, "th", "");
    data.columns.forEach((column, c) => {
      element(head, "th", column.name);
      if (c > 0) element(head, "th", "×");
    });
    const body = element(made, "tbody");
    for (const row of shown.rows) {
      const line = element(body, "tr");
      element(line, "td", row.figure);
      row.values.forEach((value, c) => {
        element(line, "td", value);
        if (c > 0) element(line, "td", row.ratios[c], "ratio");
      });
    }
  }

  // One line a part of each work: what a reader looks for first.
  function summary(parent) {
    const wanted = ["MB/s", "p50 ms", "p99 ms", "p99.99 ms", "server CPU s/GB"];
    const made = element(parent, "table");
    const head = element(element(made, "thead"), "tr");
    element(head, "th", "");
    wanted.forEach(figure => data.columns.forEach(column => element(head, "th", figure + (several ? " " + column.name : ""))));
    const body = element(made, "tbody");
    data.sections.forEach((section, s) => section.tables.forEach(shown => {
      const line = element(body, "tr");
      const link = element(element(line, "td"), "a", section.work + ": " + shown.part);
      link.href = "#work" + s;
      wanted.forEach(figure => shown.rows.find(row => row.figure === figure).values.forEach(v => element(line, "td", v)));
    }));
  }

  // --- plots ---

  const seconds = { label: "s", value: (u, v) => v == null ? "" : v.toFixed(2) };
  const figures = v => v == null ? "" : Math.abs(v) >= 100 ? v.toFixed(0) : v.toPrecision(3);

  // Series with x values of their own, brought onto one axis.
  function plot(parent, title, series, options) {
    if (series.length === 0) return;
    const box = element(parent, "div", undefined, "plot");
    element(box, "h3", title);
    const joined = uPlot.join(series.map(s => [s.x, s.y]));
    new uPlot({
      width, height,
      scales: { x: { time: false, ...options.x }, y: { ...options.y } },
      axes: [
        { values: options.ticks, splits: options.splits, space: 50, label: options.below, labelSize: 18, size: 34 },
        { size: 58, values: (u, ticks) => ticks.map(t => t == null ? "" : String(+t.toPrecision(6))) },
      ],
      series: [
        options.first || seconds,
        ...series.map(s => ({
          label: s.label, stroke: s.colour, dash: s.dash, width: s.width || 1.5, spanGaps: true,
          points: { show: false }, value: (u, v) => figures(v),
        })),
      ],
    }, joined, box);
  }

  const steps = (samples, value) => {
    const x = [], y = [];
    for (let i = 1; i < samples.length; i++) {
      const time = samples[i].seconds - samples[i - 1].seconds;
      // The last sample may come a moment after the one before it: a rate over nothing.
      if (time < 0.05) continue;
      x.push(samples[i].seconds);
      y.push(value(samples[i - 1], samples[i], time));
    }
    return { x, y };
  };
  const moments = (samples, value) => {
    const x = [], y = [];
    for (const sample of samples) {
      const found = value(sample);
      if (found != null) { x.push(sample.seconds); y.push(found); }
    }
    return { x, y };
  };

  function runs(section) {
    return section.shown.map((result, c) => ({ result, c })).filter(run => run.result);
  }

  function throughput(section) {
    const series = [];
    for (const { result, c } of runs(section)) {
      const add = (side, field, label, dash) => side && series.push({
        ...steps(result.samples, (a, b, time) => (b[field] - a[field]) / 1e6 / time),
        label: named(c, label), colour: colour(c), dash,
      });
      add(result.produce, "producedBytes", "produced");
      add(result.consume, "consumedBytes", "consumed", [6, 4]);
    }
    return series;
  }

  const parts = [
    ["sends", result => result.produce && result.produce.curve, "sends"],
    ["polls", result => result.consume && result.consume.curve, "polls"],
    ["end to end", result => result.consume && result.consume.endToEndCurve, "endToEnd"],
  ];

  function latency(section, field) {
    const series = [];
    for (const { result, c } of runs(section)) {
      for (const [name, dash, wide] of [["p50", [2, 3], 1], ["p99", undefined, 2], ["max", [7, 4], 1]]) {
        const points = moments(result.samples, s => s[field] && s[field][name]);
        if (points.x.length > 0) {
          series.push({ ...points, label: named(c, name), colour: colour(c), dash, width: wide });
        }
      }
    }
    return series;
  }

  // x is how many times rarer than everything: 1 is 0 %, 10 is 90 %, 100 is 99 %.
  function curve(section, of) {
    const series = [];
    for (const { result, c } of runs(section)) {
      const found = of(result);
      if (!found) continue;
      const x = [], y = [];
      found.percentiles.forEach((percentile, i) => {
        if (percentile < 100) { x.push(100 / (100 - percentile)); y.push(Math.max(found.millis[i], 0.001)); }
      });
      series.push({ x, y, label: named(c, "ms"), colour: colour(c), width: 2 });
    }
    return series;
  }

  const percent = x => x == null ? "" : +(100 - 100 / x).toPrecision(9) + " %";
  const curveOptions = {
    x: { distr: 3 }, y: { distr: 3 }, below: "of requests are at most so slow (ms)",
    splits: (u, axis, min, max) => {
      const found = [];
      for (let x = 1; x <= max * 1.0001; x *= 10) { if (x >= min) found.push(x); if (x === 1) found.push(2); }
      return found;
    },
    ticks: (u, splits) => splits.map(percent),
    first: { label: "percentile", value: (u, v) => percent(v) },
  };

  function server(section, cpu) {
    const series = [];
    for (const { result, c } of runs(section)) {
      if (!result.server) continue;
      const points = cpu
        ? steps(result.samples, (a, b, time) => (b.serverCpuSeconds - a.serverCpuSeconds) / time * 100)
        : moments(result.samples, s => s.serverRssBytes / 1e6);
      series.push({ ...points, label: named(c, cpu ? "%" : "MB"), colour: colour(c) });
    }
    return series;
  }

  const overTime = { below: "s since the measured part began", y: { range: (u, min, max) => [0, max > 0 ? max * 1.08 : 1] } };
  const logTime = { below: overTime.below, y: { distr: 3 } };

  // --- the page ---

  document.title = data.title;
  element(root, "h1", data.title);
  data.columns.forEach((column, c) => {
    const line = element(root, "p", undefined, "about");
    element(line, "span", "", "key").style.background = colour(c);
    line.append(column.name + ": " + column.about);
  });
  element(root, "p", "MB are 10⁶ bytes of payload. Latency is from the moment a request was meant to start to the last " +
    "byte of its answer. Medians of repeats; plots show the repeat with the median throughput. × is the ratio to " +
    data.columns[0].name + ".", "about");
  if (data.sections.length > 1) summary(element(root, "div", undefined, "wide"));
  data.sections.forEach((section, s) => {
    element(root, "h2", section.work).id = "work" + s;
    const most = Math.max(...section.repeats);
    if (most > 1) element(root, "p", "repeats: " + section.repeats.join(", "), "about");
    const tables = element(root, "div", undefined, "tables");
    section.tables.forEach(shown => table(tables, shown));
    const plots = element(root, "div", undefined, "plots");
    plot(plots, "Throughput, MB/s", throughput(section), overTime);
    for (const [name, of, field] of parts) {
      plot(plots, "Latency by percentile, " + name, curve(section, of), curveOptions);
      plot(plots, "Latency over time, ms, " + name, latency(section, field), logTime);
    }
    plot(plots, "Server processor time, % of one processor", server(section, true), overTime);
    plot(plots, "Server memory (RSS), MB", server(section, false), overTime);
  });
})();
