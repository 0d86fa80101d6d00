// What moves on the control plane's pages: the list of runs, and one run. A stream is closed while its page is hidden.
(() => {
  'use strict';
  const RF = window.ResForge;
  const LINES = 1000;

  /** Listens as long as the page is seen; `on` has a function for each event. */
  const follow = (address, on, ended) => {
    let source = null;
    const open = () => {
      if (source || document.hidden) return;
      source = new EventSource(address);
      for (const [name, act] of Object.entries(on)) source.addEventListener(name, (event) => act(event.data));
      source.addEventListener('end', () => { close(); document.removeEventListener('visibilitychange', look); ended?.(); });
    };
    const close = () => { source?.close(); source = null; };
    const look = () => (document.hidden ? close() : open());
    document.addEventListener('visibilitychange', look);
    addEventListener('pagehide', close);
    open();
  };
  const parse = (html) => { const box = document.createElement('template'); box.innerHTML = html; return box.content; };
  const added = (element) => element.dispatchEvent(new CustomEvent('resforge:added', { bubbles: true }));

  // The list: one row, or all of them where runs came or went. What is chosen stays so.
  RF.ready('[data-live-runs]', (list) => {
    const body = list.tBodies?.[0];
    const put = (row) => {
      const before = document.getElementById(row.id);
      if (!before) return;
      row.querySelector('input').checked = before.querySelector('input').checked;
      const focused = before.contains(document.activeElement) ? document.activeElement.tagName : null;
      before.replaceWith(row);
      if (focused) row.querySelector(focused.toLowerCase())?.focus();
      added(row);
    };
    follow(list.dataset.liveRuns, {
      row: (html) => { if (body) put(parse(html).querySelector('tr')); },
      rows: (html) => {
        const rows = [...parse(html).querySelectorAll('tr')];
        if (!body) { if (rows.length) location.reload(); return; }
        if (rows.map((row) => row.id).join() === [...body.rows].map((row) => row.id).join()) { rows.forEach(put); return; }
        const chosen = new Set([...body.querySelectorAll('input:checked')].map((input) => input.value));
        body.replaceChildren(...rows);
        body.querySelectorAll('input').forEach((input) => { input.checked = chosen.has(input.value); });
        rows.forEach(added);
      },
    });
  });

  // One run.
  const charts = () => [...document.querySelectorAll('[data-curve]')];
  RF.ready('[data-live-run]', (section) => {
    const log = document.getElementById('log');
    follow(section.dataset.liveRun, {
      now: (html) => { section.replaceChildren(parse(html)); },
      curves: (json) => {
        const data = JSON.parse(json);
        charts().forEach((figure) => RF.charts.of(figure)?.update(data[figure.dataset.curve]));
      },
      'log-begin': () => { if (log) log.textContent = ''; },
      log: (json) => {
        if (!log) return;
        const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
        const lines = (log.textContent + JSON.parse(json).join('\n') + '\n').split('\n');
        log.textContent = lines.slice(-LINES - 1).join('\n');
        if (atEnd) log.scrollTop = log.scrollHeight;
      },
    }, () => location.reload());
  });
  RF.ready('#axis', (choice) => choice.addEventListener('click', (event) => {
    const button = event.target.closest('[data-axis]');
    if (!button) return;
    choice.querySelectorAll('button').forEach((it) => it.setAttribute('aria-pressed', it === button));
    charts().forEach((figure) => RF.charts.of(figure)?.axis?.(button.dataset.axis));
  }));

  // A form that is checked while one types: what the server said of its fields.
  document.addEventListener('htmx:afterSwap', (event) => {
    const said = event.detail.target.querySelector('[data-errors]');
    const form = document.getElementById('new-run');
    if (!said || !form) return;
    const errors = JSON.parse(said.textContent);
    form.querySelectorAll('.field').forEach((field) => {
      const input = field.querySelector('[name]');
      if (!input) return;
      const why = errors[input.name] || '';
      let line = field.querySelector('.error');
      if (!line && why) field.append((line = RF.el('p', { class: 'error', id: `${input.id}-error` })));
      if (line) line.textContent = why;
      input.setAttribute('aria-invalid', why !== '');
      if (why) input.setAttribute('aria-describedby', line.id);
    });
  });
})();
