import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARY, LIBRARY_FOLDER } from '../../../src/config/library';

test('the library knows its own name and version', () => {
  const own = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8')) as typeof LIBRARY;
  expect([LIBRARY.name, LIBRARY.version]).toEqual([own.name, own.version]);
});

test.each(['bin/python-gitops.js', 'templates', 'package.json'])('its folder holds %s', (path) => {
  expect(existsSync(join(LIBRARY_FOLDER, path))).toBe(true);
});
