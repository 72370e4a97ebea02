// The Run button under `npm start`. scripts/live/runs.ts serves this file; it is no part of the built site.

const words = {
  en: {
    run: 'Run',
    stop: 'Stop',
    output: 'Output of this run',
    running: 'Running on this machine…',
    ended: (exit, ms) => `Ran on this machine: ended with ${exit} after ${ms} ms.`,
    stopped: 'Stopped.',
    time: 'Ended: it took too long.',
    outputLimit: 'Ended: it printed too much.',
    back: 'Back to the recording',
  },
  zh: {
    run: '运行',
    stop: '停止',
    output: '本次运行的输出',
    running: '正在本机运行……',
    ended: (exit, ms) => `已在本机运行：${ms} ms 后以 ${exit} 结束。`,
    stopped: '已停止。',
    time: '已终止：运行时间过长。',
    outputLimit: '已终止：输出过多。',
    back: '回到录制',
  },
};

const base = new URL('.', import.meta.url);
let token;
/** The recorded parts of figures that now show a run of their own, and what stops it. */
const figures = new WeakMap();

/**
 * Runs a figure's snippet and shows its output and timeline in place of the recorded ones; stops it where
 * it is running.
 *
 * @param {HTMLElement} figure
 * @param {HTMLElement} pressed
 * @param {(figure: HTMLElement) => void} forget - Tells the player that output and timeline were replaced.
 */
export async function run(figure, pressed, forget) {
  const known = figures.get(figure);
  if (known?.stop) return known.stop.abort();
  const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
  const t = words[language];
  const recorded = known ?? remember(figure);
  const stop = new AbortController();
  figures.set(figure, { ...recorded, stop });
  forget(figure);

  const label = figure.querySelector('.f-output .f-label');
  const pre = figure.querySelector('.f-output pre');
  label.textContent = t.output;
  pre.replaceChildren();
  // Until this run has a timeline, the one that is shown says nothing about its lines.
  figure.querySelector('.timeline')?.removeAttribute('data-same-run');
  figure.classList.add('is-running');
  pressed.textContent = t.stop;
  const status = statusLine(figure);
  status.textContent = t.running;

  try {
    for await (const event of events(figure, language, stop.signal)) {
      if (event.line) addLine(pre, event.line);
      if (event.end) {
        const { exit, duration, cut, timeline } = event.end;
        const why = cut === 'time' ? t.time : cut === 'output' ? t.outputLimit : '';
        status.textContent = why || t.ended(exit, Math.round(duration));
        showTimeline(figure, timeline);
      }
    }
  } catch (error) {
    status.textContent = stop.signal.aborted ? t.stopped : error.message;
  } finally {
    figure.classList.remove('is-running');
    figures.set(figure, recorded);
    forget(figure);
    for (const button of figure.querySelectorAll('.tl-run')) button.textContent = t.run;
    const back = document.createElement('button');
    back.type = 'button';
    back.className = 'tl-back';
    back.textContent = t.back;
    back.addEventListener('click', () => {
      restore(figure, recorded);
      forget(figure);
    });
    status.append(' ', back);
  }
}

async function* events(figure, language, signal) {
  token ??= await (await fetch(new URL('token', base), { signal })).text();
  const response = await fetch(new URL('run', base), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Live-Token': token },
    body: JSON.stringify({
      id: figure.dataset.snippet,
      language,
      form: figure.matches('.snippet-full') ? 'full' : 'compact',
    }),
    signal,
  });
  if (!response.ok) {
    token = undefined;
    throw new Error(await response.text());
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

/** The server has escaped the line, by the same code as recorded ones. */
function addLine(pre, { at, stream, html }) {
  const line = document.createElement('span');
  line.className = stream === 'stderr' ? 'o-line o-stderr' : 'o-line';
  line.dataset.at = at.toFixed(3);
  line.innerHTML = html;
  pre.append(line, '\n');
}

/** Puts the buttons of the old timeline into the new one: one of them has the focus. */
function showTimeline(figure, html) {
  const old = figure.querySelector('.timeline');
  if (!old || !html) return;
  const buttons = old.querySelector('.tl-buttons');
  const made = new DOMParser().parseFromString(html, 'text/html').querySelector('.timeline');
  if (buttons) made.querySelector('.tl-buttons').replaceWith(buttons);
  old.replaceWith(made);
}

function statusLine(figure) {
  let status = figure.querySelector('.tl-status');
  if (!status) {
    status = document.createElement('p');
    status.className = 'f-note tl-status';
    status.setAttribute('role', 'status');
    figure.querySelector('.f-output').append(status);
  }
  return status;
}

function remember(figure) {
  const output = figure.querySelector('.f-output');
  return {
    output: output.innerHTML,
    timeline: figure.querySelector('.timeline')?.outerHTML,
  };
}

function restore(figure, { output, timeline }) {
  figure.querySelector('.f-output').innerHTML = output;
  showTimeline(figure, timeline);
  figures.delete(figure);
}
