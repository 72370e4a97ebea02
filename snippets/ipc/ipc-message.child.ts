// The child of ipc-message.ts: its argument says what it does with its channel.

const how = process.argv[2];

// #region child
if (how === 'talks') {
  process.on('message', ({ value }: { task: string; value: number }) => {
    process.send!({ result: value ** 2, from: 'child' });
  });
  process.on('disconnect', () => console.log('child: no more messages'));
}
// #endregion child

// #region hold
if (how === 'listens') process.on('message', () => {});
if (how === "waits for 'disconnect'") process.on('disconnect', () => {});
if (how === 'listens and unrefs') {
  process.on('message', () => {});
  process.channel!.unref();
}
if (how !== 'talks') process.send!('started');
// #endregion hold
