/**
 * Prints without end.
 *
 * @zh 不停地打印。
 */
const text = 'x'.repeat(100_000);
function more(): void {
  process.stdout.write(text, more);
}
more();
