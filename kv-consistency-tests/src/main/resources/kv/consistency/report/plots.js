"use strict";
// Latency and rate of each function, over the time that the timeline shows; faults are shaded.
const drawPlots = (() => {
  const HEIGHT = 210;
  const ENDINGS = ["ok", "fail", "unknown"];
  const OUTCOMES = ["step", "refused", "dead"];
  const QUANTILES = ["p50", "p95", "p99"];

  const milliseconds = value => value == null ? "–"
    : value < 1 ? +(value * 1000).toPrecision(3) + " µs"
      : value < 1000 ? +value.toPrecision(3) + " ms" : +(value / 1000).toPrecision(3) + " s";

  // Whole decades, so that no point lies on the rim, and a line for each.
  const decades = (_, low, high) => low == null ? [0.1, 10]
    : [10 ** Math.floor(Math.log10(low * 0.95)), 10 ** Math.ceil(Math.log10(high * 1.05))];
  const powers = (_, axis, low, high) => {
    const first = Math.round(Math.log10(low)), last = Math.round(Math.log10(high));
    return Array.from({length: last - first + 1}, (_, k) => 10 ** (first + k));
  };

  // Times at which something is plotted, rising, and the columns at those times. Undefined is a
  // column with nothing to say at a time, null a gap in its line.
  function latencies(figure, data) {
    const samples = figure.points.map(([start, took, ending]) =>
      ({time: start, column: ending, value: [Math.max(took, 1000) / 1e6]}));
    figure.quantiles.forEach((values, k) => samples.push({
      time: (k + 0.5) * data.width, column: 3,
      value: values.map(value => value < 0 ? null : Math.max(value, 1000) / 1e6),
    }));
    samples.sort((a, b) => a.time - b.time);
    const columns = Array.from({length: 6}, () => new Array(samples.length).fill(undefined));
    samples.forEach(({column, value}, k) => {
      value.forEach((each, j) => { columns[column + j][k] = each; });
    });
    return [samples.map(sample => sample.time / 1e9), ...columns];
  }

  function rates(figure, data) {
    const times = figure.quantiles.map((_, k) => (k + 0.5) * data.width / 1e9);
    return [times, ...figure.rates.map(rate => rate.map(count => count / data.width * 1e9))];
  }

  return (place, data, range, color) => {
    const plots = [];

    function shade(plot) {
      const {left, top, width, height} = plot.bbox, context = plot.ctx;
      context.save();
      context.beginPath();
      context.rect(left, top, width, height);
      context.clip();
      for (const fault of data.faults) {
        if (fault.until >= range.from && fault.begin <= range.to) {
          const from = plot.valToPos(fault.begin / 1e9, "x", true);
          const to = plot.valToPos(fault.until / 1e9, "x", true);
          context.fillStyle = color(fault.color);
          context.globalAlpha = 0.16;
          context.fillRect(from, top, Math.max(to - from, 1), height);
        }
      }
      context.globalAlpha = 1;
      context.fillStyle = color("soft");
      for (const mark of data.marks) {
        context.fillRect(plot.valToPos(mark.time / 1e9, "x", true), top, 1, height);
      }
      context.restore();
    }

    function make(parent, title, keys, series, scale, axis, columns, read) {
      const box = document.createElement("div");
      const heading = document.createElement("p");
      const reading = document.createElement("p");
      heading.className = "hint key";
      reading.className = "reading";
      heading.append(title, ...keys.map(([name, variable]) => {
        const key = document.createElement("b");
        key.style.color = "var(--" + variable + ")";
        key.textContent = name;
        return key;
      }));
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", title + "; the numbers are in a table below");
      parent.append(box);
      const side = {stroke: () => color("soft"), grid: {stroke: () => color("line"), width: 1},
        ticks: {stroke: () => color("line"), width: 1}, font: "12px system-ui, sans-serif"};
      box.append(heading);
      const plot = new uPlot({
        width: Math.max(box.clientWidth, 200), height: HEIGHT,
        legend: {show: false},
        scales: {x: {time: false, range: () => [range.from / 1e9, range.to / 1e9]}, y: scale},
        axes: [{...side, size: 30, values: (_, ticks) => ticks.map(tick => tick + " s")},
          {...side, size: 64, ...axis}],
        series: [{}, ...series],
        cursor: {
          y: false, points: {show: false}, drag: {x: true, y: false, setScale: false},
          bind: {dblclick: () => () => range.all()},
        },
        hooks: {
          drawClear: [shade],
          setSelect: [chosen => {
            const {left, width} = chosen.select;
            if (width > 2) {
              const at = px => chosen.posToVal(px, "x") * 1e9;
              const [from, to] = [at(left), at(left + width)];
              chosen.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
              range.set(from, to);
            }
          }],
          setCursor: [hovered => {
            const px = hovered.cursor.left;
            reading.textContent = px < 0 ? "" : read(hovered.posToVal(px, "x"));
          }],
        },
      }, columns, box);
      box.append(reading);
      plots.push({plot, box});
    }

    function draw(figure) {
      const title = document.createElement("h3"), pair = document.createElement("div");
      title.textContent = figure.name;
      pair.className = "pair";
      place.append(title, pair);
      const window = second =>
        Math.min(Math.max(Math.floor(second * 1e9 / data.width), 0), figure.quantiles.length - 1);
      const when = k => +(k * data.width / 1e9).toPrecision(6) + " to "
        + +((k + 1) * data.width / 1e9).toPrecision(6) + " s: ";
      const points = OUTCOMES.map(outcome => ({
        scale: "y", paths: () => null, stroke: () => color(outcome),
        points: {show: true, size: 3, width: 0.5, stroke: () => color(outcome),
          fill: () => color(outcome)},
      }));
      const lines = QUANTILES.map(name => ({
        scale: "y", stroke: () => color(name), width: 1.6, points: {show: false},
      }));
      make(pair, "Latency", QUANTILES.map(name => [name, name]), [...points, ...lines],
        {distr: 3, range: decades}, {splits: powers, values: (_, ticks) => ticks.map(tick => tick == null ? "" : milliseconds(tick))},
        latencies(figure, data),
        second => when(window(second)) + figure.quantiles[window(second)].map((value, k) =>
          QUANTILES[k] + " " + milliseconds(value < 0 ? null : value / 1e6)).join(", "));
      make(pair, "Operations a second", ENDINGS.map((name, k) => [name, OUTCOMES[k]]),
        OUTCOMES.map(outcome =>
          ({scale: "y", stroke: () => color(outcome), width: 1.6, points: {show: false}})),
        {range: (_, low, high) => [0, Math.max(high * 1.1, 1)]},
        {values: (_, ticks) => ticks.map(tick => tick.toLocaleString("en"))},
        rates(figure, data),
        second => when(window(second)) + figure.rates.map((rate, k) => ENDINGS[k] + " "
          + Math.round(rate[window(second)] / data.width * 1e9).toLocaleString("en") + "/s").join(", "));
    }

    data.figures.forEach(draw);
    let waiting = false;
    range.listen(() => {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          plots.forEach(({plot}) =>
            plot.setScale("x", {min: range.from / 1e9, max: range.to / 1e9}));
        });
      }
    });
    color.changed(() => plots.forEach(({plot}) => plot.redraw(false, true)));
    new ResizeObserver(() => plots.forEach(({plot, box}) =>
      plot.setSize({width: Math.max(box.clientWidth, 200), height: HEIGHT}))).observe(place);
    place.dataset.drawn = plots.length;
  };
})();
