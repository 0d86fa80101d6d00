// Charts of ResForge: what they share, and curves, which uPlot draws. <figure class="chart" data-chart="KIND"> holds its data
// as <script type="application/json">; ResForge.charts.draw(figure, kind, data) draws from a script and gives a handle
// whose update(data) draws anew. Each follows its width and the theme, and tells its numbers in words and as a table.
(() => {
  'use strict';
  const RF = (window.ResForge = window.ResForge || {});
  const kinds = {};
  const charts = (RF.charts = { kinds });

  // ---- numbers ----
  const trim = (text) => text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
  const round = (value, digits) => trim(value.toFixed(digits));
  /** A number in words: percent, count, rate, duration, or number. Nothing where there is none. */
  const format = (RF.format = (value, kind = 'number') => {
    if (value === null || value === undefined || !Number.isFinite(value)) return '–';
    const size = Math.abs(value);
    switch (kind) {
      case 'percent': return `${(100 * value).toFixed(2)}%`;
      case 'count': return Math.round(value).toLocaleString('en-US');
      case 'rate': {
        const text = Number(value.toPrecision(3));
        return size !== 0 && (size < 1e-3 || size >= 1e5) ? text.toExponential().replace('e+', 'e') : String(text);
      }
      case 'duration': return duration(value);
      default: return size >= 1e5 || (size < 1e-4 && size > 0) ? value.toExponential(2).replace('e+', 'e') : value.toFixed(4);
    }
  });
  /** 42 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
  const duration = (seconds) => {
    const s = Math.round(seconds);
    if (s < 60) return `${seconds < 10 && s !== seconds ? seconds.toFixed(1) : s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} min${s % 60 ? ` ${s % 60} s` : ''}`;
    if (s < 86400) return `${Math.floor(s / 3600)} h${s % 3600 >= 60 ? ` ${Math.floor((s % 3600) / 60)} min` : ''}`;
    return `${Math.floor(s / 86400)} d${s % 86400 >= 3600 ? ` ${Math.floor((s % 86400) / 3600)} h` : ''}`;
  };
  /** As many digits as a step has, at most six. */
  const digits = (step) => { let d = 0; while (d < 6 && Math.abs(Number(step.toFixed(d)) - step) > step * 1e-6) d++; return d; };
  /** A tick: no more digits than its step needs, never a trailing dot. */
  const tick = (charts.tick = (value, step, kind) => {
    if (kind === 'percent') return `${round(100 * value, digits(Math.abs(100 * step)))}%`;
    if (kind === 'duration') return duration(value);
    const size = Math.abs(value);
    if (size >= 1e6) return `${round(value / 1e6, 2)}M`;
    if (size >= 1e4) return `${round(value / 1e3, 1)}k`;
    if (size > 0 && size < 1e-3) return value.toExponential(1).replace('.0e', 'e');
    return round(value, digits(Math.abs(step)));
  });
  /** Round steps: at most `most` of them between low and high. */
  charts.steps = (low, high, most) => {
    const raw = (high - low) / Math.max(1, most) || 1;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map((it) => it * power).find((it) => it >= raw * (1 - 1e-9));
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(i * step);
    return { step, ticks };
  };

  // ---- colours ----
  /** The colour of a custom property right now, for a canvas: light-dark() resolved. */
  const colour = (charts.colour = (name) => {
    if (!colour.probe?.isConnected) document.body.append((colour.probe = RF.el('span', { hidden: true })));
    colour.probe.style.color = `var(--${name})`;
    return getComputedStyle(colour.probe).color;
  });
  charts.tone = (i) => `tone-${(i % 8) + 1}`;

  // ---- figures ----
  /** Draws `data` into `figure`; kinds: curves, bars, heat, reliability, scatter, parallel, spark. */
  charts.draw = (figure, kind, data) => {
    if (!kinds[kind]) throw new Error(`no chart is called ${kind}; there are ${Object.keys(kinds).join(', ')}`);
    figure.resforgeChart?.destroy?.();
    figure.resforgeChart = kinds[kind](figure, data);
    return figure.resforgeChart;
  };
  /** The handle of a figure that is drawn. */
  charts.of = (figure) => figure.resforgeChart;
  RF.ready('[data-chart]', (figure) => {
    const island = figure.querySelector('script[type="application/json"]');
    if (island) charts.draw(figure, figure.dataset.chart, JSON.parse(island.textContent));
  });
  /** Calls draw(width) now, when the width changes, and when the figure is seen first. */
  charts.fit = (element, draw) => {
    let last = 0;
    const observer = new ResizeObserver(() => {
      const width = Math.floor(element.clientWidth);
      if (width > 0 && width !== last) { last = width; requestAnimationFrame(() => draw(width)); }
    });
    observer.observe(element);
    return () => observer.disconnect();
  };
  /** Makes the caption and returns the part to draw in and the part for the legend. */
  charts.frame = (figure, data) => {
    figure.querySelectorAll(':scope > :not(script)').forEach((it) => it.remove());
    figure.classList.add('chart');
    const legend = RF.el('span', { class: 'legend' });
    const plot = RF.el('div', { class: 'plot' });
    if (data.title || data.legend !== false) figure.append(RF.el('figcaption', {}, data.title ? RF.el('b', {}, data.title) : null, legend));
    figure.append(plot);
    return { legend, plot };
  };
  /** The numbers as a table, made when it is opened. */
  charts.table = (figure, columns, rows) => {
    const details = RF.el('details', {}, RF.el('summary', {}, 'Numbers'));
    details.addEventListener('toggle', () => {
      if (!details.open) { details.querySelector('table')?.remove(); return; }
      details.append(RF.el('table', { class: 'table dense' },
        RF.el('thead', {}, RF.el('tr', {}, columns.map((name) => RF.el('th', { scope: 'col', class: 'number' }, name)))),
        RF.el('tbody', {}, rows().map((row) => RF.el('tr', {}, row.map((cell) => RF.el('td', { class: 'number' }, cell)))))));
    });
    figure.append(details);
    return details;
  };

  // ---- curves ----
  // {title, x: [{name, values, format}], y: {name, format, min, max, log}, series: [{name, values, tone, dashed}],
  //  mark: {at, name}}: at is the place in values. Several x are a choice; axis(name) chooses.
  kinds.curves = (figure, first) => {
    let data = first;
    let axis = data.x[0].name;
    const { legend, plot } = charts.frame(figure, data);
    plot.tabIndex = 0;
    plot.setAttribute('role', 'img');
    const x = () => data.x.find((it) => it.name === axis) || data.x[0];
    const tone = (i) => data.series[i].tone ? `tone-${data.series[i].tone}` : charts.tone(i);
    const values = () => [x().values, ...data.series.map((it) => it.values)];
    const words = (at) => {
      legend.replaceChildren(...(at === null ? [] : [RF.el('span', {}, `${x().name} ${format(x().values[at], x().format || 'count')}`)]),
        ...data.series.map((it, i) => {
          const key = RF.el('i', { class: it.dashed ? 'dashed' : '' });
          key.style.setProperty('--tone', `var(--${tone(i)})`);
          return RF.el('span', {}, key, it.name + (at === null ? '' : ` ${format(it.values[at], data.y.format)}`));
        }));
    };
    const describe = () => {
      const parts = data.series.map((it) => {
        const known = it.values.filter((value) => value !== null);
        return known.length === 0 ? `${it.name}: nothing yet`
          : `${it.name}: from ${format(known[0], data.y.format)} to ${format(known.at(-1), data.y.format)}`;
      });
      const mark = data.mark ? `; ${data.mark.name}` : '';
      plot.setAttribute('aria-label', `${data.title || data.y.name} over ${x().values.length} ${x().name}s. ${parts.join('; ')}${mark}`);
    };
    let u = null;
    const marker = (chart) => {
      if (!data.mark || data.mark.at < 0 || data.mark.at >= x().values.length) return;
      const { ctx, bbox } = chart;
      const left = Math.round(chart.valToPos(x().values[data.mark.at], 'x', true));
      if (left < bbox.left - 1 || left > bbox.left + bbox.width + 1) return;
      const ratio = devicePixelRatio || 1;
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = colour('label');
      ctx.lineWidth = ratio;
      ctx.setLineDash([4 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
      ctx.font = `${12 * ratio}px system-ui, sans-serif`;
      const right = left > bbox.left + bbox.width / 2;
      ctx.textAlign = right ? 'right' : 'left';
      ctx.textBaseline = 'bottom';
      ctx.fillText(data.mark.name, left + (right ? -5 : 5) * ratio, bbox.top - 3 * ratio);
      ctx.restore();
    };
    const yRange = (chart, low, high) => {
      if (low === null) return [0, 1];
      const fixed = data.y;
      if (fixed.log) return [low * 0.8, high * 1.25];
      const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
      const bottom = fixed.min ?? (low >= 0 && low < (high - low) * 0.6 ? 0 : low - room);
      return [bottom, Math.min(fixed.max ?? Infinity, high + room) || 1];
    };
    const options = (width) => ({
      width,
      height: Math.round(Math.max(190, Math.min(260, width * 0.5))),
      padding: [20, 10, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 7 } },
      scales: {
        x: { time: false, range: (chart, low, high) => low === high ? [low - 0.5, high + 0.5] : [low, high] },
        y: { distr: data.y.log ? 3 : 1, range: yRange },
      },
      axes: [
        {
          stroke: () => colour('faint'), grid: { show: false }, ticks: { stroke: () => colour('border'), width: 1, size: 4 }, size: 34, gap: 4,
          font: '12px system-ui, sans-serif', space: 56, incrs: x().format === 'duration' ? [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800] : [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7],
          values: (chart, splits) => splits.map((it) => tick(it, 1, x().format)),
        },
        {
          stroke: () => colour('faint'), grid: { stroke: () => colour('line'), width: 1 }, ticks: { show: false }, gap: 8, space: 34,
          font: '12px system-ui, sans-serif', size: (chart, texts) => 18 + 7 * Math.max(3, ...(texts || []).map((it) => (it || '').length)),
          values: (chart, splits) => splits.map((it, i) => it === null ? '' : tick(it, data.y.log ? it : splits[1] - splits[0], data.y.format)),
        },
      ],
      series: [{}, ...data.series.map((it, i) => ({
        label: it.name, stroke: () => colour(tone(i)), width: 2, dash: it.dashed ? [7, 4] : undefined, spanGaps: true,
        points: { show: (chart) => chart.data[0].length < 3 || undefined, size: 6, fill: () => colour(tone(i)) },
      }))],
      hooks: { draw: [marker], setCursor: [(chart) => words(chart.cursor.idx ?? null)] },
    });
    const build = (width) => { u?.destroy(); u = new uPlot(options(width), values(), plot); };
    const unfit = charts.fit(plot, (width) => u ? u.setSize({ width, height: options(width).height }) : build(width));
    const theme = () => u?.redraw(false, true);
    document.addEventListener('resforge:theme', theme);
    plot.addEventListener('keydown', (event) => {
      const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!move || !u) return;
      event.preventDefault();
      const last = x().values.length - 1;
      const at = Math.max(0, Math.min(last, (u.cursor.idx ?? (move > 0 ? -1 : last + 1)) + move));
      u.setCursor({ left: u.valToPos(x().values[at], 'x'), top: 10 });
      RF.say(legend.textContent);
    });
    words(null);
    describe();
    charts.table(figure, [...data.x.map((it) => it.name), ...data.series.map((it) => it.name)], () => data.x[0].values.map((_, row) => [
      ...data.x.map((it) => format(it.values[row], it.format || 'count')), ...data.series.map((it) => format(it.values[row], data.y.format))]));
    const shape = (it) => JSON.stringify([it.series.map((one) => [one.name, one.dashed, one.tone]), it.y]);
    return {
      update(next) {
        const same = shape(next) === shape(data);
        data = next;
        if (u && same) u.setData(values()); else if (u) build(u.width);
        words(null);
        describe();
      },
      axis(name) { axis = name; if (u) build(u.width); words(null); describe(); },
      destroy() { unfit(); document.removeEventListener('resforge:theme', theme); u?.destroy(); },
    };
  };

  // ---- sparkline: {values, label, min, max} ----
  kinds.spark = (element, first) => {
    const draw = ({ values, label, min, max }) => {
      element.classList.add('spark');
      const known = values.filter((it) => it !== null);
      const low = min ?? Math.min(...known);
      const high = max ?? Math.max(...known);
      const svg = charts.svg('svg', { viewBox: '0 0 100 24', preserveAspectRatio: 'none', role: 'img', 'aria-label': label || 'trend' });
      if (known.length > 0) {
        const y = (it) => 22 - (20 * (it - low)) / (high - low || 1);
        const step = 100 / Math.max(1, values.length - 1);
        const points = values.map((it, i) => it === null ? null : `${round(i * step, 2)},${round(y(it), 2)}`).filter(Boolean);
        svg.append(charts.svg('path', { d: `M${points.length > 1 ? points.join('L') : `${points[0]}h3`}` }));
      }
      element.querySelector('svg')?.remove();
      element.append(svg);
    };
    draw(first);
    return { update: draw };
  };

  /** A new SVG element. */
  charts.svg = (name, attributes = {}, ...children) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
})();
