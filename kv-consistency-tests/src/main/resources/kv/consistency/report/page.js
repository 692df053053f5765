"use strict";
// Draws histories: a bar for each operation from its call to its return, a row for each process, a
// dot where the operation takes effect, and above them the state that results. Only what is in view
// is drawn, so thousands of operations cost no more than a few. Data is text and goes into canvas
// and text nodes only, never into markup.
(() => {
  const ROW = 30, BAR = 20, TOP = 34, LABEL = 92, MAX_HEIGHT = 460, MAX_WIDTH = 8e6;

  for (const figure of document.querySelectorAll(".figure")) {
    draw(figure, JSON.parse(figure.querySelector("script").textContent));
  }

  function draw(figure, data) {
    const view = figure.querySelector(".view");
    const canvas = view.querySelector("canvas");
    const spacer = view.querySelector(".spacer");
    const tip = figure.querySelector(".tip");
    const context = canvas.getContext("2d");
    const model = place(data);
    const marked = new Set(data.marked);
    let plan = linearize(model, data.prefixes[0], data);
    let unit = 0, selected = -1;

    const fitted = () => (view.clientWidth - LABEL - 16) / model.columns;
    const x = column => LABEL + 8 + column * unit;
    const y = row => TOP + row * ROW;

    function resize() {
      if (unit === 0) {
        unit = Math.max(fitted(), 44);
      }
      unit = Math.min(Math.max(unit, 2), 400, MAX_WIDTH / model.columns);
      const height = TOP + model.rows.length * ROW + 8;
      view.style.height = Math.min(height + 18, MAX_HEIGHT) + "px";
      spacer.style.width = x(model.columns) + 8 + "px";
      spacer.style.height = Math.max(0, height - view.clientHeight) + "px";
      const scale = window.devicePixelRatio || 1;
      canvas.width = view.clientWidth * scale;
      canvas.height = view.clientHeight * scale;
      canvas.style.width = view.clientWidth + "px";
      canvas.style.height = view.clientHeight + "px";
      paint();
    }

    function paint() {
      const style = getComputedStyle(document.documentElement);
      const color = name => style.getPropertyValue("--" + name).trim();
      const scale = window.devicePixelRatio || 1;
      const left = view.scrollLeft, top = view.scrollTop;
      const width = view.clientWidth, height = view.clientHeight;
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.fillStyle = color("paper");
      context.fillRect(0, 0, width, height);
      context.font = "13px system-ui, sans-serif";
      context.textBaseline = "middle";
      const firstRow = Math.max(0, Math.floor((top - TOP) / ROW));
      const lastRow = Math.min(model.rows.length - 1, Math.ceil((top + height - TOP) / ROW));
      const first = (left - LABEL) / unit, last = (left + width) / unit;
      for (let row = firstRow; row <= lastRow; row++) {
        if (row % 2 === 0) {
          context.fillStyle = color("band");
          context.fillRect(0, y(row) - top, width, ROW);
        }
        for (const i of model.rows[row].bars) {
          const [from, to] = model.spans[i];
          if (to >= first && from <= last) {
            const next = model.next[i] < 0 ? width : x(model.spans[model.next[i]][0]) - left;
            bar(i, x(from) - left, x(to) - left, y(row) - top, Math.min(next, width), color);
          }
        }
      }
      dots(first, last, left, top, color);
      context.fillStyle = color("paper");
      context.fillRect(0, 0, width, TOP);
      states(first, last, left, width, color);
      context.fillStyle = color("paper");
      context.fillRect(0, 0, LABEL, height);
      context.fillStyle = color("soft");
      context.textAlign = "left";
      for (let row = firstRow; row <= lastRow; row++) {
        const middle = y(row) - top + ROW / 2;
        if (middle > TOP) {
          context.fillText(model.rows[row].name, 6, middle, LABEL - 10);
        }
      }
      context.fillStyle = color("paper");
      context.fillRect(0, 0, LABEL, TOP);
      context.fillStyle = color("soft");
      context.fillText("state", 6, TOP / 2);
      context.fillStyle = color("line");
      context.fillRect(0, TOP - 1, width, 1);
      context.fillRect(LABEL, 0, 1, height);
    }

    function bar(i, from, to, top, free, color) {
      const kind = plan.kinds[i] || (plan.steps[i] === undefined ? "idle" : "step");
      const open = data.operations[i][3] < 0;
      const begin = Math.max(from, -20), end = Math.min(Math.max(to, from + 4), view.clientWidth + 20);
      context.fillStyle = color(kind + "-fill");
      context.strokeStyle = color(kind);
      context.lineWidth = i === selected ? 3 : marked.has(i) || kind !== "step" ? 1.8 : 1;
      context.setLineDash(open ? [5, 4] : []);
      context.beginPath();
      context.roundRect(begin, top + 5, end - begin, BAR, 4);
      context.fill();
      context.stroke();
      context.setLineDash([]);
      const room = free - Math.max(begin, LABEL) - 8;
      if (room > 14 && end > LABEL + 8) {
        context.save();
        context.beginPath();
        context.rect(Math.max(begin, LABEL) + 4, top, room, ROW);
        context.clip();
        context.fillStyle = color(kind === "idle" ? "soft" : kind === "step" ? "ink" : kind);
        context.textAlign = "left";
        context.fillText(data.operations[i][1], Math.max(begin, LABEL) + 6, top + ROW / 2 + 1);
        context.restore();
      }
    }

    function dots(first, last, left, top, color) {
      context.textAlign = "center";
      for (let k = plan.firstAt(first); k < plan.points.length; k++) {
        const point = plan.points[k];
        if (point.at > last) {
          break;
        }
        const px = x(point.at) - left, py = y(model.row[point.operation]) - top + 5 + BAR;
        context.strokeStyle = color("line");
        context.lineWidth = 1;
        context.beginPath();
        context.moveTo(px, TOP);
        context.lineTo(px, py);
        context.stroke();
        context.fillStyle = color("step");
        context.beginPath();
        context.arc(px, py, 4, 0, 7);
        context.fill();
        context.strokeStyle = color("paper");
        context.stroke();
      }
    }

    function states(first, last, left, width, color) {
      for (let k = Math.max(-1, plan.firstAt(first) - 1); k < plan.points.length; k++) {
        const from = k < 0 ? 0 : plan.points[k].at;
        const to = k + 1 < plan.points.length ? plan.points[k + 1].at : plan.end;
        if (from > last) {
          break;
        }
        const begin = Math.max(x(from) - left, LABEL), end = Math.min(x(to) - left, width);
        const stuck = k + 1 === plan.points.length && plan.stuck;
        context.fillStyle = color(stuck ? "wrong-fill" : k % 2 === 0 ? "step-fill" : "idle-fill");
        context.fillRect(begin, 5, end - begin, TOP - 11);
        const room = end - begin - 8;
        if (room > 6) {
          context.save();
          context.beginPath();
          context.rect(begin, 0, (stuck ? width : end) - begin, TOP);
          context.clip();
          context.fillStyle = color(stuck ? "wrong" : "ink");
          context.textAlign = "left";
          const text = k < 0 ? data.initial : plan.points[k].state;
          context.fillText(stuck ? text + "  ✗ no next step" : text, begin + 4, TOP / 2);
          context.restore();
        }
      }
    }

    function tell(i) {
      const [process, text, call, ret] = data.operations[i];
      const step = plan.steps[i];
      const lines = [
        "process " + process + ", " +
          (ret < 0 ? "from event " + call + " on; its outcome is unknown" : "events " + call + " to " + ret),
      ];
      if (step !== undefined) {
        const before = step === 0 ? data.initial : plan.points[step - 1].state;
        lines.push("step " + (step + 1) + ": state " + before + " becomes " + plan.points[step].state);
      } else if (i === data.focus && !plan.stuck) {
        lines.push("can't be explained: see the part above");
      } else if (plan.kinds[i] === "wrong") {
        lines.push("impossible in state " + plan.state + (i === plan.due ? ", yet it has to come next" : ""));
      } else if (plan.kinds[i] === "dead") {
        lines.push("possible next, but nothing that can follow leads further");
      } else {
        lines.push(data.focus >= 0 ? "not reached" : "did not take effect");
      }
      tip.replaceChildren();
      const head = document.createElement("b");
      head.textContent = text;
      tip.append(head);
      for (const line of lines) {
        const row = document.createElement("div");
        row.textContent = line;
        tip.append(row);
      }
      tip.hidden = false;
      const [from, to] = model.spans[i];
      const shown = Math.max(x(from) - view.scrollLeft, LABEL);
      const room = Math.max(0, view.clientWidth - tip.offsetWidth);
      tip.style.left = Math.min(shown, Math.max(LABEL, room)) + "px";
      const below = view.offsetTop + y(model.row[i]) - view.scrollTop + ROW + 2;
      tip.style.top = below + "px";
      figure.dataset.selected = text;
    }

    function select(i, scroll) {
      selected = i;
      if (scroll) {
        const [from, to] = model.spans[i];
        const middle = x(Math.min(to, from + view.clientWidth / unit)) / 2 + x(from) / 2;
        if (x(from) - LABEL < view.scrollLeft || x(to) > view.scrollLeft + view.clientWidth) {
          view.scrollLeft = middle - view.clientWidth / 2;
        }
        const row = y(model.row[i]);
        if (row - TOP < view.scrollTop || row + ROW > view.scrollTop + view.clientHeight) {
          view.scrollTop = row - view.clientHeight / 2;
        }
      }
      paint();
      tell(i);
    }

    function at(event) {
      const box = view.getBoundingClientRect();
      const row = Math.floor((event.clientY - box.top + view.scrollTop - TOP) / ROW);
      const column = (event.clientX - box.left + view.scrollLeft - LABEL - 8) / unit;
      if (event.clientY - box.top < TOP || !model.rows[row]) {
        return -1;
      }
      const hit = model.rows[row].bars.find(
        i => model.spans[i][0] <= column && column <= model.spans[i][1]);
      return hit === undefined ? -1 : hit;
    }

    function zoom(factor) {
      const middle = (view.scrollLeft + view.clientWidth / 2 - LABEL) / unit;
      unit *= factor;
      resize();
      view.scrollLeft = middle * unit + LABEL - view.clientWidth / 2;
      paint();
    }

    const jump = () => select(data.focus >= 0 ? data.focus : plan.points[0].operation, true);
    const move = by => select(
      Math.min(Math.max(selected < 0 ? 0 : selected + by, 0), data.operations.length - 1), true);
    const step = by => {
      const now = plan.steps[selected];
      const next = now === undefined ? (by < 0 ? plan.points.length - 1 : 0) : now + by;
      if (plan.points[next]) {
        select(plan.points[next].operation, true);
      } else if (by > 0 && data.focus >= 0) {
        jump();
      }
    };
    const actions = {
      jump, previous: () => step(-1), next: () => step(1),
      in: () => zoom(1.5), out: () => zoom(1 / 1.5),
      fit: () => { unit = fitted(); resize(); },
    };
    for (const button of figure.querySelectorAll("button")) {
      button.addEventListener("click", actions[button.dataset.do]);
    }
    const keys = {
      ArrowRight: () => move(1), ArrowLeft: () => move(-1),
      Home: () => select(0, true), End: () => select(data.operations.length - 1, true),
      n: actions.next, p: actions.previous, j: jump,
      "+": actions.in, "=": actions.in, "-": actions.out, 0: actions.fit,
      Escape: () => { tip.hidden = true; },
    };
    view.addEventListener("keydown", event => {
      if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    view.addEventListener("mousemove", event => {
      const i = at(event);
      if (i >= 0) {
        select(i, false);
      } else {
        tip.hidden = true;
      }
    });
    view.addEventListener("mouseleave", () => { tip.hidden = true; });
    view.addEventListener("scroll", () => { tip.hidden = true; paint(); });
    window.addEventListener("resize", resize);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    const chooser = figure.querySelector("select");
    if (chooser) {
      chooser.addEventListener("change", () => {
        plan = linearize(model, data.prefixes[chooser.selectedIndex], data);
        jump();
      });
    }
    resize();
    if (data.focus >= 0) {
      jump();
    }
    figure.dataset.drawn = "yes";
  }

  // Columns are the ranks of the events of these operations; rows are processes, in number order.
  function place(data) {
    const events = [...new Set(data.operations.flatMap(o => o[3] < 0 ? [o[2]] : [o[2], o[3]]))]
      .sort((a, b) => a - b);
    const rank = new Map(events.map((event, i) => [event, i]));
    const columns = events.length + 1;
    const spans = data.operations.map(
      o => [rank.get(o[2]), o[3] < 0 ? columns : rank.get(o[3])]);
    const numbers = [...new Set(data.operations.map(o => o[0]))].sort((a, b) => a - b);
    const at = new Map(numbers.map((process, i) => [process, i]));
    const rows = numbers.map(process => ({name: "process " + process, bars: []}));
    const row = data.operations.map(o => at.get(o[0]));
    row.forEach((r, i) => rows[r].bars.push(i));
    const next = row.map(() => -1);
    for (const {bars} of rows) {
      bars.forEach((i, k) => { next[i] = k + 1 < bars.length ? bars[k + 1] : -1; });
    }
    return {columns, spans, rows, row, next};
  }

  // A step takes effect after the call of its own operation and of all steps before it; where
  // several fall between the same two events, they share the space.
  function linearize(model, prefix, {initial, focus, exhaustive}) {
    const points = [], steps = {}, gaps = new Map();
    let gap = 0;
    for (const [operation, state] of prefix.steps) {
      gap = Math.max(gap, model.spans[operation][0]);
      const group = gaps.get(gap) || [];
      gaps.set(gap, group);
      group.push(points.length);
      steps[operation] = points.length;
      points.push({operation, state, at: gap});
    }
    for (const [start, group] of gaps) {
      group.forEach((k, i) => { points[k].at = start + (i + 1) / (group.length + 1); });
    }
    const kinds = {};
    for (const [operation, cause] of prefix.refusals) {
      kinds[operation] = cause === "illegal" ? "wrong" : "dead";
    }
    const stuck = prefix.due >= 0 && exhaustive;
    if (focus >= 0 && steps[focus] === undefined && !kinds[focus]) {
      kinds[focus] = "wrong";
    }
    const state = points.length ? points[points.length - 1].state : initial;
    const firstAt = column => {
      let low = 0, high = points.length;
      while (low < high) {
        const middle = low + high >> 1;
        if (points[middle].at < column) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    };
    const end = prefix.due >= 0 ? model.spans[prefix.due][1] : model.columns;
    return {points, steps, kinds, due: prefix.due, stuck, state, end, firstAt};
  }
})();
