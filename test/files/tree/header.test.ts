import { generatedHeader, headerLines, withHeader } from '../../../src/files/tree/header';

const HASH =
  '# Generated from .projenrc.ts (apps.web). `npx projen` overwrites edits.\n' +
  '# What to change instead: make owners FILE=apps/web/Makefile\n';

const HTML =
  '<!-- Generated from .projenrc.ts (apps.web). `npx projen` overwrites edits.\n' +
  '     What to change instead: make owners FILE=apps/web/Makefile -->\n';

describe('the header of a generated file', () => {
  test('names the option and the command that shows what to change instead', () => {
    expect(generatedHeader('apps/web/Makefile', 'apps.web')).toBe(HASH);
    expect(generatedHeader('apps/web/Makefile', 'apps.web', 'html')).toBe(HTML);
  });

  test('is the same text where a file has no comments', () => {
    expect(headerLines('renovate.json', 'renovate')).toEqual([
      'Generated from .projenrc.ts (renovate). `npx projen` overwrites edits.',
      'What to change instead: make owners FILE=renovate.json',
    ]);
    expect(
      headerLines('apps/web/Makefile', 'apps.web')
        .map((line) => `# ${line}\n`)
        .join(''),
    ).toBe(HASH);
  });

  test('is on top of a text', () => {
    expect(withHeader('apps/web/Makefile', 'apps.web', 'all:\n')).toBe(`${HASH}all:\n`);
  });

  test('is below a shebang, which must be the first line', () => {
    expect(withHeader('apps/web/Makefile', 'apps.web', '#!/bin/sh\nset -e\n')).toBe(`#!/bin/sh\n${HASH}set -e\n`);
  });

  test('is below a shebang that is the only line', () => {
    expect(withHeader('apps/web/Makefile', 'apps.web', '#!/bin/sh\n')).toBe(`#!/bin/sh\n${HASH}`);
  });

  test('is a separate comment in a document, with a blank line below it', () => {
    expect(withHeader('apps/web/Makefile', 'apps.web', '# Title\n', 'html')).toBe(`${HTML}\n# Title\n`);
  });
});
