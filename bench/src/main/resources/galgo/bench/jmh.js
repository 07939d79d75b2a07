"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const colours = ["#0b62d6", "#d9480f", "#2b8a3e", "#862e9c", "#a61e4d", "#5c940d", "#0b7285", "#5f3dc4"];
  const root = document.getElementById("report");

  const element = (parent, tag, text, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return parent.appendChild(made);
  };
  const figure = v => v == null ? "–" : v >= 1000 ? v.toFixed(0) : v.toPrecision(3);
  const grouped = (lines, key) => {
    const groups = new Map();
    for (const line of lines) {
      const of = key(line);
      if (!groups.has(of)) groups.set(of, []);
      groups.get(of).push(line);
    }
    return groups;
  };

  function table(parent, name, lines) {
    const made = element(parent, "table");
    element(made, "caption", name);
    const head = element(element(made, "thead"), "tr");
    const keys = Object.keys(lines[0].parameters);
    [...keys, lines[0].unit, "± 99.9 %"].forEach(text => element(head, "th", text));
    const body = element(made, "tbody");
    for (const line of lines) {
      const row = element(body, "tr");
      keys.forEach(key => element(row, "td", line.parameters[key]));
      element(row, "td", figure(line.score));
      element(row, "td", figure(line.error), "ratio");
    }
  }

  // A parameter that counts something is the x axis; every combination of the others is a line.
  function plot(parent, name, lines) {
    const keys = Object.keys(lines[0].parameters);
    const values = key => [...new Set(lines.map(line => line.parameters[key]))];
    const counts = keys.find(key => values(key).length > 2 && values(key).every(v => +v > 0));
    if (!counts) return;
    const others = keys.filter(key => key !== counts && values(key).length > 1);
    const series = [...grouped(lines, line => others.map(key => line.parameters[key]).join(" "))]
      .map(([label, of]) => ({ label: label || name, of: of.sort((a, b) => a.parameters[counts] - b.parameters[counts]) }));
    const box = element(parent, "div", undefined, "plot");
    element(box, "h3", name + ", " + lines[0].unit);
    new uPlot({
      width: 545, height: 240,
      scales: { x: { time: false, distr: 3 }, y: { distr: 3 } },
      axes: [
        { label: counts, labelSize: 18, size: 34, splits: () => values(counts).map(Number).sort((a, b) => a - b),
          filter: (u, ticks) => ticks, values: (u, ticks) => ticks.map(String) },
        { size: 72 },
      ],
      series: [
        { label: counts },
        ...series.map((s, i) => ({
          label: s.label, stroke: colours[i % colours.length], width: 2, spanGaps: true,
          points: { show: true }, value: (u, v) => figure(v),
        })),
      ],
    }, uPlot.join(series.map(s => [s.of.map(l => +l.parameters[counts]), s.of.map(l => l.score)])), box);
  }

  const machine = data.machine;
  document.title = "galgo bench jmh";
  element(root, "h1", document.title);
  element(root, "p", `${data.startedAt}, ${machine.processors} × ${machine.processor}, ` +
    `${(machine.memoryBytes / 1e9).toFixed(0)} GB, ${machine.kernel}, JDK ${machine.java}`, "about");
  element(root, "p", "What a part costs alone and warm, not in a server whose caches others use, too.", "about");
  for (const [suite, lines] of grouped(data.lines, line => line.suite)) {
    element(root, "h2", suite);
    const tables = element(root, "div", undefined, "tables");
    const plots = element(root, "div", undefined, "plots");
    for (const [name, of] of grouped(lines, line => line.benchmark)) {
      table(tables, name, of);
      plot(plots, name, of);
    }
  }
})();
