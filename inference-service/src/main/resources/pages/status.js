// The status page: models and versions as they are, and what calls took lately, from sums that are asked for every two seconds.
(() => {
  'use strict';
  const RF = window.ResForge;
  const { el } = RF;
  const INTERVAL = 2000;
  const WINDOW = 5; // answers that a value looks back on
  const KEPT = 150;
  RF.ready('#models', (root) => {
    const { call, refuse, percent } = RF.inference;
    const byId = (id) => document.getElementById(id);
    const seen = []; // answers with when they came
    const charts = {};

    // ---- models ----
    const run = (id) => (root.dataset.trainer ? el('a', { href: `${root.dataset.trainer}/runs/${encodeURIComponent(id)}` }, id) : id);
    const cell = (label, ...content) => el('td', { 'data-label': label }, ...content);
    const role = (it, live, canary) => {
      const words = [];
      if (it.version.version === live) words.push('live');
      if (canary && canary.version === it.version.version) words.push('canary');
      if (it.shadow_share > 0) words.push(`shadow of ${percent(it.shadow_share)}`);
      words.push(...it.labels);
      return words.join(', ') || 'beside';
    };
    const feedback = (readings) => {
      const all = readings.feedback_right + readings.feedback_wrong;
      return all === 0 ? '–' : `${percent(readings.feedback_right / all)} right of ${all.toLocaleString('en-US')}`;
    };
    const shadow = (readings) => {
      const all = readings.shadow_agreed + readings.shadow_disagreed;
      return all === 0 ? 'no copy was compared yet' : `${percent(readings.shadow_agreed / all)} of ${all.toLocaleString('en-US')} copies got the same class${readings.shadow_failed ? `, ${readings.shadow_failed} failed` : ''}`;
    };
    const trial = (it) => {
      const compared = (done, needed) => `${done.toLocaleString('en-US')} of the ${needed.toLocaleString('en-US')} needed`;
      return el('div', { class: `notice ${it.verdict ? 'bad' : ''}` },
        el('p', {}, el('b', {}, `Version ${it.version} is on trial beside version ${it.live}. `),
          it.verdict ? `It has fallen behind: ${it.verdict}.` : 'Nothing is proven against it so far.'),
        el('ul', {},
          el('li', {}, `failed or given up: ${percent(it.failed)} of its calls, ${percent(it.live_failed)} of the live version’s; ${compared(it.calls, it.calls_needed)} calls`),
          el('li', {}, `slow for a batch of its size: ${percent(it.late)} of its calls, ${percent(it.live_late)} of the live version’s`),
          el('li', {}, `wrong by feedback: ${percent(it.wrong)} of its predictions, ${percent(it.live_wrong)} of the live version’s; ${compared(it.feedback, it.feedback_needed)} predictions with feedback`)));
    };
    const card = (it) => {
      const section = el('section', { class: 'card stack' }, el('h2', {}, it.name));
      if (!it.model) {
        section.append(el('p', { class: 'notice warn' }, `${it.none_live.charAt(0).toUpperCase()}${it.none_live.slice(1)}.`));
        return section;
      }
      const { model } = it;
      const measured = Object.fromEntries(it.measured.map((entry) => [entry.version, entry.readings]));
      section.append(el('dl', { class: 'figures' },
        [['Live version', model.live.version, `since ${model.live_since.slice(0, 16).replace('T', ' ')} UTC`],
          ['Held-out accuracy', percent(model.held_out_accuracy), 'of images kept out of training'],
          ['Network', model.architecture, `${model.parameter_count.toLocaleString('en-US')} parameters, ${model.labels.length} classes`],
          ['Promotion', model.promotion === 0 ? 'none' : `number ${model.promotion}`, model.promotion === 0 ? 'served by a setting' : 'made it live']]
          .map(([name, value, note]) => el('div', {}, el('dt', {}, name), el('dd', { class: 'value' }, value), el('dd', { class: 'note' }, note)))));
      section.append(el('table', { class: 'table phone' },
        el('thead', {}, el('tr', {}, ['Version', 'Role', 'Share of calls', 'Engine', 'By feedback', 'Run'].map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, model.versions.map((version) => el('tr', { class: version.version.version === model.live.version ? 'strong' : null },
          cell('Version', version.version.version), cell('Role', role(version, model.live.version, it.canary)), cell('Share of calls', percent(version.share)),
          cell('Engine', version.engine), cell('By feedback', measured[version.version.version] ? feedback(measured[version.version.version]) : '–'),
          cell('Run', run(version.version.run_id)))))));
      if (it.canary) section.append(trial(it.canary));
      model.versions.filter((version) => version.shadow_share > 0 && measured[version.version.version]).forEach((version) => section.append(
        el('p', { class: 'notice' }, el('b', {}, `Version ${version.version.version} is a shadow: `), `${shadow(measured[version.version.version])}.`)));
      model.refused.forEach((refused) => section.append(el('p', { class: 'notice bad' },
        el('b', {}, `Version ${refused.version} was refused: `), refused.reason)));
      return section;
    };
    let shown = '';
    const models = (status) => {
      const told = JSON.stringify(status.models.map((it) => [it.model, it.none_live, it.canary, it.measured.map((entry) => [
        entry.readings.feedback_right, entry.readings.feedback_wrong, entry.readings.shadow_agreed, entry.readings.shadow_disagreed])]));
      if (told === shown) return; // what is selected or focused stays so
      shown = told;
      root.replaceChildren(...status.models.map(card));
      if (status.models.length === 0) root.append(el('p', { class: 'empty' }, 'There is no model that you may look at.'));
    };

    // ---- what calls took ----
    const sum = (status, kind) => {
      const all = { count: 0, sum: 0, bounds: [], counts: [] };
      status.models.flatMap((it) => it.measured).forEach((entry) => {
        const one = entry.readings[kind];
        all.count += one.count;
        all.sum += one.sum;
        if (one.bounds.length) all.bounds = one.bounds;
        one.counts.forEach((count, i) => { all.counts[i] = (all.counts[i] || 0) + count; });
      });
      return all;
    };
    /** What came between two answers; a version that went takes its sums with it, which then tell nothing. */
    const between = (now, before, kind) => {
      const a = sum(now, kind);
      const b = sum(before, kind);
      const counts = a.counts.map((count, i) => count - (b.counts[i] || 0));
      const count = a.count - b.count;
      return count <= 0 || counts.some((it) => it < 0) ? null : { count, sum: a.sum - b.sum, bounds: a.bounds, counts };
    };
    /** As Prometheus' histogram_quantile: evenly spread within a bucket. */
    const quantile = (spread, q) => {
      if (!spread) return null;
      const rank = q * spread.count;
      const i = spread.counts.findIndex((count) => count >= rank);
      if (i < 0) return spread.bounds.at(-1) ?? null;
      const lower = i === 0 ? 0 : spread.bounds[i - 1];
      const below = i === 0 ? 0 : spread.counts[i - 1];
      return lower + (spread.bounds[i] - lower) * (rank - below) / Math.max(1e-9, spread.counts[i] - below);
    };
    const points = [];
    const point = () => {
      const now = seen.at(-1);
      const before = seen.at(-1 - Math.min(WINDOW, seen.length - 1));
      const seconds = (now.time - before.time) / 1000;
      const compute = between(now.status, before.status, 'compute');
      const batches = between(now.status, before.status, 'batches');
      const queue = between(now.status, before.status, 'queue');
      const decode = between(now.status, before.status, 'decode');
      const ms = (value) => (value === null ? null : 1000 * value);
      points.push({
        time: now.time, images: batches ? batches.sum / seconds : 0, calls: queue ? queue.count / seconds : 0,
        decode: ms(quantile(decode, 0.95)), queue: ms(quantile(queue, 0.95)), compute: ms(quantile(compute, 0.95)), median: ms(quantile(compute, 0.5)),
        depth: now.status.queue.images, batch: batches ? batches.sum / batches.count : null, batches,
      });
      if (points.length > KEPT) points.shift();
    };
    const curves = (title, name, series) => ({
      title, x: [{ name: 'seconds ago', values: points.map((it) => Math.round((it.time - points.at(-1).time) / 1000)) }],
      y: { name, format: 'rate', min: 0 }, series: series.map(([label, key], i) => ({ name: label, tone: i + 1, values: points.map((it) => it[key]) })),
    });
    const sizes = () => {
      const spread = points.at(-1).batches;
      const rows = !spread ? [] : spread.bounds.map((bound, i) => ({
        name: i === 0 || bound - spread.bounds[i - 1] === 1 ? `${bound}` : `${spread.bounds[i - 1] + 1}–${bound}`,
        value: (spread.counts[i] - (i === 0 ? 0 : spread.counts[i - 1])) / spread.count,
      }));
      const last = rows.findLastIndex((row) => row.value > 0);
      return { title: 'Images of a batch', format: 'percent', max: 1, rows: rows.slice(0, Math.max(3, last + 1)) };
    };
    /** A chart, from its first value on; before that, what it waits for. */
    const draw = (id, kind, data, known) => {
      if (charts[id]) charts[id].update(data);
      else if (known) {
        byId(id).replaceChildren();
        charts[id] = RF.charts.draw(byId(id), kind, data);
      } else nothing(id, data.title);
    };
    const nothing = (id, title) => byId(id).replaceChildren(el('figcaption', {}, el('b', {}, title)),
      el('p', { class: 'empty' }, 'No call came since this page was opened. This moves when one does.'));
    const some = (...keys) => points.some((it) => keys.some((key) => it[key]));
    const live = () => {
      if (points.length < 2) return;
      draw('chart-rate', 'curves', curves('Calls and images a second', 'a second', [['images', 'images'], ['calls', 'calls']]), some('images', 'calls'));
      draw('chart-latency', 'curves', curves('Milliseconds by stage', 'ms', [['compute, 95%', 'compute'], ['queue, 95%', 'queue'], ['decode, 95%', 'decode'], ['compute, half', 'median']]), some('compute', 'queue', 'decode'));
      draw('chart-queue', 'curves', curves('Images that wait, and in a batch', 'images', [['wait', 'depth'], ['mean batch', 'batch']]), some('depth', 'batch'));
      if (points.at(-1).batches) draw('chart-batches', 'bars', sizes(), true);
      else if (!charts['chart-batches']) nothing('chart-batches', 'Images of a batch');
    };

    // ---- refused calls ----
    const WORDS = {
      invalid: 'the request was wrong', overloaded: 'the server was busy', abandoned: 'the caller left, or its deadline passed',
      no_model: 'no version was live', not_found: 'the model or version is not served', stopping: 'the server was stopping',
      denied: 'the caller may not do this', internal: 'the server failed',
    };
    const refusedCalls = (calls) => {
      const rows = Object.entries(calls);
      byId('refused').replaceChildren(rows.length === 0 ? el('p', { class: 'faint' }, 'None since the server started.')
        : el('dl', { class: 'pairs' }, rows.flatMap(([reason, count]) => [el('dt', {}, WORDS[reason] || reason), el('dd', { class: 'number' }, count.toLocaleString('en-US'))])));
    };

    const look = async () => {
      if (document.hidden) return;
      try {
        const status = await call('/v1/status');
        seen.push({ time: Date.now(), status });
        if (seen.length > WINDOW + 1) seen.shift();
        byId('message').replaceChildren();
        const serving = status.models.filter((it) => it.model).length;
        const refused = status.models.reduce((all, it) => all + (it.model ? it.model.refused.length : 0), 0);
        byId('summary').textContent = `${serving} of ${status.models.length} ${status.models.length === 1 ? 'model is' : 'models are'} served`
          + `${refused ? `, ${refused} ${refused === 1 ? 'version was' : 'versions were'} refused` : ''}; ${status.queue.images} of at most ${status.queue.capacity} images wait.`;
        models(status);
        refusedCalls(status.refused_calls);
        if (seen.length > 1) { point(); live(); }
      } catch (error) {
        refuse(byId('message'), error, null);
      }
    };
    look();
    setInterval(look, INTERVAL);
  });
})();
