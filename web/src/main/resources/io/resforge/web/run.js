// A run, live or saved, and a comparison of runs: everything below the header of their pages, drawn from one document.
// An element with data-run holds its document as a script of type application/json; data-events, data-run-href="/runs/{run}" and
// data-version-href="/models/{model}/{version}" are for live pages. An element with data-compare holds a comparison.
// An element with data-predictions holds the data and the predictions of a document. Each event of data-events is JSON whose top-level fields replace the document's. .badge[data-run-state] follows its state.
(() => {
  'use strict';
  const RF = window.ResForge;
  const { charts, el, format } = RF;
  const ENDED = ['succeeded', 'failed', 'cancelled'];
  const time = (text) => text && new Date(text);
  const clock = (text) => text ? `${text.slice(0, 10)} ${text.slice(11, 16)} UTC` : '–';
  const words = (state) => (state || '').replaceAll('_', ' ');
  const href = (element, kind, values) => element.closest(`[data-${kind}-href]`)?.getAttribute(`data-${kind}-href`)
    ?.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(values[key] ?? ''));
  const link = (address, text) => address ? el('a', { href: address }, text) : text;
  const seconds = ({ started_at: start, ended_at: end, as_of: now }) => start ? Math.max(0, (time(end) || time(now) || new Date()) - time(start)) / 1000 : null;

  const pairs = (rows) => el('dl', { class: 'pairs' }, rows.filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  const card = (title, ...content) => el('div', { class: 'card' }, title ? el('h3', {}, title) : null, content);
  /** A table; a column is right aligned where `numeric` says so. */
  const table = (header, numeric, rows, options = {}) => el('table', { class: `table ${header.length > 5 ? 'phone' : ''} ${options.dense ? 'dense' : ''}` },
    el('thead', {}, el('tr', {}, header.map((name, i) => el('th', { scope: 'col', class: numeric[i] ? 'number' : '', 'data-sort': options.sort === true }, name)))),
    el('tbody', {}, rows.map((row, at) => el('tr', { class: at === options.strong ? 'strong' : '' },
      row.map((cell, i) => el(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: numeric[i] ? 'number' : '', 'data-label': header[i] }, cell))))));
  const section = (title, ...content) => el('section', { 'aria-label': title }, el('h2', {}, title), content);

  // ---- the parts of a run ----
  const figures = (doc) => {
    const { course, scores = {}, identity } = doc;
    const last = doc.epochs.at(-1)?.epoch ?? 0;
    const all = course.progress?.epochs ?? last;
    const entries = [
      scores.test && ['test accuracy', format(scores.test.accuracy, 'percent'), scores.flip_averaged !== undefined
        ? `${format(scores.flip_averaged, 'percent')} with mirror images` : `loss ${format(scores.test.loss)}`],
      scores.held_out && ['held-out accuracy', format(scores.held_out.accuracy, 'percent'), `loss ${format(scores.held_out.loss)}`],
      scores.best_epoch && ['best epoch', String(scores.best_epoch), `of ${Math.max(last, ENDED.includes(course.state) ? last : all)}`],
      course.started_at && ['duration', format(seconds(course), 'duration'), course.ended_at ? `ended ${clock(course.ended_at)}` : `began ${clock(course.started_at)}`],
      !course.started_at && ['submitted', clock(course.submitted_at), ''],
      identity.parameters && ['parameters', format(identity.parameters, 'count'), identity.architecture],
      doc.predictions && ['calibration error', format(doc.predictions.calibration.expected_error, 'percent'), 'expected, over 15 bins'],
    ].filter(Boolean);
    return el('dl', { class: 'figures' }, entries.map(([name, value, note]) => el('div', {}, el('dt', {}, name), el('dd', { class: 'value' }, value), note ? el('dd', { class: 'note' }, note) : null)));
  };

  const notice = ({ course, scores }) => {
    const kind = { failed: 'bad', suspended: 'warn', preempted: 'warn', cancelled: 'warn', succeeded: scores?.promoted ? 'good' : '' }[course.state];
    const text = course.state === 'succeeded' ? scores?.decision && `${scores.promoted ? 'Promoted' : 'Not promoted'}: ${scores.decision}` : course.reason;
    return text ? el('div', { class: `notice ${kind ?? ''}` }, el('p', {}, text)) : el('span', { hidden: true });
  };

  const progress = ({ course }) => {
    const at = course.progress;
    if (!at || ENDED.includes(course.state)) return el('span', { hidden: true });
    const done = (at.epoch - 1 + at.step / Math.max(1, at.steps)) / at.epochs;
    return card(null, el('p', {}, `Epoch ${at.epoch} of ${at.epochs}, step ${format(at.step, 'count')} of ${format(at.steps, 'count')}`,
      ` · loss ${format(at.loss)} · ${format(at.accuracy, 'percent')} of the training images right · ${format(at.images_per_second, 'count')} images/s`,
      course.state === 'running' ? ` · about ${format(at.seconds_left, 'duration')} left` : ''),
    el('progress', { class: 'progress', max: 1, value: done, 'data-state': course.state, 'aria-label': `training: ${format(done, 'percent')} done` }));
  };

  const axes = (doc) => {
    const start = time(doc.course.started_at);
    const all = [{ name: 'epoch', values: doc.epochs.map((it) => it.epoch) }];
    if (doc.epochs.every((it) => it.step)) all.push({ name: 'step', values: doc.epochs.map((it) => it.step) });
    const times = doc.epochs.map((it) => start && it.finished_at ? (time(it.finished_at) - start) / 1000 : null);
    // A run that went on later may have epochs that an earlier attempt finished after this one's clock began.
    if (times.every((it, i) => it !== null && (i === 0 || it > times[i - 1]))) all.push({ name: 'time', values: times, format: 'duration' });
    return all;
  };
  const CURVES = [
    ['Loss', { name: 'loss', min: 0 }, [['training', (it) => it.training.loss], ['held-out', (it) => it.held_out.loss]]],
    ['Accuracy', { name: 'accuracy', format: 'percent', max: 1 }, [['training', (it) => it.training.top1], ['held-out', (it) => it.held_out.top1],
      ['training top-5', (it) => it.training.top5, 1], ['held-out top-5', (it) => it.held_out.top5, 2]]],
    ['Learning rate', { name: 'rate', format: 'rate' }, [['rate', (it) => it.learning_rate, 3]]],
    ['Gradient norm', { name: 'norm', min: 0 }, [['mean of the epoch', (it) => it.gradient_norm, 4]]],
    ['Speed', { name: 'images/s', format: 'count', min: 0 }, [['training images a second', (it) => it.images_per_second, 7]]],
  ];
  const curve = (doc, [title, y, lines]) => {
    const series = lines.map(([name, value, tone]) => ({ name, tone, dashed: name.endsWith('top-5'), values: doc.epochs.map((it) => value(it) ?? null) }))
      .filter((it) => it.values.some((value) => value !== null) && (!it.dashed || (doc.data.labels?.length ?? 99) > 10));
    const rate = title === 'Learning rate' && series[0].values;
    const log = rate && rate.every((it) => it > 0) && Math.max(...rate) / Math.min(...rate) > 500;
    const at = doc.epochs.findIndex((it) => it.epoch === doc.scores?.best_epoch);
    return { title, x: axes(doc), y: { ...y, log: Boolean(log) }, series, mark: at < 0 ? undefined : { at, name: `best epoch ${doc.scores.best_epoch}` } };
  };
  const training = (doc) => {
    const known = CURVES.map((it) => [it, curve(doc, it)]).filter(([, data]) => data.series.length > 0);
    const [large, small] = [el('div', { class: 'grid halves' }), el('div', { class: 'grid thirds' })];
    const drawn = known.map(([kind, data], i) => {
      const figure = el('figure', {});
      (i < 2 ? large : small).append(el('div', { class: 'card' }, figure));
      return [kind, charts.draw(figure, 'curves', data)];
    });
    const choice = el('div', { class: 'choice', role: 'group', 'aria-label': 'Axis of the curves' }, axes(doc).map((axis, i) => el('button', {
      type: 'button', 'aria-pressed': String(i === 0),
      onclick(event) {
        choice.querySelectorAll('button').forEach((it) => it.setAttribute('aria-pressed', it === event.currentTarget));
        drawn.forEach(([, handle]) => handle.axis(axis.name));
      },
    }, axis.name)));
    const rows = el('div', {});
    const epochs = (now) => table(['epoch', 'training loss', 'top-1', 'held-out loss', 'top-1', 'top-5', 'gradient norm', 'rate', 'images/s'], Array(9).fill(true),
      now.epochs.map((it) => [String(it.epoch), format(it.training.loss), format(it.training.top1, 'percent'), format(it.held_out.loss), format(it.held_out.top1, 'percent'),
        format(it.held_out.top5, 'percent'), format(it.gradient_norm), format(it.learning_rate, 'rate'), format(it.images_per_second, 'count')]),
      { dense: true, strong: now.epochs.findIndex((it) => it.epoch === now.scores?.best_epoch) });
    let current = doc;
    const all = el('details', { ontoggle: () => rows.replaceChildren(...(all.open ? [epochs(current)] : [])) }, el('summary', {}, 'All epochs'), rows);
    const made = el('section', { 'aria-label': 'Training' }, el('div', { class: 'head part' }, el('h2', {}, 'Training'), choice.childElementCount > 1 ? choice : null),
      el('div', { class: 'stack' }, large, small, el('div', { class: 'card' }, all)));
    return {
      made,
      update(next) {
        current = next;
        drawn.forEach(([kind, handle]) => handle.update(curve(next, kind)));
        if (all.open) rows.replaceChildren(epochs(next));
      },
    };
  };

  const figure = (kind, data) => { const made = el('figure', {}); charts.draw(made, kind, data); return made; };
  const predictions = (doc) => {
    const { predictions: said, data: { labels } } = doc;
    const share = (value) => format(value, 'percent');
    const classes = table(['class', 'images', 'precision', 'recall', 'F1'], [false, true, true, true, true],
      said.classes.map((it) => [labels[it.label], format(it.images, 'count'), share(it.precision), share(it.recall), share(it.f1)]), { dense: true, sort: true });
    const worst = [...said.classes].sort((a, b) => (a.recall ?? 2) - (b.recall ?? 2)).slice(0, 10);
    const many = labels.length > 10;
    const recall = figure('bars', { title: many ? 'Recall of the ten worst classes' : 'Recall by class', format: 'percent', max: 1,
      rows: worst.filter((it) => it.images > 0).map((it) => ({ name: labels[it.label], value: it.recall, note: `of ${format(it.images, 'count')}` })) });
    const confusions = said.confusions.length === 0 ? el('p', {}, 'None.') : table(['class', 'taken for', 'images', 'of the class'], [false, false, true, true],
      said.confusions.map((it) => [labels[it.truth], labels[it.predicted], format(it.images, 'count'), share(it.share)]), { dense: true });
    return [
      section(`Predictions for ${format(said.images, 'count')} ${said.set} image${said.images === 1 ? '' : 's'}`, said.images < 100
        ? el('div', { class: 'notice warn' }, el('p', {}, `Only ${said.images} image${said.images === 1 ? '' : 's'}: one more or less that is right changes the accuracy by ${share(1 / said.images)}.`)) : null,
      el('div', { class: 'grid' },
        el('div', { class: 'stack' }, el('div', { class: 'card' }, figure('heat', { title: 'Confusion matrix', labels, cells: said.confusion })), card('Commonest confusions', confusions)),
        el('div', { class: 'stack' }, el('div', { class: 'card' }, recall), el('div', { class: 'card' }, figure('reliability', { title: 'Calibration', ...said.calibration })),
          many ? card(null, el('details', {}, el('summary', {}, `All ${labels.length} classes`), classes)) : card('Classes', classes)))),
      section('Most confident mistakes', el('div', { class: 'card' }, said.mistakes.length === 0 ? el('p', {}, 'None: every image was classified correctly.')
        : el('div', { class: 'images' }, said.mistakes.map((it) => el('figure', {},
          el('div', { class: 'frame' }, it.image ? el('img', { src: it.image, alt: `${labels[it.truth]}, taken for ${labels[it.predicted]}`, class: 'pixels' }) : null),
          el('figcaption', {}, labels[it.truth], el('br'), el('span', { class: 'wrong' }, `→ ${labels[it.predicted]}`), el('br'), el('span', { class: 'faint' }, share(it.confidence)))))))),
    ];
  };

  const origin = (element, { identity, course, data, recipe, software }) => {
    const { parent } = identity;
    const rows = Object.entries(recipe);
    const attempts = course.attempts || [];
    return section('How it was made', el('div', { class: 'grid' },
      card('Recipe', pairs(rows)),
      el('div', { class: 'stack' },
        card('Data', pairs([['name', data.name], ['location', data.location === data.name ? null : data.location], ['training images', data.training !== undefined ? format(data.training, 'count') : null],
          ['held-out images', data.held_out !== undefined ? format(data.held_out, 'count') : null], ['test images', data.test !== undefined ? format(data.test, 'count') : null],
          ['classes', data.labels ? `${data.labels.length}: ${data.labels.slice(0, 12).join(', ')}${data.labels.length > 12 ? ', …' : ''}` : null]])),
        card('Run', pairs([['run', link(href(element, 'run', identity), identity.run)], ['model', identity.model],
          ['version', identity.version && link(href(element, 'version', identity), `${identity.model}@${identity.version}`)],
          ['began with', parent ? el('span', {}, link(href(element, 'version', parent), `${parent.model}@${parent.version}`), parent.run ? el('span', {}, ' of run ', link(href(element, 'run', parent), parent.run)) : '') : 'fresh weights'],
          ['submitted', clock(course.submitted_at)], ['began', clock(course.started_at)], ['ended', course.ended_at ? clock(course.ended_at) : null],
          ['duration', course.started_at ? format(seconds(course), 'duration') : null]])),
        attempts.length > 0 ? card('Attempts', table(['attempt', 'where', 'began', 'why again'], [false, false, false, false],
          attempts.map((it) => [String(it.attempt), `${it.host} (${it.launcher})`, clock(it.launched_at), it.after || '–']), { dense: true })) : null,
        Object.keys(software || {}).length > 0 ? card('Software', pairs(Object.entries(software))) : null)));
  };

  // ---- a run ----
  const draw = (element, first) => {
    let doc = { epochs: [], recipe: {}, data: {}, ...first };
    const parts = {};
    const place = (name, ...made) => {
      const old = parts[name] || [];
      parts[name] = made.flat();
      if (old.length > 0) { old[0].before(...parts[name]); old.forEach((it) => it.remove()); } else element.append(...parts[name]);
      parts[name].forEach((it) => it.dispatchEvent(new CustomEvent('resforge:added', { bubbles: true })));
    };
    let curves = null;
    let held = '';
    const head = () => {
      place('notice', notice(doc));
      place('progress', progress(doc));
      place('figures', figures(doc));
      document.querySelectorAll('.badge[data-run-state]').forEach((it) => { it.dataset.state = doc.course.state; it.textContent = words(doc.course.state); });
    };
    const train = () => {
      const shape = `${doc.epochs.length > 0}${axes(doc).length}`;
      if (curves && shape === held) { curves.update(doc); return; }
      held = shape;
      curves = doc.epochs.length > 0 ? training(doc) : null;
      place('training', curves ? curves.made : el('p', { class: 'empty' }, ENDED.includes(doc.course.state) ? 'It ended before its first epoch was over.' : 'Curves appear here when the first epoch is over.'));
    };
    const tail = () => place('predictions', doc.predictions && doc.data.labels ? predictions(doc) : el('span', { hidden: true }));
    const made = () => place('origin', origin(element, doc));
    [head, train, tail, made].forEach((it) => it());
    return {
      update(part) {
        doc = { ...doc, ...part };
        head();
        if (part.epochs || part.scores) train();
        if (part.predictions || part.data) tail();
        if (part.course || part.identity || part.data || part.software) made();
        return doc.course.state;
      },
    };
  };

  // ---- several runs ----
  const compare = (element, { runs, table: compared, axes: keys = [] }) => {
    element.replaceChildren();
    const rows = compared.rows.map((row, i) => [link(href(element, 'run', runs[i].identity), row[0]), ...row.slice(1)]);
    const best = runs[0].scores?.held_out?.accuracy !== undefined ? 0 : -1;
    element.append(card(null, table(compared.header, compared.numeric, rows, { sort: true, strong: best })));
    const shown = runs.filter((run) => run.epochs.length > 0).slice(0, 8);
    const epochs = [...new Set(shown.flatMap((run) => run.epochs.map((it) => it.epoch)))].sort((a, b) => a - b);
    const overlay = (title, y, value) => ({ title, y, x: [{ name: 'epoch', values: epochs }], series: shown.map((run) => {
      const by = new Map(run.epochs.map((it) => [it.epoch, value(it)]));
      return { name: run.identity.run, values: epochs.map((it) => by.get(it) ?? null) };
    }) });
    const others = runs.length - shown.length;
    if (shown.length > 0) {
      element.append(section('Curves', others > 0 ? el('p', { class: 'faint' }, `The best ${shown.length} of ${runs.length} runs.`) : null, el('div', { class: 'grid halves' },
        el('div', { class: 'card' }, figure('curves', overlay('Held-out accuracy', { name: 'accuracy', format: 'percent', max: 1 }, (it) => it.held_out.top1))),
        el('div', { class: 'card' }, figure('curves', overlay('Held-out loss', { name: 'loss' }, (it) => it.held_out.loss))),
        el('div', { class: 'card' }, figure('curves', overlay('Training loss', { name: 'loss' }, (it) => it.training.loss))),
        el('div', { class: 'card' }, figure('curves', overlay('Learning rate', { name: 'rate', format: 'rate' }, (it) => it.learning_rate))))));
    }
    const accuracy = runs.map((run) => run.scores?.held_out?.accuracy ?? null);
    const scored = accuracy.filter((it) => it !== null).length;
    if (scored > 2 && keys.length > 0) {
      const numeric = keys.filter((axis) => axis.values.every((it) => it === null || typeof it === 'number'));
      const plots = numeric.slice(0, 4).map((axis) => el('div', { class: 'card' }, figure('scatter', { title: `Accuracy by ${axis.name}`, x: { name: axis.name, format: 'rate', log: axis.log }, y: { name: 'held-out accuracy', format: 'percent' },
        points: runs.map((run, i) => ({ name: run.identity.run, x: axis.values[i], y: accuracy[i], href: href(element, 'run', run.identity) })) })));
      const parallel = keys.length > 1 ? [el('div', { class: 'card' }, figure('parallel', { title: 'What differs, and what it came to',
        axes: [...keys.slice(0, 6).map((axis) => axis.values.every((it) => typeof it === 'number') ? { name: axis.name, format: 'rate', log: axis.log } : { name: axis.name, categories: [...new Set(axis.values)].map((it) => it ?? '–') }),
          { name: 'held-out', format: 'percent' }],
        runs: runs.map((run, i) => ({ name: run.identity.run, values: [...keys.slice(0, 6).map((axis) => axis.values[i] ?? '–'), accuracy[i]] })) }))] : [];
      element.append(section('What made the difference', el('div', { class: 'stack' }, parallel, el('div', { class: 'grid halves' }, plots))));
    }
    element.dispatchEvent(new CustomEvent('resforge:added', { bubbles: true }));
  };

  RF.run = { draw, compare, predictions };
  const island = (element) => JSON.parse(element.querySelector('script[type="application/json"]').textContent);
  RF.ready('[data-run]', (element) => {
    const handle = draw(element, island(element));
    element.resforgeRun = handle;
    if (!element.dataset.events) return;
    const source = new EventSource(element.dataset.events);
    source.onmessage = (event) => { if (ENDED.includes(handle.update(JSON.parse(event.data)))) source.close(); };
    window.addEventListener('pagehide', () => source.close());
  });
  RF.ready('[data-predictions]', (element) => {
    element.append(...predictions(island(element)));
    element.dispatchEvent(new CustomEvent('resforge:added', { bubbles: true }));
  });
  RF.ready('[data-compare]', (element) => compare(element, island(element)));
})();
