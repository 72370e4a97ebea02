// npm run diagram [<id>]: lists the diagrams, or prints one as text, ready to paste.
import { diagramIds, diagrams, readDiagram } from '../diagrams/index.ts';
import { main } from './messages.ts';

await main(async () => {
  const id = process.argv[2];
  if (id === undefined) return list();
  console.log(readDiagram(id, language()).ascii);
  return 0;
});

function list(): number {
  const width = Math.max(...diagramIds().map((id) => id.length));
  for (const { id, [language()]: words } of diagrams) {
    console.log(`${id.padEnd(width)}  ${words.title}`);
  }
  return 0;
}

function language(): 'en' | 'zh' {
  return (process.env.LC_ALL ?? process.env.LANG ?? '').startsWith('zh') ? 'zh' : 'en';
}
