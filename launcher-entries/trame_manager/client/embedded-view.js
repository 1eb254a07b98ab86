// Stands in the output of a cell, behind a note: puts the app of an instance in the note's place where a page of its own
// JupyterLab shows the notebook, and the note back when the instance has ended. show.py appends what it is called with. It holds
// no link: it asks for one, so that nobody gets in by the notebook's file.
(to) => {
  const before = document.currentScript?.previousElementSibling;
  // A notebook may be in the page twice, with all its ids.
  const place = before?.id === to.place ? before : document.getElementById(to.place);
  if (!place || !location.protocol.startsWith('http')) return;
  if (to.origin && to.origin !== location.origin) return;
  const ended = { stopped: 'has ended', failed: 'has failed', lost: 'cannot be seen at the moment' };
  const again = 'Launch it again, then run this cell again.';
  let frame = null;
  let isAsking = false;

  const say = (sentence) => {
    frame = null;
    const note = document.createElement('p');
    note.textContent = `${to.name} ${sentence}`;
    place.replaceChildren(note);
  };

  const ask = async (path, options) => {
    const answer = await fetch(to.instance + path, { credentials: 'same-origin', ...options });
    if (!/json/.test(answer.headers.get('content-type'))) throw new Error(`HTTP ${answer.status}`);
    const body = await answer.json();
    if (answer.ok) return body;
    throw Object.assign(new Error(body.title || `HTTP ${answer.status}`), { code: body.code });
  };

  const putFrame = async () => {
    const json = { 'Content-Type': 'application/json' };
    const link = await ask('/links', { method: 'POST', headers: json, body: '{}' });
    const url = new URL(link.url, location.href);
    if (url.origin !== location.origin) throw new Error('its link leads elsewhere');
    frame = document.createElement('iframe');
    frame.title = to.name;
    frame.style.cssText = `display:block;width:100%;border:0;height:${to.height}px`;
    frame.allow = 'fullscreen; clipboard-read; clipboard-write';
    frame.src = url.href;
    place.replaceChildren(frame);
  };

  const look = async () => {
    try {
      const { state, state_reason: reason } = await ask('');
      const isOver = state in ended;
      if (!isOver && !frame) await putFrame();
      // Where nobody knows, what is shown stays.
      if (isOver && !(state === 'lost' && frame)) say(`${ended[state]}${reason ? `: ${reason}` : ''}. ${again}`);
    } catch (error) {
      if (error.code === 'instance_not_found') say(`was removed. ${again}`);
      else if (!frame) say(`cannot be shown (${error.message}). Is this its JupyterLab? Then run this cell again.`);
    }
  };

  const lookOnce = async () => {
    if (isAsking) return;
    isAsking = true;
    await look();
    isAsking = false;
  };

  // No standing connection for each output: its state matters when somebody turns to it.
  const leave = new AbortController();
  const lookAgain = () => {
    // An output that was replaced; one that only scrolled out of sight still has its pointer.
    if (!document.contains(place)) return leave.abort();
    if (document.visibilityState === 'visible') void lookOnce();
  };
  place.addEventListener('pointerenter', lookAgain);
  window.addEventListener('focus', lookAgain, { signal: leave.signal });
  document.addEventListener('visibilitychange', lookAgain, { signal: leave.signal });
  void lookOnce();
};
