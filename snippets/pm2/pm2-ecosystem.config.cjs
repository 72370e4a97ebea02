// What PM2 runs in production: an API in cluster mode and one background
// worker. Start it with: pm2 start pm2-ecosystem.config.cjs --env production
const common = {
  cwd: __dirname, // Relative paths start here, not where you stood.
  interpreter: 'node', // A .ts file goes to bun where bun is installed.
  watch: false, // true restarts on every saved file: for development.

  // When it crashes. 15 s x 10 is the time in which ten crashes count.
  autorestart: true,
  min_uptime: '15s', // Ended sooner: the start counts as unstable.
  max_restarts: 10, // So many unstable ones: errored, and PM2 stops.
  exp_backoff_restart_delay: 100, // 100 ms, 150, 225 … at most 15 s.
  max_memory_restart: '512M', // Looked at every 30 s.

  // How it ends: SIGINT, and SIGKILL when this much has passed.
  kill_timeout: 10_000, // Longer than your slowest request.

  // Logs: one file per stream, with dates.
  merge_logs: true,
  log_date_format: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
};

module.exports = {
  apps: [
    {
      ...common,
      name: 'api',
      script: './pm2-ecosystem.api.ts',
      exec_mode: 'cluster', // Several instances, one port.
      instances: 2, // A number you chose; 'max' counts the machine's CPUs.
      wait_ready: true, // Up when it says so: process.send('ready').
      listen_timeout: 10_000, // Not ready by then: PM2 goes on anyway.
      env: { NODE_ENV: 'development', PORT: process.env.PORT ?? '3000' },
      env_production: { NODE_ENV: 'production' }, // With --env production.
    },
    {
      ...common,
      name: 'jobs',
      script: './pm2-ecosystem.jobs.ts',
      exec_mode: 'fork', // A process of its own, any language.
      instances: 1, // A queue's consumer or a clock: exactly one.
      cron_restart: '0 4 * * *', // A fresh process every night at four.
      restart_delay: 1000, // exp_backoff_restart_delay wins where both are.
      shutdown_with_message: true, // 'shutdown' by IPC, not SIGINT.
      out_file: './logs/jobs.out.log',
      error_file: './logs/jobs.err.log',
      env: { NODE_ENV: 'development', QUEUE: 'mail-test' },
      env_production: { NODE_ENV: 'production', QUEUE: 'mail' },
    },
  ],

  // pm2 deploy production setup, once; pm2 deploy production, each time.
  deploy: {
    production: {
      user: 'deploy',
      host: ['app-1.example.com'],
      ref: 'origin/main',
      repo: 'git@example.com:team/app.git',
      path: '/srv/app',
      'post-deploy': 'npm ci --omit=dev && pm2 reload pm2-ecosystem.config.cjs --env production',
    },
  },
};
