// A tool that does not end at Ctrl-C, as an editor, a debugger or a package manager may.
const parent = process.ppid;
process.on('SIGINT', () => {
  console.log('tool: tidying up, one moment');
});
process.stdin.once('data', () => {
  const same = process.ppid === parent;
  console.log(same ? 'tool: done' : 'tool: done, and nobody waits for me');
  process.exit(5);
});
console.log('tool: ready');
