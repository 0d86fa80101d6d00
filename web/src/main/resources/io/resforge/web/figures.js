// Charts that are drawn as HTML or SVG: bars, confusion matrix, reliability diagram, scatter, parallel coordinates.
(() => {
  'use strict';
  const RF = window.ResForge;
  const { charts, el, format } = RF;
  const { svg, kinds } = charts;

  /** A box of text beside the pointer; show(text, event), hide(). */
  const tip = (plot) => {
    const box = el('div', { class: 'tip', 'aria-hidden': 'true', hidden: true });
    plot.append(box);
    return {
      show(text, event) {
        const area = plot.getBoundingClientRect();
        box.textContent = text;
        box.hidden = false;
        const left = event.clientX - area.left;
        box.style.left = `${Math.max(0, Math.min(area.width - box.offsetWidth, left + (left > area.width / 2 ? -box.offsetWidth - 12 : 12)))}px`;
        box.style.top = `${Math.max(0, event.clientY - area.top - box.offsetHeight - 8)}px`;
      },
      hide() { box.hidden = true; },
    };
  };

  // ---- bars: {title, format, max, rows: [{name, value, note, strong, wrong, href}]} ----
  kinds.bars = (figure, first) => {
    const { plot } = charts.frame(figure, { title: first.title, legend: first.title ? undefined : false });
    const update = (data) => {
      const max = data.max ?? (data.format === 'percent' ? 1 : Math.max(...data.rows.map((row) => row.value ?? 0)));
      plot.replaceChildren(el('ul', { class: 'bars' }, data.rows.map((row) => {
        const words = `${format(row.value, data.format)}${row.note ? ` ${row.note}` : ''}`;
        return el('li', { class: [row.strong && 'strong', row.wrong && 'wrong'].filter(Boolean).join(' ') },
          row.href ? el('a', { href: row.href }, row.name) : el('span', {}, row.name),
          svg('svg', { viewBox: '0 0 100 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: (100 * (row.value ?? 0)) / (max || 1), height: 1 })),
          el('span', {}, words));
      })));
    };
    update(first);
    return { update };
  };

  // ---- confusion matrix: {title, labels, cells: [[truth, predicted, images], …], rows, columns} ----
  const MOST_NAMED = 20; // of more classes each is a few pixels, and the pointer tells its name
  kinds.heat = (figure, data) => {
    const { plot } = charts.frame(figure, { title: data.title, legend: data.title ? undefined : false });
    const { labels, cells } = data;
    const count = new Map(cells.map(([row, column, images]) => [row * labels.length + column, images]));
    const total = labels.map(() => 0);
    cells.forEach(([row, , images]) => { total[row] += images; });
    const words = (row, column) => {
      const images = count.get(row * labels.length + column) || 0;
      return `${labels[row]} taken for ${labels[column]}: ${format(images, 'count')} of ${format(total[row], 'count')} (${format(total[row] ? images / total[row] : 0, 'percent')})`;
    };
    if (labels.length <= MOST_NAMED) {
      plot.append(matrix(data, count, total, words));
      return {};
    }
    return pixels(plot, data, count, total, words);
  };
  const matrix = ({ labels, rows, columns }, count, total, words) => {
    const cell = (row, column) => {
      const images = count.get(row * labels.length + column) || 0;
      const share = total[row] ? (100 * images) / total[row] : 0;
      // The square root keeps few confusions visible beside a full diagonal.
      const depth = row === column ? share : Math.min(100, 10 * Math.sqrt(share));
      const made = el('td', { title: words(row, column), class: depth > 80 ? 'deeper' : depth > 66 ? 'deep' : '' }, images ? String(images) : '');
      made.style.setProperty('--share', depth);
      made.style.setProperty('--tone', `var(--heat-${row === column ? 'right' : 'wrong'})`);
      return made;
    };
    return el('table', { class: 'heat' },
      el('thead', {},
        el('tr', {}, el('td', { class: 'side' }), el('th', { class: 'side', colspan: labels.length }, `${columns || 'predicted'} →`)),
        el('tr', {}, el('th', { class: 'side', scope: 'col' }, `${rows || 'true class'} ↓`), labels.map((name) => el('th', { scope: 'col', title: name }, el('span', {}, name))))),
      el('tbody', {}, labels.map((name, row) => el('tr', {}, el('th', { scope: 'row', title: name }, name), labels.map((_, column) => cell(row, column))))));
  };
  const pixels = (plot, { labels }, count, total, words) => {
    const size = labels.length;
    const canvas = el('canvas', { width: size, height: size, role: 'img', class: 'pixels', 'aria-label': `Confusion matrix of ${size} classes; the commonest confusions are listed beside it` });
    const paint = () => {
      const ctx = canvas.getContext('2d', { willReadFrequently: true });
      const parse = (name) => { ctx.fillStyle = charts.colour(name); ctx.fillRect(0, 0, 1, 1); return ctx.getImageData(0, 0, 1, 1).data; };
      const [empty, right, wrong] = [parse('sunken'), parse('heat-right'), parse('heat-wrong')];
      const image = ctx.createImageData(size, size);
      for (let i = 0; i < size * size; i++) {
        const row = Math.floor(i / size);
        const share = total[row] ? (count.get(i) || 0) / total[row] : 0;
        const full = row === i % size ? right : wrong;
        const mix = row === i % size ? share : Math.sqrt(share);
        for (let c = 0; c < 3; c++) image.data[4 * i + c] = empty[c] + (full[c] - empty[c]) * mix;
        image.data[4 * i + 3] = 255;
      }
      ctx.putImageData(image, 0, 0);
    };
    paint();
    document.addEventListener('resforge:theme', paint);
    const hover = tip(plot);
    canvas.addEventListener('mousemove', (event) => {
      const area = canvas.getBoundingClientRect();
      const at = (place, length) => Math.max(0, Math.min(size - 1, Math.floor((place / length) * size)));
      hover.show(words(at(event.clientY - area.top, area.height), at(event.clientX - area.left, area.width)), event);
    });
    canvas.addEventListener('mouseleave', hover.hide);
    plot.append(canvas, el('p', { class: 'small faint' }, 'rows: true class, columns: predicted'));
    return { destroy: () => document.removeEventListener('resforge:theme', paint) };
  };

  /** Axes in SVG with round ticks; returns x(value), y(value) in pixels and the group to draw into. */
  const plane = (width, height, box, xAxis, yAxis) => {
    const inner = { left: box.left, right: width - box.right, top: box.top, bottom: height - box.bottom };
    const scale = (axis, from, to) => {
      const read = axis.log ? Math.log10 : (it) => it;
      const [low, high] = [read(axis.low), read(axis.high)];
      return (value) => from + ((read(value) - low) / (high - low || 1)) * (to - from);
    };
    const x = scale(xAxis, inner.left, inner.right);
    const y = scale(yAxis, inner.bottom, inner.top);
    const ticks = (axis, most) => {
      if (!axis.log) { const { step, ticks: at } = charts.steps(axis.low, axis.high, most); return at.map((it) => [it, charts.tick(it, step, axis.format)]); }
      const at = [];
      for (let power = Math.ceil(Math.log10(axis.low) - 1e-9); 10 ** power <= axis.high * (1 + 1e-9); power++) at.push(10 ** power);
      return (at.length > 1 ? at : [axis.low, axis.high]).map((it) => [it, charts.tick(it, it, axis.format)]);
    };
    const group = svg('g');
    for (const [value, text] of ticks(yAxis, (inner.bottom - inner.top) / 40)) {
      group.append(svg('line', { class: 'rule', x1: inner.left, x2: inner.right, y1: y(value), y2: y(value) }),
        svg('text', { x: inner.left - 8, y: y(value) + 4, 'text-anchor': 'end' }, text));
    }
    for (const [value, text] of ticks(xAxis, (inner.right - inner.left) / 70)) {
      group.append(svg('line', { class: 'axis', x1: x(value), x2: x(value), y1: inner.bottom, y2: inner.bottom + 4 }),
        svg('text', { x: x(value), y: inner.bottom + 17, 'text-anchor': 'middle' }, text));
    }
    group.append(svg('line', { class: 'axis', x1: inner.left, x2: inner.right, y1: inner.bottom, y2: inner.bottom }),
      svg('text', { class: 'name', x: inner.right, y: height - 2, 'text-anchor': 'end' }, xAxis.name),
      svg('text', { class: 'name', x: 0, y: 10 }, yAxis.name));
    return { x, y, group, inner };
  };
  // A picture with links in it is a group: what is within an image is hidden from screen readers.
  const root = (width, height, label, marks = []) =>
    svg('svg', { viewBox: `0 0 ${width} ${height}`, role: marks.some((mark) => mark.href) ? 'group' : 'img', 'aria-label': label });

  // ---- reliability diagram: {title, bins: [{lower, upper, images, accuracy, confidence}], expected_error} ----
  kinds.reliability = (figure, first) => {
    const { legend, plot } = charts.frame(figure, first);
    let data = first;
    const draw = (given) => {
      const width = Math.min(given, 520);
      const height = Math.round(width * 0.62) + 50;
      const images = data.bins.reduce((sum, bin) => sum + bin.images, 0);
      const most = Math.max(1, ...data.bins.map((bin) => bin.images));
      const picture = root(width, height, `Reliability diagram of ${data.bins.length} bins: expected calibration error ${format(data.expected_error, 'percent')}`);
      const share = { low: 0, high: 1, format: 'percent' };
      const { x, y, group, inner } = plane(width, height - 50, { left: 46, right: 8, top: 22, bottom: 26 }, { ...share, name: '' }, { ...share, name: 'accuracy' });
      for (const bin of data.bins.filter((it) => it.images > 0)) {
        const left = x(bin.lower) + 1;
        const wide = x(bin.upper) - x(bin.lower) - 2;
        const [low, high] = [Math.min(bin.accuracy, bin.confidence), Math.max(bin.accuracy, bin.confidence)];
        group.append(svg('rect', { x: left, width: wide, y: y(low), height: inner.bottom - y(low), fill: 'var(--tone-1)', 'fill-opacity': 0.75 },
          svg('title', {}, `confidence ${format(bin.lower, 'percent')} to ${format(bin.upper, 'percent')}: ${format(bin.images, 'count')} images, ${format(bin.accuracy, 'percent')} right`)),
        svg('rect', { x: left, width: wide, y: y(high), height: Math.max(0, y(low) - y(high)), fill: 'var(--tone-2)', 'fill-opacity': 0.3 }),
        svg('rect', { x: left, width: wide, y: y(bin.accuracy) - 1.5, height: 3, fill: 'var(--tone-1)' }));
        const tall = (34 * bin.images) / most;
        group.append(svg('rect', { x: left, width: wide, y: height - 8 - tall, height: Math.max(1, tall), fill: 'var(--tone-8)', 'fill-opacity': 0.6 }));
      }
      group.append(svg('path', { class: 'ideal', d: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}` }),
        svg('text', { class: 'name', x: width - 8, y: height - 48, 'text-anchor': 'end' }, 'confidence'),
        svg('text', { class: 'name', x: 0, y: height - 12 }, 'images'));
      picture.append(group);
      picture.style.maxWidth = '520px';
      plot.querySelector('svg')?.remove();
      plot.append(picture);
      const key = (tone, text) => { const mark = el('i'); mark.style.setProperty('--tone', `var(--${tone})`); return el('span', {}, mark, text); };
      legend.replaceChildren(key('tone-1', 'right'), key('tone-2', 'gap to the confidence'), key('tone-8', `${format(images, 'count')} images`));
    };
    charts.table(figure, ['confidence from', 'to', 'images', 'right', 'mean confidence'], () => data.bins.map((bin) => [
      format(bin.lower, 'percent'), format(bin.upper, 'percent'), format(bin.images, 'count'),
      format(bin.images ? bin.accuracy : null, 'percent'), format(bin.images ? bin.confidence : null, 'percent')]));
    const destroy = charts.fit(plot, draw);
    return { update(next) { data = next; draw(plot.clientWidth); }, destroy };
  };

  // ---- scatter: {title, x: {name, format, log}, y: {…}, points: [{x, y, name, href, tone}]} ----
  const range = (values, axis) => {
    const known = values.filter((it) => Number.isFinite(it) && (!axis.log || it > 0));
    const [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
    if (axis.log) return { ...axis, low: low * 0.8, high: high * 1.25 };
    const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
    return { ...axis, low: axis.min ?? low - room, high: axis.max ?? high + room };
  };
  kinds.scatter = (figure, first) => {
    const { plot } = charts.frame(figure, first);
    let data = first;
    const hover = tip(plot);
    const draw = (width) => {
      const height = Math.round(Math.max(220, Math.min(340, width * 0.6)));
      const picture = root(width, height, `${data.y.name} against ${data.x.name} of ${data.points.length} runs`, data.points);
      const { x, y, group } = plane(width, height, { left: 58, right: 14, top: 24, bottom: 40 },
        range(data.points.map((it) => it.x), data.x), range(data.points.map((it) => it.y), data.y));
      for (const point of data.points.filter((it) => Number.isFinite(it.x) && Number.isFinite(it.y))) {
        const text = `${point.name}\n${data.x.name} ${format(point.x, data.x.format)}\n${data.y.name} ${format(point.y, data.y.format)}`;
        const dot = svg('circle', { cx: x(point.x), cy: y(point.y), r: 5.5, fill: `var(--tone-${point.tone || 1})`, 'fill-opacity': 0.8, stroke: 'var(--surface)', 'stroke-width': 1.5 });
        const made = point.href ? svg('a', { href: point.href, 'aria-label': text.replaceAll('\n', ', ') }, dot) : dot;
        made.addEventListener('mousemove', (event) => hover.show(text, event));
        made.addEventListener('mouseleave', hover.hide);
        group.append(made);
      }
      picture.append(group);
      plot.querySelector('svg')?.remove();
      plot.prepend(picture);
    };
    charts.table(figure, ['run', data.x.name, data.y.name], () => data.points.map((it) => [it.name, format(it.x, data.x.format), format(it.y, data.y.format)]));
    const destroy = charts.fit(plot, draw);
    return { update(next) { data = next; draw(plot.clientWidth); }, destroy };
  };

  // ---- parallel coordinates: {title, axes: [{name, format, log, categories}], runs: [{name, values, href}], by: place of the axis that colours} ----
  kinds.parallel = (figure, first) => {
    const { plot } = charts.frame(figure, first);
    let data = first;
    const hover = tip(plot);
    const draw = (width) => {
      const height = 260;
      const [left, right, top, bottom] = [24, 24, 34, height - 14];
      const axes = data.axes.map((axis, i) => {
        if (axis.categories) {
          const step = (bottom - top) / Math.max(1, axis.categories.length - 1);
          return { ...axis, y: (value) => axis.categories.length < 2 ? (top + bottom) / 2 : bottom - axis.categories.indexOf(value) * step, ends: axis.categories.map((it) => [it, String(it)]) };
        }
        const known = data.runs.map((run) => run.values[i]).filter((it) => Number.isFinite(it));
        const [low, high] = [Math.min(...known), Math.max(...known)];
        const read = axis.log ? Math.log10 : (it) => it;
        return { ...axis, y: (value) => bottom - ((read(value) - read(low)) / (read(high) - read(low) || 1)) * (bottom - top), ends: [low, high].map((it) => [it, format(it, axis.format)]) };
      });
      const x = (i) => left + 30 + (i * (width - left - right - 60)) / Math.max(1, axes.length - 1);
      const picture = root(width, height, `${data.runs.length} runs over ${data.axes.map((axis) => axis.name).join(', ')}`, data.runs);
      const by = data.by ?? data.axes.length - 1;
      const ranked = [...data.runs].filter((run) => Number.isFinite(run.values[by])).sort((a, b) => a.values[by] - b.values[by]);
      ranked.forEach((run, rank) => {
        const points = run.values.map((value, i) => value === null || value === undefined ? null : `${x(i)},${axes[i].y(value)}`).filter(Boolean);
        const best = rank === ranked.length - 1;
        const line = svg('path', { d: `M${points.join('L')}`, fill: 'none', stroke: `var(--tone-${best ? 2 : 1})`, 'stroke-width': best ? 3 : 2, 'stroke-opacity': best ? 1 : 0.2 + (0.6 * rank) / Math.max(1, ranked.length - 1), 'stroke-linejoin': 'round' });
        line.addEventListener('mousemove', (event) => hover.show(`${run.name}\n${axes.map((axis, i) => `${axis.name} ${typeof run.values[i] === 'number' ? format(run.values[i], axis.format) : run.values[i]}`).join('\n')}`, event));
        line.addEventListener('mouseleave', hover.hide);
        picture.append(line);
      });
      axes.forEach((axis, i) => {
        const anchor = i === 0 ? 'start' : i === axes.length - 1 ? 'end' : 'middle';
        picture.append(svg('line', { class: 'axis', x1: x(i), x2: x(i), y1: top, y2: bottom }), svg('text', { class: 'name', x: i === 0 ? 0 : i === axes.length - 1 ? width : x(i), y: 11, 'text-anchor': anchor }, axis.name));
        for (const [value, text] of axis.ends) picture.append(svg('text', { x: x(i) + (i === axes.length - 1 ? 6 : -6), y: axis.y(value) + 4, 'text-anchor': i === axes.length - 1 ? 'start' : 'end' }, text));
      });
      plot.querySelector('svg')?.remove();
      plot.prepend(picture);
    };
    const destroy = charts.fit(plot, draw);
    charts.table(figure, ['run', ...data.axes.map((axis) => axis.name)], () => data.runs.map((run) => [run.name, ...run.values.map((value, i) => typeof value === 'number' ? format(value, data.axes[i].format) : String(value ?? '–'))]));
    return { update(next) { data = next; draw(plot.clientWidth); }, destroy };
  };
})();
