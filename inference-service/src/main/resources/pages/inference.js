// What the pages of the inference service share: calls to its interface, pictures from raw pixels, and explanations.
(() => {
  'use strict';
  const RF = window.ResForge;
  const { el } = RF;
  const own = (RF.inference = {});

  /** A call to /v1; throws an Error with the service's own sentence, and with what it is to be shown as. */
  own.call = async (path, options = {}) => {
    const headers = { Accept: 'application/json', ...(options.headers || {}) };
    if (options.body !== undefined) headers['X-Form-Token'] = document.body.dataset.formToken;
    let response;
    try {
      response = await fetch(path, { ...options, headers, credentials: 'same-origin' });
    } catch {
      throw Object.assign(new Error('The server cannot be reached.'), { status: 0 });
    }
    const text = await response.text();
    let body = {};
    try { body = JSON.parse(text); } catch { /* no JSON: a proxy's own page */ }
    if (response.ok) return body;
    throw Object.assign(new Error(body.error || `The server answered ${response.status}.`), { status: response.status });
  };

  /** Shows why something could not be done, in place of what was there. */
  own.refuse = (place, error, again) => {
    const said = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    const notice = el('div', { class: `notice ${error.status === 429 || error.status === 503 ? 'warn' : 'bad'}`, role: 'alert' },
      el('p', {}, said));
    if (error.status === 401) notice.append(el('p', {}, el('a', { href: `/login?next=${encodeURIComponent(location.pathname)}` }, 'Log in')));
    if (again && error.status !== 401) notice.append(el('p', {}, el('button', { type: 'button', class: 'button tiny', onclick: again }, 'Try again')));
    place.replaceChildren(notice);
  };

  /** Paints raw pixels, as the interface gives them in base64. */
  own.paint = (canvas, image) => {
    const bytes = Uint8Array.from(atob(image.pixels), (letter) => letter.charCodeAt(0));
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    const data = context.createImageData(image.width, image.height);
    for (let i = 0; i < image.width * image.height; i++) {
      for (let c = 0; c < 3; c++) data.data[4 * i + c] = bytes[i * image.channels + (image.channels === 3 ? c : 0)];
      data.data[4 * i + 3] = 255;
    }
    context.putImageData(data, 0, 0);
    return canvas;
  };

  own.percent = (share) => `${(100 * share).toFixed(share >= 0.9995 || share < 0.0005 ? 0 : 1)}%`;
  own.article = (word) => (/^[aeiou]/i.test(word) ? 'an ' : 'a ') + word;

  const colour = (drop, most) => {
    const strength = Math.min(1, Math.abs(drop) / most);
    return `rgba(${drop > 0 ? '255, 90, 20' : '30, 110, 255'}, ${(0.75 * strength).toFixed(3)})`;
  };

  /** The picture with what each cell says for (orange) or against (blue) the class, smoothly. */
  const overlay = (canvas, picture, saliency, strength) => {
    canvas.width = 256;
    canvas.height = Math.round(256 * picture.height / picture.width);
    const context = canvas.getContext('2d');
    context.imageSmoothingEnabled = picture.width > 96;
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const most = Math.max(0.02, ...saliency.drops.map(Math.abs));
    const small = document.createElement('canvas');
    small.width = small.height = saliency.side;
    const cells = small.getContext('2d');
    saliency.drops.forEach((drop, i) => {
      cells.fillStyle = colour(drop, most);
      cells.fillRect(i % saliency.side, Math.floor(i / saliency.side), 1, 1);
    });
    context.globalAlpha = strength;
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    context.globalAlpha = 1;
  };

  const places = (side, cell) => {
    const row = ['top', 'middle', 'bottom'][Math.min(2, Math.floor(3 * Math.floor(cell / side) / side))];
    const column = ['left', 'centre', 'right'][Math.min(2, Math.floor(3 * (cell % side) / side))];
    return row === 'middle' && column === 'centre' ? 'in the centre' : `at the ${row === 'middle' ? '' : row + ' '}${column}`;
  };

  const words = (saliency) => {
    const drops = saliency.drops;
    const best = drops.indexOf(Math.max(...drops));
    const worst = drops.indexOf(Math.min(...drops));
    const parts = [];
    if (drops[best] < 0.02 && drops[worst] > -0.02) {
      parts.push(`No single place decides: whichever is covered, “${saliency.label}” stays as likely as it is.`);
    } else {
      if (drops[best] >= 0.02) {
        parts.push(`What speaks most for “${saliency.label}” is ${places(saliency.side, best)}: with it covered, the probability is ${own.percent(saliency.probability - drops[best])} instead of ${own.percent(saliency.probability)}.`);
      }
      if (drops[worst] <= -0.02) {
        parts.push(`What speaks most against it is ${places(saliency.side, worst)}: without that it would be ${own.percent(saliency.probability - drops[worst])}.`);
      }
    }
    return parts.join(' ');
  };

  /** Shows an explanation; picture is a canvas or null where the image is not at hand. */
  own.explain = (place, explained, picture) => {
    const { saliency, neighbours } = explained;
    const looks = el('div', { class: 'stack' }, el('h3', {}, 'Where it looks'));
    if (picture) {
      const canvas = el('canvas', { role: 'img', 'aria-label': words(saliency) });
      const slider = el('input', { type: 'range', min: 0, max: 100, value: 80, id: 'strength' });
      slider.addEventListener('input', () => overlay(canvas, picture, saliency, slider.value / 100));
      overlay(canvas, picture, saliency, 0.8);
      looks.append(el('div', { class: 'seen' }, el('div', { class: 'frame' }, canvas),
        el('div', { class: 'stack' }, el('p', {}, words(saliency)),
          el('p', { class: 'field' }, el('label', { for: 'strength', class: 'small' }, 'Strength of the overlay'), slider))));
    } else {
      looks.append(el('p', {}, words(saliency)));
    }
    looks.append(el('p', { class: 'small faint' },
      `${picture ? `Orange speaks for “${saliency.label}”, blue against it. ` : ''}The picture was covered with its mean colour, one place after the other, `
      + `${saliency.side * saliency.side} times, and asked again each time: this shows what the answer depends on, not what the network “means”.`));
    const near = el('div', { class: 'stack' }, el('h3', {}, 'What it has learnt that is most like it'));
    if (explained.no_neighbours) {
      near.append(el('p', { class: 'notice' }, `There is nothing to show: ${explained.no_neighbours}.`));
    } else {
      const answered = explained.classes[0].label;
      near.append(el('div', { class: 'images' }, neighbours.map((it) => {
        const canvas = own.paint(el('canvas', { role: 'img', 'aria-label': `Training image of ${own.article(it.label)}` }), it.image);
        return el('figure', {}, el('div', { class: 'frame' }, canvas),
          el('figcaption', {}, el('span', { class: it.label === answered ? null : 'wrong' }, it.label), el('br'),
            el('span', { class: 'faint' }, `alike ${it.similarity.toFixed(3)}`)));
      })));
      const same = neighbours.filter((it) => it.label === answered).length;
      near.append(el('p', { class: 'small faint' },
        `${same} of ${neighbours.length} are labelled “${answered}”, as it answers. They are the nearest of ${explained.searched.toLocaleString('en-US')} training images, `
        + 'by what the network makes of a picture just before its last layer; 1 is the same picture. A wrong label here, or look-alikes of another class, is often the cause of a wrong answer.'));
    }
    place.replaceChildren(el('div', { class: 'stack' }, looks, near));
  };
})();
