import { wrapMarkdown } from '../../src/render/markdown';

const LONG = 'word '.repeat(40).trim();

/** The longest line, and whether the words are the same as before. */
function facts(text: string): { readonly longest: number; readonly isSame: boolean } {
  const wrapped = wrapMarkdown(text);
  const words = (of: string): string[] => of.split(/\s+/);
  return {
    longest: Math.max(...wrapped.split('\n').map((line) => line.length)),
    isSame: JSON.stringify(words(wrapped)) === JSON.stringify(words(text)),
  };
}

describe('a paragraph', () => {
  test('is filled up to 110 columns, wherever its lines broke before', () => {
    const text = `${LONG}.\nNext sentence.\nThe ${LONG}.`;
    expect(facts(text)).toEqual({ longest: 109, isSame: true });
    const lines = wrapMarkdown(text).split('\n');
    for (const line of lines.slice(0, -1)) expect(line.length).toBeGreaterThan(100);
  });

  test.each(['x', 'a-name-of-forty-characters-as-long-as-may', 'x'.repeat(150)])(
    'has no ragged line around the value %s',
    (value) => {
      const text = `A sentence about ${value}.\nThen ${LONG} of ${value},\nwhich is \`make run APP=${value}\`.\n${LONG}`;
      const lines = wrapMarkdown(text).split('\n');
      lines.slice(0, -1).forEach((line, index) => {
        // A line ends only where the next word, or the next piece of code, would not have fit.
        const next = /^(?:`[^`]*`|\S)+/.exec(lines[index + 1])?.[0] ?? '';
        expect(line.length + 1 + next.length).toBeGreaterThan(110);
      });
    },
  );

  test('never breaks inside of code or a link', () => {
    for (let before = 0; before < 30; before++) {
      const text = `${'w '.repeat(45 + before)}\`make release APP=shop ENV=prod\` and [two words](docs/A%20B.md "a title").`;
      const wrapped = wrapMarkdown(text);
      expect(wrapped).toContain('`make release APP=shop ENV=prod`');
      expect(wrapped).toContain('[two words](docs/A%20B.md "a title").');
    }
  });

  test.each(['-', '+', '*', '>', '#', '1.', '2)'])(
    'starts no line with %s, which would be something else there',
    (marker) => {
      for (let before = 0; before < 30; before++) {
        const wrapped = wrapMarkdown(`${'w '.repeat(45 + before)}${marker} ${LONG}`);
        expect(wrapped.split('\n').filter((line) => line.startsWith(`${marker} `))).toEqual([]);
      }
    },
  );
});

test('a list item continues below its text, and the next item starts a line', () => {
  expect(wrapMarkdown(`- ${LONG}\n  tail.\n- Next.\n  - ${LONG}\n10. ${LONG}`)).toBe(
    [
      `- ${'word '.repeat(21).trim()}`,
      `  ${'word '.repeat(19)}tail.`,
      '- Next.',
      `  - ${'word '.repeat(21).trim()}`,
      `    ${'word '.repeat(19).trim()}`,
      `10. ${'word '.repeat(21).trim()}`,
      `    ${'word '.repeat(19).trim()}`,
    ].join('\n'),
  );
});

test('a paragraph of a list item keeps its indentation', () => {
  expect(wrapMarkdown(`- Item.\n\n  Then ${LONG}`)).toMatch(/^- Item\.\n\n {2}Then (?:word )+word\n {2}word/);
});

test.each([
  ['code', '```bash\nmake   release\n\n\\\n  too\n```'],
  ['indented code', '- Item.\n\n  ```ts\n  apps: {\n    shop: {},\n  },\n  ```'],
  ['a table', `| A | B |\n| --- | --- |\n| ${LONG} | x |`],
  ['a heading', `# ${LONG}\nText.`],
  ['a quotation', `> ${LONG}\n> more`],
  ['a comment', `<!-- ${LONG}\n     more -->\n\n# Title`],
  ['a comment on one line', `<!-- ${LONG} -->\nText.`],
])('%s keeps its lines', (_what, text) => {
  expect(wrapMarkdown(text)).toBe(text);
});

test('wrapping twice changes nothing', () => {
  const text = `# T\n\n${LONG} - ${LONG}\n\n- ${LONG}\n  ${LONG}\n\n| ${LONG} |\n`;
  expect(wrapMarkdown(wrapMarkdown(text))).toBe(wrapMarkdown(text));
});

test('paragraphs stand one empty line apart', () => {
  expect(wrapMarkdown('One.\n\n\n\nTwo.\n')).toBe('One.\n\nTwo.\n');
});
