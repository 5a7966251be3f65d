// What the page's own clock says while it is used: frames, long tasks, and how soon a key's state is there.
// It only looks, and never calls into the page's code.
const probe = (window.foldbackProbe = { frames: [], long: [], answers: [], missed: 0, on: false });

new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) probe.long.push(entry.duration);
}).observe({ type: 'longtask' });

probe.start = () => {
  Object.assign(probe, { frames: [], long: [], answers: [], missed: 0, on: true });
  let last;
  const frame = (now) => {
    if (last !== undefined) probe.frames.push(now - last);
    last = now;
    if (probe.on) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};

probe.end = () =>
  new Promise((done) => {
    setTimeout(() => {
      probe.on = false;
      const { frames, long, answers, missed } = probe;
      done({ frames, long, answers, missed });
    }, 300);
  });

// What State has to say at each position: the stream, and the note over the tree. `expected` is handed over by the
// program, which has read the log by itself.
let pending;
const text = (selector) => document.querySelector(selector)?.textContent ?? '';
const look = () => {
  if (pending === undefined) return;
  const [stream, note] = pending.right;
  if (text('.stream-line .stream') !== stream || text('.state-tab .note') !== note) return;
  const { pressed } = pending;
  pending = undefined;
  // It is on the screen when the next frame has been drawn.
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => probe.answers.push(performance.now() - pressed);
    port2.postMessage(null);
  });
};

probe.expect = (expected) => {
  addEventListener(
    'keydown',
    (key) => {
      if (pending !== undefined) probe.missed += 1;
      const at = Number(text('.position-now strong').replaceAll(',', ''));
      const right = expected[at + 1];
      pending = right && key.key === 'ArrowRight' ? { pressed: key.timeStamp, right } : undefined;
    },
    true,
  );
  new MutationObserver(look).observe(document.querySelector('.inspector'), {
    subtree: true,
    childList: true,
    characterData: true,
  });
};
