// What every page needs: the theme, copy buttons, tables that sort, tabs, forms. Loaded in <head> without defer, so that
// the first paint has the right theme. Whatever htmx swaps in is made ready too.
(() => {
  'use strict';
  const KEY = 'resforge.theme';
  const root = document.documentElement;
  const RF = (window.ResForge = window.ResForge || {});

  // localStorage may be switched off, and is in some files.
  const stored = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const store = (value) => {
    try { value ? localStorage.setItem(KEY, value) : localStorage.removeItem(KEY); } catch { /* this page only */ }
  };
  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme; else delete root.dataset.theme;
    document.querySelectorAll('button.theme').forEach(label);
    document.dispatchEvent(new CustomEvent('resforge:theme'));
  };
  const label = (button) => { button.textContent = `Theme: ${root.dataset.theme || 'system'}`; };
  apply(stored());
  window.addEventListener('storage', (event) => { if (event.key === KEY) apply(event.newValue); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => apply(root.dataset.theme));

  /** A new element: el('td', {class: 'number'}, 'text', child, …). Text is text: nothing in it is markup. */
  RF.el = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value === true ? '' : value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  };

  /** Runs on every element that matches, now and whenever htmx brings more; once an element. */
  RF.ready = (selector, start) => {
    const done = new WeakSet();
    const look = (scope) => {
      const found = [...scope.querySelectorAll(selector)];
      if (scope.matches?.(selector)) found.unshift(scope);
      found.filter((it) => !done.has(it)).forEach((it) => { done.add(it); start(it); });
    };
    // Deferred scripts run one after the other before DOMContentLoaded: what one starts may need the next.
    if (document.readyState !== 'complete') document.addEventListener('DOMContentLoaded', () => look(document));
    else look(document);
    document.addEventListener('htmx:load', (event) => look(event.detail.elt));
    document.addEventListener('resforge:added', (event) => look(event.target));
  };

  /** Tells a screen reader, without moving the focus. */
  RF.say = (text) => {
    let region = document.getElementById('resforge-say');
    if (!region) document.body.append((region = RF.el('div', { id: 'resforge-say', class: 'visually-hidden', role: 'status' })));
    region.textContent = text;
  };

  RF.ready('button.theme', (button) => {
    label(button);
    button.addEventListener('click', () => {
      const next = { undefined: 'dark', dark: 'light', light: null }[root.dataset.theme];
      store(next);
      apply(next);
    });
  });

  // <div class="code"><pre>…</pre><button class="button tiny" data-copy>Copy</button></div>, or data-copy="#id"
  RF.ready('[data-copy]', (button) => button.addEventListener('click', async () => {
    const source = button.dataset.copy
      ? document.querySelector(button.dataset.copy) : button.closest('.code')?.querySelector('pre');
    if (!source) return;
    const text = source.value ?? source.textContent;
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
      RF.say('Copied');
    } catch { // plain http to another host has no clipboard: select it, so that the keys do it
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = before; }, 1600);
  }));

  const UNITS = { s: 1, min: 60, h: 3600, d: 86400 };
  /** A duration in seconds, such as '3 min 20 s'; null for anything else. */
  const seconds = (text) => /^[\d.]+ (s|min|h|d)( |$)/.test(text)
    ? [...text.matchAll(/([\d.]+) (s|min|h|d)/g)].reduce((sum, [, count, unit]) => sum + count * UNITS[unit], 0) : null;

  // <th data-sort> sorts by the cells' data-value or text; numbers as numbers, empty ones last.
  const sortable = (header) => {
    const button = RF.el('button', { type: 'button' });
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      const body = header.closest('table').tBodies[0];
      const column = header.cellIndex;
      const up = header.getAttribute('aria-sort') === 'ascending' ? -1
        : header.getAttribute('aria-sort') === 'descending' ? 1 : header.classList.contains('number') ? -1 : 1;
      const key = (row) => {
        const cell = row.cells[column];
        const text = (cell?.dataset.value ?? cell?.textContent ?? '').trim();
        const number = seconds(text) ?? Number(text.replace(/[,\s%]/g, ''));
        return text === '' || text === '–' ? null : Number.isNaN(number) ? text : number;
      };
      const compare = (a, b) => a === null ? (b === null ? 0 : 1) : b === null ? -1
        : up * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true }));
      [...body.rows].map((row) => [key(row), row]).sort((a, b) => compare(a[0], b[0])).forEach(([, row]) => body.append(row));
      for (const other of header.parentElement.cells) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', up > 0 ? 'ascending' : 'descending');
    });
  };
  RF.ready('th[data-sort]', sortable);

  // <div class="tabs" role="tablist"><button role="tab" aria-controls="panel">…</button></div><div id="panel" role="tabpanel">
  RF.ready('[role="tablist"]', (list) => {
    const tabs = [...list.querySelectorAll('[role="tab"]')];
    const select = (chosen, focus) => {
      for (const tab of tabs) {
        const on = tab === chosen;
        tab.setAttribute('aria-selected', on);
        tab.tabIndex = on ? 0 : -1;
        const panel = document.getElementById(tab.getAttribute('aria-controls'));
        if (panel) panel.hidden = !on;
      }
      if (focus) chosen.focus();
    };
    tabs.forEach((tab, i) => {
      tab.addEventListener('click', () => select(tab));
      tab.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { event.preventDefault(); select(tabs[(i + step + tabs.length) % tabs.length], true); }
      });
    });
    select(tabs.find((tab) => tab.getAttribute('aria-selected') === 'true') || tabs[0]);
  });

  // <form data-confirm="Delete run a? Its records are gone then."> asks before it is sent; htmx forms use hx-confirm.
  RF.ready('form[data-confirm]', (form) => form.addEventListener('submit', (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  }));

  /** Shows errors by field name, as {lr: 'must be above 0'}; what has none is cleared. The first is focused. */
  RF.fieldErrors = (form, errors) => {
    let first = null;
    form.querySelectorAll('.field').forEach((field) => {
      const input = field.querySelector('[name]');
      if (!input) return;
      const text = errors[input.name] || '';
      let line = field.querySelector('.error');
      if (!line && text) field.append((line = RF.el('p', { class: 'error', id: `${input.id || input.name}-error` })));
      if (line) line.textContent = text;
      input.setAttribute('aria-invalid', text !== '');
      if (text) { input.setAttribute('aria-describedby', line.id); first = first || input; }
    });
    first?.focus();
  };
})();
