// autocannon in a process of its own: options in, result out.
import autocannon, { type Options } from 'autocannon';

// #region generator
process.once('message', async (options: Options) => {
  const result = await autocannon(options);
  process.send!(result, () => process.exit());
});
// #endregion generator
