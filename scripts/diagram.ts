// npm run diagram [<id>]: lists the diagrams, or prints one as text, ready to paste.
import { parseArgs } from 'node:util';
import { diagramIds, diagrams, readDiagram } from '../diagrams/index.ts';
import { terminalLanguage } from './terminal/language.ts';
import { main } from './terminal/messages.ts';

const usage = `npm run diagram [<id>]

Lists the diagrams; with an id prints that one as text.`;

await main(async () => {
  const [id] = parseArgs({ allowPositionals: true }).positionals;
  if (id === undefined) return list();
  console.log(readDiagram(id, terminalLanguage()).ascii);
  return 0;
}, usage);

function list(): number {
  const width = Math.max(...diagramIds().map((id) => id.length));
  for (const { id, [terminalLanguage()]: words } of diagrams) {
    console.log(`${id.padEnd(width)}  ${words.title}`);
  }
  return 0;
}
