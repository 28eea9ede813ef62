import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { optionsSchema } from '../../src/config/json-schema';
import { validate } from '../../src/config/validate';
import { configs } from '../support/config-arbitrary';
import { DEFAULT, FIVE, NOT_SET, RICH } from '../support/render-cases';
import { EVERY_OPTION } from '../support/repositories';

const schema = optionsSchema(() => undefined);
const accepts = new Ajv2020({ strict: false }).compile(schema);

/** The value as it would be in a file. */
const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

test.each([
  ['default', DEFAULT],
  ['not-set', NOT_SET],
  ['rich', RICH],
  ['five', FIVE],
  ['every option', EVERY_OPTION],
])('it takes the config of the case %s', (_name, options) => {
  expect([accepts(written(options)), accepts.errors]).toEqual([true, null]);
});

test('it takes whatever synthesis takes', () => {
  fc.assert(
    fc.property(configs(0), (options) => {
      if (validate(options).length > 0) return;
      expect([accepts(written(options)), accepts.errors]).toEqual([true, null]);
    }),
    { numRuns: 200 },
  );
});

test.each([
  [{}],
  [{ name: 'shop', apps: { web: { prot: 1 } } }],
  [{ name: 'shop', apps: { web: { port: 80 } } }],
  [{ name: 'shop', apps: { web: { server: 'uvicorn' } } }],
  [{ name: 'shop', apps: { web: { systemPackages: 'libpq5' } } }],
  [{ name: 'shop', apps: { web: { workloads: { web: { volumes: { a: {} } } } } } }],
  [{ name: 'shop', environments: { dev: { gated: 'yes' } } }],
])('it refuses %j', (options) => {
  expect(accepts(options)).toBe(false);
});

test('the file that is published is made of it, with the words of the documentation', () => {
  const file = JSON.parse(readFileSync(join(__dirname, '../../schemas/options.schema.json'), 'utf8')) as typeof schema;
  const bare = JSON.parse(JSON.stringify(file), (key, value: unknown) => {
    return key === 'description' && typeof value === 'string' ? undefined : value;
  }) as unknown;
  expect(bare).toEqual(written(schema));
  expect(JSON.stringify(file)).toContain('"description":"Number of pods of each service."');
});
