import { gfm } from '@joplin/turndown-plugin-gfm';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import TurndownService from 'turndown';
import { pageText } from './page-text.ts';

const tables = {
  'a head': '<tr><th>a</th><th>b</th></tr>|<tr><td>1</td><td>2</td></tr>',
  'a cell over two columns': '<tr><th>a</th><th>b</th></tr>|<tr><td colspan="2">1</td></tr>',
  'a head over two columns': '<tr><th colspan="2">a</th></tr>|<tr><td>1</td><td>2</td></tr>',
  'a row that is longer': '<tr><th>a</th></tr>|<tr><td>1</td><td>2</td></tr>',
  'lines in a cell': '<tr><th>a</th><th>b</th></tr>|<tr><td>1<br>2</td><td><b>3</b></td></tr>',
  'a list in a cell': '<tr><th>a</th></tr>|<tr><td><ul><li>1</li></ul></td></tr>',
  'nothing below its head': '<tr><th>a</th></tr>|',
};

for (const [what, rows] of Object.entries(tables)) {
  for (const caption of ['', '<caption>c</caption>']) {
    test(`a table with ${what}${caption && ' and a caption'} reads as the plugin writes it`, () => {
      const [head, body] = rows.split('|');
      const table = `<table>${caption}<thead>${head}</thead><tbody>${body}</tbody></table>`;
      const page = `<h1>t</h1><p>before</p>${table}<p>after</p>`;
      const plugin = new TurndownService({ headingStyle: 'atx' }).use(gfm);
      const text = pageText(`<main>${page}</main>`, '/', '');
      assert.equal(text?.markdown, `${plugin.turndown(page)}\n`);
    });
  }
}
