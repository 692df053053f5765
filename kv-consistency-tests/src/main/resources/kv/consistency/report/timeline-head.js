"use strict";
// What is above the rows of the timeline: the time, the phases of the run, a row for each kind of
// fault. A fault is pale until it is seen to have an effect.
const timelineHead = (() => {
  const LABEL = 92, AXIS = 24, MARKS = 20, FAULT = 18, MOST_KINDS = 8;

  const seconds = (time, step) => {
    const digits = Math.max(0, Math.min(9, -Math.floor(Math.log10(step / 1e9))));
    return (time / 1e9).toFixed(digits);
  };

  const length = time => time < 1e6 ? +(time / 1e3).toPrecision(3) + " µs"
    : time < 1e9 ? +(time / 1e6).toPrecision(3) + " ms" : +(time / 1e9).toPrecision(3) + " s";

  function make(context, data, range, color) {
    const kinds = data.kinds.slice(0, MOST_KINDS);
    const faultsTop = AXIS + (data.marks.length ? MARKS : 0);
    const height = faultsTop + kinds.length * FAULT + 4;

    const x = (time, width) =>
      LABEL + (time - range.from) / (range.to - range.from) * (width - LABEL);

    function paint(width, whole) {
      context.fillStyle = color("paper");
      context.fillRect(0, 0, width, height);
      axis(width);
      marks(width, whole);
      kinds.forEach((kind, row) => faults(kind, faultsTop + row * FAULT, width));
      context.fillStyle = color("paper");
      context.fillRect(0, 0, LABEL, height);
      context.fillStyle = color("soft");
      if (data.marks.length) {
        context.fillText("phase", 6, AXIS + 8);
      }
      kinds.forEach((kind, row) => {
        context.fillStyle = color("fault-" + row);
        context.fillText(kind, 6, faultsTop + row * FAULT + FAULT / 2, LABEL - 10);
      });
    }

    function axis(width) {
      const rough = (range.to - range.from) / Math.max(2, (width - LABEL) / 110);
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].map(m => m * power).find(each => each >= rough) || rough;
      for (let k = Math.ceil(range.from / step); k * step <= range.to; k++) {
        const at = x(k * step, width);
        context.fillStyle = color("line");
        context.fillRect(Math.round(at), AXIS - 6, 1, 6);
        context.fillStyle = color("soft");
        context.textAlign = at > width - 30 ? "right" : at < LABEL + 20 ? "left" : "center";
        context.fillText(seconds(k * step, step) + " s", at > width - 30 ? width - 2 : at, 10);
      }
      context.textAlign = "left";
    }

    function marks(width, whole) {
      let free = 0;
      data.marks.forEach((mark, k) => {
        const next = k + 1 < data.marks.length ? data.marks[k + 1].time : data.end;
        if (mark.time > range.to || next < range.from) {
          return;
        }
        const at = x(mark.time, width), from = Math.max(at, LABEL) + 4;
        const room = Math.min(x(next, width), width) - from - 4;
        context.fillStyle = color("soft");
        context.fillRect(at, AXIS, 1, whole);
        if (room > 16 && from >= free) {
          context.fillText(mark.name, from, AXIS + 8, Math.max(room, 40));
          free = from + Math.min(context.measureText(mark.name).width, Math.max(room, 40));
        }
      });
    }

    function faults(kind, top, width) {
      for (const fault of data.faults) {
        if (fault.kind !== kind || fault.until < range.from || fault.begin > range.to) {
          continue;
        }
        const from = Math.max(x(fault.begin, width), LABEL);
        const to = Math.min(x(fault.until, width), width);
        const effective = fault.effective < 0 ? from : Math.max(x(fault.effective, width), LABEL);
        context.fillStyle = color(fault.color);
        context.globalAlpha = 0.35;
        context.fillRect(from, top + 2, Math.max(to - from, 2), FAULT - 4);
        context.globalAlpha = 1;
        if (fault.effective >= 0 && effective < to) {
          context.fillRect(effective, top + 2, Math.max(to - effective, 1), FAULT - 4);
        }
        if (to - effective > 24) {
          context.save();
          context.beginPath();
          context.rect(effective, top, to - effective - 2, FAULT);
          context.clip();
          context.fillStyle = color(fault.effective >= 0 ? "paper" : "ink");
          context.fillText(fault.on, effective + 4, top + FAULT / 2 + 0.5);
          context.restore();
        }
      }
    }

    // The fault at that height and time, give or take a little.
    function fault(py, time, slack) {
      const kind = kinds[Math.floor((py - faultsTop) / FAULT)];
      return data.faults.find(each =>
        each.kind === kind && each.begin - slack <= time && time <= each.until + slack);
    }

    return {height, x, paint, fault};
  }

  return {LABEL, seconds, length, make};
})();
