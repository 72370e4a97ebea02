// npm run snippet [<id> | <topic>] [-- args]: lists snippets, or runs them in this terminal.
import { readCatalog, snippetFiles, topics } from './catalog/catalog.ts';
import { terminalLanguage } from './terminal/language.ts';
import { main, nearest, UserError } from './terminal/messages.ts';
import { runOne, runTopic } from './running/in-terminal.ts';

const usage = `npm run snippet [<id> | <topic>] [-- what the snippet gets]

Lists the snippets by topic, with what each needs; runs the one with that id in this terminal, or all of a topic.

Exits as the snippet does; with 2 where there is no such snippet or it takes a number and got something else,
3 where it lacks something, 124 where it hung.`;

await main(
  async () => {
    const [name, ...args] = process.argv.slice(2);
    if (name === undefined) return list();
    if (snippetFiles().has(name)) return runOne(name, args);
    if (topics().includes(name)) return runTopic(name);
    const names = nearest(name, [...snippetFiles().keys(), ...topics()]);
    throw new UserError(
      `There is no snippet "${name}". Did you mean ${names.join(' or ')}? List them all with: npm run snippet`,
      2,
    );
  },
  usage,
  process.argv.slice(2, 3),
);

function list(): number {
  const catalog = readCatalog();
  const width = Math.max(...catalog.map(({ id }) => id.length));
  for (const topic of topics()) {
    console.log(`${topic}`);
    for (const { id, summary, needs } of catalog.filter((snippet) => snippet.topic === topic)) {
      console.log(
        `  ${id.padEnd(width)}  ${summary[terminalLanguage()]}${needs.length ? ` [needs ${needs.join(', ')}]` : ''}`,
      );
    }
  }
  return 0;
}
