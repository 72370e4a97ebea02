// Asks for its configuration, applies what comes, and says which version it runs.
type Config = { version: number; rate: number };
export type ToWorker =
  { type: 'config'; config: Config } | { type: 'look'; sent: object };
export type FromWorker =
  | { type: 'ready' }
  | { type: 'applied'; version: number }
  | { type: 'saw'; seen: string };

const tell = (message: FromWorker): void => void process.send!(message);
let config: Config | undefined;

// #region worker
process.on('message', (message: ToWorker) => {
  if (message.type === 'look') {
    tell({ type: 'saw', seen: JSON.stringify(message.sent) });
    return;
  }
  // Two pushes may cross the answer to 'ready': the newer one wins.
  if (config && config.version >= message.config.version) return;
  config = message.config;
  tell({ type: 'applied', version: config.version });
});
// Now that we listen, nothing can be lost.
tell({ type: 'ready' });
// #endregion worker
