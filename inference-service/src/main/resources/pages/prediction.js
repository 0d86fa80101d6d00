// Where an answer comes from: its version, the run, recipe and data, and the training images that led to it.
(() => {
  'use strict';
  const RF = window.ResForge;
  const { el } = RF;
  RF.ready('#prediction', (root) => {
    const { call, refuse, percent } = RF.inference;
    const pair = (name, ...value) => [el('dt', {}, name), el('dd', {}, ...value)];
    const run = (id) => (root.dataset.trainer
      ? el('a', { href: `${root.dataset.trainer}/runs/${encodeURIComponent(id)}` }, id)
      : el('code', {}, `runs/${id}`));
    const version = (it) => (root.dataset.trainer
      ? el('a', { href: `${root.dataset.trainer}/models/${encodeURIComponent(it.model)}` }, `version ${it.version} of ${it.model}`)
      : `version ${it.version} of ${it.model}`);
    const leaves = (tree, path = '') => Object.entries(tree).flatMap(([key, value]) => (
      value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0
        ? leaves(value, `${path}${key}.`)
        : [[path + key, typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)]]));

    const load = async () => {
      let it;
      try {
        it = await call(`/v1/predictions/${encodeURIComponent(root.dataset.id)}`);
      } catch (error) {
        return refuse(root, error, error.status === 400 || error.status === 404 ? null : load);
      }
      const explained = el('div', {});
      const facts = el('section', { class: 'card stack' }, el('h2', {}, 'What answered'),
        el('dl', { class: 'pairs' },
          pair('Answer', el('b', {}, it.label)),
          pair('When', el('time', { datetime: it.at }, `${it.at.replace('T', ' ').replace(/:00(\.0+)?Z$/, '')} UTC, to the minute`)),
          pair('Version', version(it), `, published ${it.published_at.slice(0, 10)}${it.from_version ? `, trained on from version ${it.from_version}` : ''}`),
          pair('Run', run(it.run_id), `, epoch ${it.epoch}`),
          pair('Network', it.architecture),
          pair('Accuracy', `${percent(it.held_out_accuracy)} of the held-out images${it.test_accuracy == null ? '' : `, ${percent(it.test_accuracy)} of the test images`}`)));
      const data = el('section', { class: 'card stack' }, el('h2', {}, 'What it was trained on'),
        el('dl', { class: 'pairs' }, pair('Data set', it.dataset.name),
          pair('Images', `${it.dataset.training_images.toLocaleString('en-US')} learnt, ${it.dataset.held_out_images.toLocaleString('en-US')} held out`),
          pair('Digest', el('code', { class: 'wrap' }, it.dataset.digest))),
        el('details', {}, el('summary', {}, 'Recipe'),
          el('dl', { class: 'pairs' }, leaves(it.recipe).flatMap(([key, value]) => pair(key, el('code', { class: 'wrap' }, value))))));
      const why = el('section', { class: 'card stack' }, el('h2', {}, 'What may have misled it'), explained);
      root.replaceChildren(el('div', { class: 'grid' }, facts, data), why);
      if (it.explanation) RF.inference.explain(explained, it.explanation, null);
      if (it.loaded) why.append(picture(it, explained));
      else if (!it.explanation) explained.append(el('p', {}, 'The version is not loaded here any more, so it can explain nothing.'));
      return undefined;
    };
    /** The server keeps no picture: the person who has it can show it once more. */
    const picture = (it, explained) => {
      const input = el('input', { type: 'file', accept: 'image/*', class: 'visually-hidden', id: 'again' });
      const drop = el('label', { class: 'drop', for: 'again' }, el('b', {}, it.explanation ? 'Give the picture again to see where it looks' : 'Give the picture again to see what misled it'),
        el('span', { class: 'faint small' }, 'The server keeps no pictures.'), input);
      const explain = async (file) => {
        explained.replaceChildren(el('p', { class: 'empty' }, 'Covering the picture, place by place …'));
        try {
          const result = await call(`/v1/explain?${new URLSearchParams({ prediction_id: it.id })}`,
            { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' } });
          const canvas = Object.assign(document.createElement('canvas'), { width: 224, height: 224 });
          try { canvas.getContext('2d').drawImage(await createImageBitmap(file), 0, 0, 224, 224); } catch { /* blank */ }
          RF.inference.explain(explained, result, canvas);
          if (result.classes[0].label !== it.label) {
            explained.prepend(el('p', { class: 'notice warn' }, `For this picture the version answers “${result.classes[0].label}”, and the answer was “${it.label}”: it is another picture.`));
          }
        } catch (error) { refuse(explained, error, () => explain(file)); }
      };
      input.addEventListener('change', () => { if (input.files[0]) explain(input.files[0]); input.value = ''; });
      drop.addEventListener('dragover', (event) => { event.preventDefault(); drop.classList.add('over'); });
      drop.addEventListener('dragleave', () => drop.classList.remove('over'));
      drop.addEventListener('drop', (event) => { event.preventDefault(); drop.classList.remove('over'); if (event.dataTransfer.files[0]) explain(event.dataTransfer.files[0]); });
      return drop;
    };
    load();
  });
})();
