"use strict";
// Unpacks a run's data and hands it to the timeline and the plots, which share the stretch of time
// that is shown. Data is text and goes into canvas and text nodes only, never into markup.
(async () => {
  const element = document.getElementById("run-data");
  if (!element) {
    return;
  }
  try {
    const data = unpack(await inflate(element.textContent));
    const range = share(data.end);
    const colors = palette();
    legend(data);
    drawTimeline(document.getElementById("timeline"), data, range, colors);
    drawPlots(document.getElementById("plots"), data, range, colors);
    for (const button of document.querySelectorAll("button[data-fault]")) {
      button.addEventListener("click", () => show(data.faults[button.dataset.fault], data, range));
    }
    document.documentElement.dataset.ready = "yes";
  } catch (problem) {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = "This browser could not draw the pictures: " + problem;
    document.getElementById("timeline").before(note);
    throw problem;
  }

  async function inflate(base64) {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = binary.charCodeAt(i);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  function unpack(data) {
    const count = data.start.length;
    const start = new Float64Array(count), end = new Float64Array(count);
    for (let i = 0, now = 0; i < count; i++) {
      now += data.start[i];
      start[i] = now;
      end[i] = data.took[i] < 0 ? data.end : now + data.took[i];
    }
    const sizes = new Int32Array(data.rows);
    for (const row of data.row) {
      sizes[row]++;
    }
    const rows = Array.from(sizes, size => new Int32Array(size));
    const place = new Int32Array(count);
    sizes.fill(0);
    for (let i = 0; i < count; i++) {
      place[i] = sizes[data.row[i]]++;
      rows[data.row[i]][place[i]] = i;
    }
    const kinds = [...new Set(data.faults.map(fault => fault.kind))];
    for (const fault of data.faults) {
      fault.color = "fault-" + kinds.indexOf(fault.kind) % 8;
      fault.until = fault.end < 0 ? data.end : fault.end;
    }
    return {...data, start, end: Math.max(data.end, 1), ends: end, rows, place, kinds};
  }

  // The stretch of time that is shown; whoever draws it is told of changes.
  function share(end) {
    const LEAST = 2000, listeners = [];
    const range = {
      from: 0, to: end,
      listen: listener => { listeners.push(listener); },
      set(from, to) {
        const span = Math.min(Math.max(to - from, LEAST), Math.max(end, LEAST));
        range.from = Math.min(Math.max(from, 0), Math.max(0, end - span));
        range.to = range.from + span;
        listeners.forEach(listener => listener());
      },
      all: () => range.set(0, end),
    };
    return range;
  }

  // Colours of the style sheet, as they are now.
  function palette() {
    let cache = new Map();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const color = name => {
      if (!cache.has(name)) {
        const style = getComputedStyle(document.documentElement);
        cache.set(name, style.getPropertyValue("--" + name).trim());
      }
      return cache.get(name);
    };
    color.changed = listener => dark.addEventListener("change", () => {
      cache = new Map();
      listener();
    });
    return color;
  }

  function legend(data) {
    document.querySelector(".legend .of-witness").hidden = data.witness.length === 0;
    data.kinds.slice(0, 8).forEach((kind, i) => {
      const item = document.createElement("span"), swatch = document.createElement("i");
      swatch.style.background = "var(--fault-" + i + ")";
      item.append(swatch, kind);
      document.getElementById("fault-legend").append(item);
    });
  }

  function show(fault, data, range) {
    const room = Math.max((fault.until - fault.begin) / 4, 1e6);
    range.set(fault.begin - room, fault.until + room);
    document.getElementById("timeline").scrollIntoView({block: "nearest"});
  }
})();
