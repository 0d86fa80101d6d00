// The page to try a model: a picture from a file, the clipboard, the camera or the examples; its answer, and why.
(() => {
  'use strict';
  const RF = window.ResForge;
  const { el } = RF;
  RF.ready('#try', (root) => {
    const { call, refuse, paint, percent } = RF.inference;
    const byId = (id) => document.getElementById(id);
    let models = [];
    let asked = 0; // the newest question: answers of older ones are not shown
    let last = null;
    let ready = Promise.resolve(); // once the models are known

    // ---- which model ----
    const choice = () => {
      const [model, version] = (byId('served').value || '').split('\n');
      return { model: model || '', version: version || '' };
    };
    const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
    const load = async () => {
      try {
        models = (await call('/v1/models')).models;
      } catch (error) {
        return refuse(byId('message'), error, load);
      }
      byId('message').replaceChildren();
      if (models.length === 0) {
        byId('nothing').textContent = 'No version is live yet. The status page says why.';
        return undefined;
      }
      const before = byId('served').value;
      byId('served').replaceChildren(...models.flatMap((it) => {
        const name = it.live.model;
        const beside = it.versions.filter((version) => version.version.version !== it.live.version);
        return [el('option', { value: `${name}\n` }, `${name}, whichever version answers`),
          ...[it.live, ...beside.map((version) => version.version)].map((version) => el('option', { value: `${name}\n${version.version}` },
            `${name}, version ${version.version}${version === it.live ? ' (live)' : ''}`))];
      }));
      if (before) byId('served').value = before;
      byId('served-field').hidden = models.length === 1 && models[0].versions.length === 1;
      examples();
      return undefined;
    };
    const examples = async () => {
      const model = choice().model || models[0].live.model;
      try {
        const { images } = await call(`/v1/models/${encodeURIComponent(model)}/examples`);
        byId('examples').replaceChildren(...images.map((image, i) => {
          const canvas = paint(document.createElement('canvas'), image);
          return el('button', {
            type: 'button', class: 'frame', 'aria-label': `Example ${i + 1}`,
            onclick: () => canvas.toBlob((blob) => ask(new File([blob], `example-${i + 1}.png`, { type: 'image/png' }))),
          }, canvas);
        }));
        byId('examples-part').hidden = images.length === 0;
      } catch { byId('examples-part').hidden = true; }
    };
    byId('served').addEventListener('change', examples);

    // ---- where a picture comes from ----
    const drop = byId('drop');
    byId('file').addEventListener('change', (event) => { if (event.target.files[0]) ask(event.target.files[0]); event.target.value = ''; });
    ['dragenter', 'dragover'].forEach((name) => drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add('over'); }));
    drop.addEventListener('dragleave', () => drop.classList.remove('over'));
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      if (event.dataTransfer.files[0]) ask(event.dataTransfer.files[0]);
    });
    // A file that misses the place must not replace the page.
    ['dragover', 'drop'].forEach((name) => window.addEventListener(name, (event) => event.preventDefault()));
    document.addEventListener('paste', (event) => {
      const file = [...(event.clipboardData?.files || [])][0];
      if (file) { event.preventDefault(); ask(file); }
    });
    let stream = null;
    const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; byId('camera').hidden = true; };
    byId('webcam').addEventListener('click', async () => {
      if (!navigator.mediaDevices?.getUserMedia) {
        return refuse(byId('message'), new Error('Browsers give the camera only to pages on this machine (localhost) or with TLS (https).'));
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
      } catch (error) {
        return refuse(byId('message'), new Error(`There is no picture from the camera: ${error.message}`));
      }
      byId('video').srcObject = stream;
      byId('camera').hidden = false;
      return byId('shoot').focus();
    });
    byId('stop').addEventListener('click', stop);
    byId('shoot').addEventListener('click', () => {
      const video = byId('video');
      const side = Math.min(video.videoWidth, video.videoHeight);
      const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
      canvas.getContext('2d').drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, side, side);
      stop();
      canvas.toBlob((blob) => ask(new File([blob], 'camera.png', { type: 'image/png' })));
    });

    // ---- a question ----
    const ask = async (file) => {
      const number = ++asked;
      await ready;
      const picked = choice();
      const model = models.find((it) => it.live.model === picked.model) || models[0];
      const params = { ...picked, top_k: model ? Math.min(10, model.labels.length) : '' };
      byId('message').replaceChildren();
      root.setAttribute('aria-busy', 'true');
      const begin = performance.now();
      try {
        const answer = await call(`/v1/classify?${query(params)}`, { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' } });
        if (number !== asked) return;
        last = { file, answer, model };
        await show(file, answer, model, performance.now() - begin);
        calls(file, params);
        if (number === asked) await why(file, answer);
      } catch (error) {
        if (number !== asked) return;
        for (const part of ['answer', 'why', 'call']) byId(part).hidden = true;
        byId('nothing').hidden = true;
        refuse(byId('message'), error, error.status === 429 || error.status === 503 || error.status === 0 ? () => ask(file) : null);
      } finally {
        if (number === asked) root.removeAttribute('aria-busy');
      }
    };
    /** As the model sees it: scaled to its shape, each direction by itself. A file that this browser cannot read stays blank. */
    const draw = async (file, shape) => {
      const canvas = byId('seen');
      canvas.width = shape.width;
      canvas.height = shape.height;
      try {
        const picture = await createImageBitmap(file);
        const context = canvas.getContext('2d');
        context.imageSmoothingQuality = 'high';
        context.drawImage(picture, 0, 0, shape.width, shape.height);
        picture.close();
      } catch { /* such as a BMP of an odd kind, which the service reads */ }
    };
    const SVG = 'http://www.w3.org/2000/svg';
    /** As the bars of charts.js; the number beside it tells the same. */
    const stripe = (share) => {
      const svg = document.createElementNS(SVG, 'svg');
      const rect = document.createElementNS(SVG, 'rect');
      Object.entries({ viewBox: '0 0 100 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' }).forEach(([key, value]) => svg.setAttribute(key, value));
      Object.entries({ width: 100 * share, height: 1 }).forEach(([key, value]) => rect.setAttribute(key, value));
      svg.append(rect);
      return svg;
    };
    const bar = (name, share, text, strong) => el('li', { class: strong ? 'strong' : null }, el('span', {}, name),
      stripe(share), el('span', {}, text));
    const show = async (file, answer, model, roundTrip) => {
      const [prediction] = answer.predictions;
      const best = prediction.classes[0];
      await draw(file, { width: 224, height: 224 });
      byId('nothing').hidden = true;
      byId('answer').hidden = false;
      byId('best').textContent = best.label;
      byId('best-share').textContent = percent(best.probability);
      byId('from').replaceChildren(`${file.name}, by version ${answer.model.version} of ${answer.model.model}. `,
        el('a', { href: `/predictions/${encodeURIComponent(prediction.id)}` }, 'Where this answer comes from'));
      byId('bars').replaceChildren(...prediction.classes.map((it, i) => bar(it.label, it.probability, percent(it.probability), i === 0)));
      const { stages } = answer;
      const rest = Math.max(0, answer.elapsed_ms - stages.decode_ms - stages.queue_ms - stages.compute_ms);
      const most = Math.max(answer.elapsed_ms, 1e-9);
      const took = [['decode', stages.decode_ms], ['queue', stages.queue_ms],
        [stages.batch_images > 1 ? `compute (a batch of ${stages.batch_images})` : 'compute', stages.compute_ms], ['the rest', rest]];
      byId('times-title').textContent = `${answer.elapsed_ms.toFixed(1)} ms on the server, ${roundTrip.toFixed(0)} ms with the way there and back`;
      byId('times').replaceChildren(...took.map(([name, ms]) => bar(name, Math.min(1, ms / most), `${ms.toFixed(2)} ms`)));
      const labels = model ? model.labels : prediction.classes.map((it) => it.label);
      byId('truth').replaceChildren(...labels.filter((it) => it !== best.label).map((it) => el('option', {}, it)));
      byId('feedback-said').textContent = 'What you say counts for the version’s accuracy on live traffic.';
      ['right', 'wrong', 'truth'].forEach((id) => { byId(id).disabled = false; });
      RF.say(`${best.label}, ${percent(best.probability)}`);
    };
    const why = async (file, answer) => {
      const [prediction] = answer.predictions;
      const place = byId('explained');
      byId('why').hidden = false;
      place.replaceChildren(el('p', { class: 'empty' }, 'Covering the picture, place by place …'));
      try {
        const explained = await call(`/v1/explain?${query({ prediction_id: prediction.id })}`,
          { method: 'POST', body: file, headers: { 'Content-Type': 'application/octet-stream' } });
        if (last && last.answer === answer) RF.inference.explain(place, explained, byId('seen'));
      } catch (error) {
        if (last && last.answer === answer) refuse(place, error, () => why(file, answer));
      }
    };

    // ---- the same call elsewhere ----
    const shell = (text) => `'${text.replace(/'/g, "'\\''")}'`;
    const java = (text) => JSON.stringify(text).replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const calls = (file, params) => {
      const address = `${location.origin}/v1/classify?${query(params)}`;
      const identity = document.querySelector('form[action="/logout"]') ? ' \\\n  -H "Authorization: Bearer $(cat FILE-WITH-TOKEN)"' : '';
      byId('curl').textContent = `curl --data-binary @${shell(file.name)} -H 'Content-Type: application/octet-stream'${identity} \\\n  ${shell(address)}`;
      const target = `${location.protocol === 'https:' ? 'grpcs://' : ''}${location.hostname}:${root.dataset.grpc}`;
      const builder = [`Images.file(Path.of(${java(file.name)}))`];
      byId('java').textContent = `try (ResForgeClient client = ResForgeClient.builder().inference(${java(target)}).build()) {\n`
        + `    ClassifyResponse answer = client.inference().classify(${builder});\n`
        + '    System.out.println(answer.getPredictions(0).getClasses(0).getLabel());\n}';
      byId('call').hidden = false;
    };

    // ---- feedback ----
    const tell = async (label) => {
      const [prediction] = last.answer.predictions;
      try {
        const result = await call('/v1/feedback', {
          method: 'POST', headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ prediction_id: prediction.id, true_label: label }),
        });
        byId('feedback-said').textContent = result.counted
          ? `Thank you: counted as ${result.correct ? 'right' : 'wrong'} for version ${result.version}.` : 'This answer had its feedback before.';
        ['right', 'wrong', 'truth'].forEach((id) => { byId(id).disabled = true; });
      } catch (error) {
        byId('feedback-said').textContent = error.message;
      }
    };
    byId('right').addEventListener('click', () => tell(last.answer.predictions[0].classes[0].label));
    byId('feedback').addEventListener('submit', (event) => { event.preventDefault(); tell(byId('truth').value); });
    ready = load();
  });
})();
