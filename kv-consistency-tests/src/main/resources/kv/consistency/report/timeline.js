"use strict";
// All operations of a run: a row for each client, a bar for each operation. What is in view is
// found by binary search; operations too short to be seen are drawn as the pixels they touch, each
// in the colour of the worst outcome among them, so the cost is bounded by what a screen shows.
const drawTimeline = (() => {
  const LABEL = timelineHead.LABEL, MOST_HEIGHT = 480, FEWEST_PIXELS = 3;
  // Of what is ok and small: it is nearly everything, and must not drown the rest.
  const MUTED = 0.55;
  const COLORS = ["step", "refused", "dead", "dead"];
  const OUTCOMES = ["ok", "fail", "unknown", "unknown: not over when the history ends"];
  const FONT = "12px system-ui, sans-serif";
  const {seconds, length} = timelineHead;

  // The first index from which on ends lie at or after the time.
  function firstAfter(row, ends, time) {
    let low = 0, high = row.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (ends[row[middle]] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  return (figure, data, range, color) => {
    const view = figure.querySelector(".view");
    const canvas = view.querySelector("canvas");
    const tip = figure.querySelector(".tip");
    const label = figure.querySelector(".range");
    const context = canvas.getContext("2d");
    const head = timelineHead.make(context, data, range, color);
    const TOP = head.height;
    const ROW = data.rows.length <= 14 ? 26 : data.rows.length <= 30 ? 20 : 16;
    let width = 0, height = 0, offset = 0, selected = -1, waiting = false;

    const x = time => head.x(time, width);
    const y = row => TOP + row * ROW - offset;
    const time = px => range.from + (px - LABEL) / (width - LABEL) * (range.to - range.from);

    function resize() {
      width = Math.max(view.clientWidth, LABEL + 50);
      height = Math.min(TOP + data.rows.length * ROW + 4, MOST_HEIGHT);
      const scale = window.devicePixelRatio || 1;
      view.style.height = height + 2 + "px";
      canvas.width = width * scale;
      canvas.height = height * scale;
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
      paint();
    }

    function later() {
      if (!waiting) {
        waiting = true;
        delete figure.dataset.drawn;
        requestAnimationFrame(() => { waiting = false; paint(); });
      }
    }

    function paint() {
      const begun = performance.now();
      const scale = window.devicePixelRatio || 1;
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.fillStyle = color("paper");
      context.fillRect(0, 0, width, height);
      context.font = FONT;
      context.textBaseline = "middle";
      context.textAlign = "left";
      const first = Math.max(0, Math.floor(offset / ROW));
      const last = Math.min(data.rows.length - 1, Math.ceil((offset + height - TOP) / ROW));
      for (let row = first + first % 2; row <= last; row += 2) {
        context.fillStyle = color("band");
        context.fillRect(0, y(row), width, ROW);
      }
      bands();
      for (let row = first; row <= last; row++) {
        bars(row);
      }
      witness();
      head.paint(width, height);
      context.fillStyle = color("paper");
      context.fillRect(0, TOP, LABEL, height);
      context.fillStyle = color("soft");
      for (let row = first; row <= last; row++) {
        if (y(row) > TOP - ROW / 2) {
          context.fillText("client " + row, 6, y(row) + ROW / 2);
        }
      }
      context.fillStyle = color("line");
      context.fillRect(0, TOP - 1, width, 1);
      context.fillRect(LABEL, 0, 1, height);
      label.textContent = seconds(range.from, (range.to - range.from) / 100) + " to "
        + seconds(range.to, (range.to - range.from) / 100) + " s";
      figure.dataset.drawn = (performance.now() - begun).toFixed(1);
    }

    function bands() {
      context.globalAlpha = 0.1;
      for (const fault of data.faults) {
        if (fault.until >= range.from && fault.begin <= range.to) {
          context.fillStyle = color(fault.color);
          const from = Math.max(x(fault.begin), LABEL);
          context.fillRect(from, TOP, Math.max(Math.min(x(fault.until), width) - from, 1), height);
        }
      }
      context.globalAlpha = 1;
    }

    function bars(row) {
      const top = y(row) + 3, tall = ROW - 6, list = data.rows[row];
      const worst = new Uint8Array(width + 2);
      const perPixel = (width - LABEL) / (range.to - range.from);
      const wide = [];
      for (let k = firstAfter(list, data.ends, range.from); k < list.length; k++) {
        const i = list[k], start = data.start[i];
        if (start > range.to) {
          break;
        }
        const from = LABEL + (start - range.from) * perPixel;
        const to = LABEL + (data.ends[i] - range.from) * perPixel;
        if (to - from >= FEWEST_PIXELS) {
          wide.push(i, from, to, k);
          continue;
        }
        const rank = data.ending[i] + 1;
        for (let p = Math.max(Math.floor(from), LABEL); p <= to && p <= width; p++) {
          worst[p] = Math.max(worst[p], rank);
        }
      }
      for (let p = LABEL; p <= width;) {
        const rank = worst[p], from = p;
        while (p <= width && worst[p] === rank) {
          p++;
        }
        if (rank > 0) {
          context.fillStyle = color(COLORS[rank - 1]);
          context.globalAlpha = rank > 1 ? 1 : MUTED;
          // A lone failure among thousands must not vanish.
          context.fillRect(from, top, Math.max(p - from, rank > 1 ? 2 : 1), tall);
          context.globalAlpha = 1;
        }
      }
      for (let k = 0; k < wide.length; k += 4) {
        bar(wide[k], wide[k + 1], wide[k + 2], top, tall);
      }
      if (selected >= 0 && data.row[selected] === row) {
        const from = x(data.start[selected]), to = x(data.ends[selected]);
        context.strokeStyle = color("ink");
        context.lineWidth = 2;
        context.strokeRect(from - 1.5, top - 1.5, Math.max(to - from, 1) + 3, tall + 3);
      }
    }

    // Marked so that a handful among thousands is seen: framed, with a wedge that points at it.
    function witness() {
      context.fillStyle = context.strokeStyle = color("wrong");
      context.lineWidth = 2;
      for (const i of data.witness) {
        if (data.ends[i] < range.from || data.start[i] > range.to) {
          continue;
        }
        const from = Math.max(x(data.start[i]), LABEL - 2), to = Math.min(x(data.ends[i]), width + 2);
        const top = y(data.row[i]) + 3, middle = (from + to) / 2;
        context.strokeRect(from - 1, top - 1, Math.max(to - from, 2) + 2, ROW - 4);
        context.beginPath();
        context.moveTo(middle - 5, top - 6);
        context.lineTo(middle + 5, top - 6);
        context.lineTo(middle, top);
        context.fill();
      }
    }

    function bar(i, from, to, top, tall) {
      const kind = COLORS[data.ending[i]];
      const begin = Math.max(from, LABEL - 10), end = Math.min(to, width + 10);
      if (to - from < 8) {
        context.fillStyle = color(kind);
        context.globalAlpha = kind === "step" ? MUTED : 1;
        context.fillRect(begin, top, end - begin - 0.5, tall);
        context.globalAlpha = 1;
        return;
      }
      context.fillStyle = color(kind + "-fill");
      context.strokeStyle = color(kind);
      context.lineWidth = 1;
      context.setLineDash(data.ending[i] > 1 ? [4, 3] : []);
      context.beginPath();
      context.roundRect(begin + 0.5, top + 0.5, end - begin - 1.5, tall - 1, 3);
      context.fill();
      context.stroke();
      context.setLineDash([]);
      const left = Math.max(begin, LABEL) + 4, room = end - left - 3;
      if (room > 18) {
        context.save();
        context.beginPath();
        context.rect(left, top, room, tall);
        context.clip();
        context.fillStyle = color(kind === "step" ? "ink" : kind);
        context.fillText(data.texts[data.text[i]], left, top + tall / 2 + 0.5);
        context.restore();
      }
    }

    function tell(head, lines, px, py) {
      const strong = document.createElement("b");
      strong.textContent = head;
      tip.replaceChildren(strong, ...lines.filter(line => line).map(line => {
        const row = document.createElement("div");
        row.textContent = line;
        return row;
      }));
      tip.hidden = false;
      tip.style.left = Math.max(0, Math.min(px + 12, width - tip.offsetWidth)) + "px";
      tip.style.top = view.offsetTop + py + "px";
    }

    function select(i, px, also) {
      selected = i;
      const took = data.took[i];
      tell(data.texts[data.text[i]] || data.functions[data.function[i]], [
        OUTCOMES[data.ending[i]] + (took < 0 ? "" : " after " + length(took)),
        data.texts[data.error[i]] && "error: " + data.texts[data.error[i]],
        "process " + data.process[i] + ", from " + (data.start[i] / 1e9).toFixed(6) + " s",
        also > 1 ? also + " operations fall on this spot; zoom in to tell them apart" : "",
      ], px, y(data.row[i]) + ROW + 3);
      figure.dataset.selected = data.texts[data.text[i]];
      later();
    }

    function hide() {
      tip.hidden = true;
      selected = -1;
      later();
    }

    // The operation under the pointer, or within two pixels, and how many there are.
    function hover(px, py) {
      const row = Math.floor((py - TOP + offset) / ROW), list = data.rows[row];
      if (px < LABEL) {
        return hide();
      }
      if (py < TOP) {
        return hoverFault(px, py);
      }
      if (!list) {
        return hide();
      }
      const from = time(px - 2), to = time(px + 2), k = firstAfter(list, data.ends, from);
      let last = k;
      while (last < list.length && data.start[list[last]] <= to) {
        last++;
      }
      if (last === k) {
        return hide();
      }
      let worst = list[k];
      for (let j = k; j < last; j++) {
        worst = data.ending[list[j]] > data.ending[worst] ? list[j] : worst;
      }
      select(worst, px, last - k);
    }

    function hoverFault(px, py) {
      const fault = head.fault(py, time(px), time(px + 3) - time(px));
      if (!fault) {
        return hide();
      }
      selected = -1;
      tell(fault.kind + (fault.on ? " on " + fault.on : ""), [
        fault.words,
        "from " + seconds(fault.begin, 1e6) + " s"
          + (fault.end < 0 ? "; not healed in this history"
            : (fault.failed ? ", failed after " : ", healed after ") + length(fault.end - fault.begin)),
        fault.effective < 0 ? "no effect seen"
          : "effective after " + length(fault.effective - fault.begin),
      ], px, TOP + 3);
      later();
    }

    function go(i) {
      if (i === undefined || i < 0 || i >= data.start.length) {
        return;
      }
      const span = range.to - range.from;
      if (data.start[i] < range.from || data.start[i] > range.to) {
        range.set(data.start[i] - span / 3, data.start[i] + span * 2 / 3);
      }
      const top = data.row[i] * ROW;
      if (top < offset || top + ROW > offset + height - TOP) {
        scroll(top - (height - TOP) / 2 - offset);
      }
      select(i, Math.max(x(data.start[i]), LABEL), 1);
    }

    function scroll(by) {
      const most = Math.max(0, TOP + data.rows.length * ROW + 4 - height);
      offset = Math.min(Math.max(offset + by, 0), most);
      later();
    }

    function zoom(factor, at = (range.from + range.to) / 2) {
      range.set(at - (at - range.from) / factor, at + (range.to - at) / factor);
    }

    function pan(share) {
      const by = (range.to - range.from) * share;
      range.set(range.from + by, range.to + by);
    }

    // What the keyboard starts from: the selection, or the first operation in view.
    const current = () => selected >= 0 ? selected
      : data.rows.map(list => list[firstAfter(list, data.ends, range.from)])
        .filter(i => i !== undefined).sort((a, b) => data.start[a] - data.start[b])[0] ?? 0;
    const inRow = by => selected < 0 ? go(current())
      : go(data.rows[data.row[selected]][data.place[selected] + by]);
    function toRow(by) {
      const i = current(), list = data.rows[data.row[i] + by];
      if (list) {
        go(list[Math.min(firstAfter(list, data.ends, data.start[i]), list.length - 1)]);
      }
    }
    function notOk(by) {
      let i = selected >= 0 ? selected + by : current();
      while (i >= 0 && i < data.ending.length && data.ending[i] === 0) {
        i += by;
      }
      go(i);
    }

    function toWitness() {
      const next = data.witness.find(i => i > selected);
      go(next ?? data.witness[0]);
    }

    const actions = {
      witness: toWitness,
      in: () => zoom(2), out: () => zoom(0.5), left: () => pan(-0.4), right: () => pan(0.4),
      fit: range.all, next: () => notOk(1), previous: () => notOk(-1),
    };
    figure.querySelector("[data-do=witness]").hidden = data.witness.length === 0;
    for (const button of figure.querySelectorAll("button")) {
      button.addEventListener("click", actions[button.dataset.do]);
    }
    const keys = {
      ArrowRight: () => inRow(1), ArrowLeft: () => inRow(-1),
      ArrowUp: () => toRow(-1), ArrowDown: () => toRow(1),
      Home: () => go(0), End: () => go(data.start.length - 1),
      n: actions.next, p: actions.previous, w: toWitness,
      "+": actions.in, "=": actions.in, "-": actions.out, 0: actions.fit, Escape: hide,
    };
    view.addEventListener("keydown", event => {
      const pans = event.shiftKey && {ArrowLeft: actions.left, ArrowRight: actions.right}[event.key];
      const action = pans || keys[event.key];
      if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        action();
      }
    });
    let dragged = null;
    view.addEventListener("pointerdown", event => {
      dragged = {x: event.clientX, y: event.clientY};
      view.setPointerCapture(event.pointerId);
    });
    view.addEventListener("pointerup", () => { dragged = null; });
    view.addEventListener("pointercancel", () => { dragged = null; });
    view.addEventListener("pointermove", event => {
      if (dragged) {
        pan((dragged.x - event.clientX) / (width - LABEL));
        scroll(dragged.y - event.clientY);
        dragged = {x: event.clientX, y: event.clientY};
        tip.hidden = true;
        return;
      }
      const box = canvas.getBoundingClientRect();
      hover(event.clientX - box.left, event.clientY - box.top);
    });
    view.addEventListener("pointerleave", hide);
    view.addEventListener("dblclick", event =>
      zoom(4, time(event.clientX - canvas.getBoundingClientRect().left)));
    view.addEventListener("wheel", event => {
      // Without a click the wheel goes on scrolling the page.
      const mine = event.ctrlKey || event.metaKey || document.activeElement === view;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        pan(event.deltaX / (width - LABEL));
      } else if (mine) {
        event.preventDefault();
        const at = time(event.clientX - canvas.getBoundingClientRect().left);
        zoom(Math.exp(-event.deltaY / 300), at);
      }
    }, {passive: false});
    range.listen(later);
    color.changed(later);
    new ResizeObserver(resize).observe(figure);
    resize();
  };
})();
