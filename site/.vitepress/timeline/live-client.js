// The Run button under `npm start`. scripts/live/runs.ts serves this file and live-client.css; they are no part of the built site.

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
    again: 'Once more with the probe, for the timeline…',
    without: 'No timeline: stopped before it was there.',
    broken: 'The server ended before the run did.',
    otherTimeline: 'Timeline of another run',
    back: 'Back to the recording',
    compare: 'Compare with the run before',
    pair: (id) => `Two runs of ${id}`,
    heading: (number, given) => `Run ${number}${given ? `: ${given}` : ''}`,
    joint: ', ',
    colon: ': ',
    one: 'Both timelines have one time scale.',
    own: 'Each timeline has a time scale of its own.',
    none: 'This run has no timeline.',
    close: 'Close',
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
    again: '正带着探针再运行一次，以便画出时间线……',
    without: '没有时间线：还没画出就已停止。',
    broken: '运行尚未结束，服务器就已停止。',
    otherTimeline: '另一次运行的时间线',
    back: '回到录制',
    compare: '与上一次运行并排比较',
    pair: (id) => `${id} 的两次运行`,
    heading: (number, given) => `第 ${number} 次运行${given ? `：${given}` : ''}`,
    joint: '，',
    colon: '：',
    one: '两条时间线使用同一时间刻度。',
    own: '两条时间线各用各的时间刻度。',
    none: '这次运行没有时间线。',
    close: '关闭',
  },
};

const base = new URL('.', import.meta.url);
let token;
/** The recorded parts of figures that now show a run of their own, and what stops it. */
const figures = new WeakMap();
/** Of each figure, how many runs have ended, and the last of them. */
const ended = new WeakMap();

const style = document.createElement('link');
style.rel = 'stylesheet';
style.href = new URL('client.css', base);
document.head.append(style);

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
  const form = figure.querySelector('form.f-run');
  // The browser says what is wrong, and with which field.
  if (form && !form.checkValidity()) return;
  const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
  const t = words[language];
  const recorded = known ?? remember(figure);
  const stop = new AbortController();
  figures.set(figure, { ...recorded, stop });
  forget(figure);
  const fields = [...(form?.querySelectorAll('input') ?? [])];
  const given = fields.map(({ labels, value }) => `${labels[0].firstChild.data.trim()} ${value}`);
  const { count = 0, last: before } = ended.get(figure) ?? {};
  const over = new AbortController();
  // The button says Stop meanwhile, and whoever presses Enter in a field means none.
  form?.addEventListener('keydown', keepEnter, { signal: over.signal });

  const label = figure.querySelector('.f-output .f-label');
  const pre = figure.querySelector('.f-output pre');
  label.textContent = [t.output, given.join(t.joint)].filter(Boolean).join(t.colon);
  pre.replaceChildren();
  // Until this run has a timeline, the one that is shown says nothing about its lines.
  const shown = figure.querySelector('.timeline');
  shown?.removeAttribute('data-same-run');
  shown?.querySelector('.f-label').replaceChildren(t.otherTimeline);
  pressed.textContent = t.stop;
  const status = statusLine(figure);
  status.textContent = t.running;

  let own;
  try {
    const order = {
      id: figure.dataset.snippet,
      language,
      form: figure.matches('.snippet-full') ? 'full' : 'compact',
      values: fields.map(({ valueAsNumber }) => valueAsNumber),
      before: before?.run,
    };
    for await (const event of events(order, stop.signal)) {
      if (event.line) addLine(pre, event.line);
      if (event.end) {
        const { run, exit, duration, cut, again } = event.end;
        const why = cut === 'time' ? t.time : cut === 'output' ? t.outputLimit : '';
        const how = why || t.ended(exit, Math.round(duration));
        own = {
          run,
          how,
          output: pre.innerHTML,
          heading: t.heading(count + 1, given.join(t.joint)),
        };
        status.textContent = again ? `${how} ${t.again}` : how;
      }
      if (event.drawn) {
        Object.assign(own, event.drawn);
        showTimeline(figure, own.timeline);
      }
    }
    status.textContent = own?.how ?? t.broken;
  } catch (error) {
    const why = !stop.signal.aborted ? error.message : own ? t.without : t.stopped;
    status.textContent = [own?.how, why].filter(Boolean).join(' ');
  } finally {
    over.abort();
    figures.set(figure, recorded);
    if (own) ended.set(figure, { count: count + 1, last: own });
    forget(figure);
    for (const button of figure.querySelectorAll('.tl-run')) button.textContent = t.run;
    addButton(status, t.back, () => {
      restore(figure, recorded);
      forget(figure);
    });
    if (own && before) addButton(status, t.compare, () => compare(figure, before, own, t));
  }
}

function keepEnter(event) {
  if (event.key === 'Enter' && event.target.matches('input')) event.preventDefault();
}

function addButton(status, text, onClick) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'tl-back';
  button.textContent = text;
  button.addEventListener('click', onClick);
  status.append(' ', button);
}

/** Shows two runs side by side, or one below the other where there is no room. */
function compare(figure, before, own, t) {
  const dialog = document.createElement('dialog');
  dialog.className = 'live-pair';
  const title = t.pair(figure.dataset.snippet);
  dialog.setAttribute('aria-label', title);
  const drawn = own.pair ?? [before.timeline, own.timeline];
  const both = own.pair ? t.one : drawn.every(Boolean) ? t.own : '';
  const head = make('div', 'lp-head', make('h2', '', title));
  // As a form it closes the dialog without another line.
  const close = make('form', '', make('button', 'f-copy', t.close));
  close.method = 'dialog';
  head.append(close);
  const columns = [before, own].map((run, index) => {
    const output = make('section', '');
    output.tabIndex = 0;
    output.setAttribute('aria-label', `${t.output}: ${run.heading}`);
    const pre = make('pre', '');
    pre.innerHTML = run.output;
    output.append(pre);
    const column = make('section', 'lp-run', make('h3', '', run.heading));
    column.append(make('p', 'f-note', run.how), make('div', 'f-output', output));
    if (drawn[index]) column.append(timelineFrom(drawn[index]));
    else if (drawn.some(Boolean)) column.append(make('p', 'f-note', t.none));
    return column;
  });
  dialog.append(head);
  if (both) dialog.append(make('p', 'f-note', both));
  dialog.append(make('div', 'lp-runs', ...columns));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function make(name, className, ...content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

async function* events(order, signal) {
  token ??= await (await fetch(new URL('token', base), { signal })).text();
  const response = await fetch(new URL('run', base), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Live-Token': token },
    body: JSON.stringify(order),
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

/** The server has escaped what stands in it, by the same code as recorded ones. */
const timelineFrom = (html) =>
  new DOMParser().parseFromString(html, 'text/html').querySelector('.timeline');

function showTimeline(figure, html) {
  if (html) figure.querySelector('.timeline')?.replaceWith(timelineFrom(html));
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
