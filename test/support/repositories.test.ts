import { EVERY_OPTION, REPOSITORIES } from './repositories';
import { STRUCTS } from '../../src/config/schema';
import { validate } from '../../src/config/validate';

/** It concerns the file system: nothing that is rendered depends on it. */
const LEFT_OUT = ['PythonGitOpsAppOptions.outdir'];

/** Every object below a value, itself included. */
function objectsBelow(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsBelow)];
}

test.each(REPOSITORIES)('%s is valid', (_name, options) => {
  expect(validate(options)).toEqual([]);
});

test('EVERY_OPTION holds every option that there is', () => {
  const objects = objectsBelow(EVERY_OPTION);
  const missing = Object.entries(STRUCTS).flatMap(([struct, rules]) => {
    const known = Object.keys(rules);
    const fitting = objects.filter((object) => Object.keys(object).every((key) => known.includes(key)));
    const used = new Set(fitting.flatMap((object) => Object.keys(object)));
    return known.filter((option) => !used.has(option)).map((option) => `${struct}.${option}`);
  });
  expect(missing).toEqual(LEFT_OUT);
});
