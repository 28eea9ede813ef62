import fc from 'fast-check';
import { transform } from 'sucrase';
import type { AppOptions, PythonGitOpsAppOptions } from '../../../src/config/options';
import { addApp, removeApp, renameApp } from '../../../src/project/rc/app-changes';
import type { ConfigEdits } from '../../../src/project/rc/app-changes';
import { editOptions } from '../../../src/project/rc/edit';

/** Files of many shapes; FUZZ_RUNS sets how many, FUZZ_SEED which. A failure prints its seed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

const NAMES = ['api', 'web-shop', 'reports', 'x'];

/** How a person may write it. */
interface Shape {
  readonly names: readonly string[];
  /** Whether each app has its own line. */
  readonly isLong: boolean;
  readonly hasComma: boolean;
  readonly quote: "'" | '"';
  readonly quotesAll: boolean;
  readonly unit: string;
  readonly newline: string;
  readonly where: 'inside' | 'const' | 'shorthand' | 'options';
  readonly type: string;
  /** For each app: how it is written. */
  readonly extras: readonly { above: string; behind: string; value: string; blank: boolean }[];
  /** The text below the last app. */
  readonly dangling: string;
  readonly spread: boolean;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  names: fc.subarray(NAMES),
  isLong: fc.boolean(),
  hasComma: fc.boolean(),
  quote: fc.constantFrom("'", '"'),
  quotesAll: fc.boolean(),
  unit: fc.constantFrom('  ', '    ', '\t'),
  newline: fc.constantFrom('\n', '\r\n'),
  where: fc.constantFrom('inside', 'const', 'shorthand', 'options'),
  type: fc.constantFrom('', ' as const', ' satisfies Record<string, object>'),
  extras: fc.array(
    fc.record({
      above: fc.constantFrom('', '', '// { of: "it" },', '/* of */', '/**\n * of\n */'),
      behind: fc.constantFrom('', '', '// of, it', '/* , */'),
      value: fc.constantFrom('{}', '{ port: 8080 }', 'shared', '{ ...shared, port: 1 }', '{\n port: 7, // }\n}'),
      blank: fc.boolean(),
    }),
    { minLength: NAMES.length, maxLength: NAMES.length },
  ),
  dangling: fc.constantFrom('', '', '// later: {},', '/* none */'),
  spread: fc.boolean(),
});

function fileOf(shape: Shape): string {
  const { newline, unit, where, type } = shape;
  const apps = `${appsOf(shape, where === 'inside' || where === 'options' ? unit : '')}${type}`;
  const own = where === 'shorthand' ? 'apps' : where === 'const' ? 'apps: all' : `apps: ${apps}`;
  const options = `{\n${unit}name: ${shape.quote}shop${shape.quote},\n${unit}${own},\n}`;
  const lines = [
    `import { PythonGitOpsApp } from ${shape.quote}@org/python-gitops-app${shape.quote};`,
    '',
    'const shared = { port: 5 };',
    'const more = {};',
    ...(where === 'const' ? [`const all = ${apps};`] : where === 'shorthand' ? [`const apps = ${apps};`] : []),
    ...(where === 'options' ? [`const options = ${options}${type};`] : []),
    `const project = new PythonGitOpsApp(${where === 'options' ? 'options' : options});`,
    'project.synth();',
    '',
  ];
  return lines.join('\n').replaceAll('\n', newline);
}

function appsOf(shape: Shape, outer: string): string {
  const { names, isLong, hasComma, unit, extras, dangling, spread } = shape;
  const key = (name: string): string =>
    shape.quotesAll || !/^\w+$/.test(name) ? `${shape.quote}${name}${shape.quote}` : name;
  const all = [...(spread ? ['...more'] : []), ...names.map((name, index) => `${key(name)}: ${extras[index].value}`)];
  if (!isLong) {
    const comment = dangling.startsWith('//') ? '' : dangling;
    if (all.length === 0) return comment === '' ? '{}' : `{ ${comment} }`;
    return `{ ${all.join(', ').replaceAll(/\/\/[^\n]*/g, '')}${hasComma ? ',' : ''} ${comment}}`;
  }
  const indent = `${outer}${unit}`;
  const lines = all.flatMap((text, place) => {
    const { above, behind, blank } = extras[place % extras.length];
    const comma = place < all.length - 1 || hasComma ? ',' : '';
    return [
      ...(blank && place > 0 ? [''] : []),
      ...(above === '' ? [] : above.split('\n').map((line) => `${indent}${line}`)),
      `${indent}${text.replaceAll('\n', `\n${indent}`)}${comma}${behind === '' ? '' : ` ${behind}`}`,
    ];
  });
  if (dangling !== '') lines.push(`${indent}${dangling}`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${outer}}`;
}

/** The options that a file passes to its project, found by running it. */
function evaluate(text: string): PythonGitOpsAppOptions {
  let options: PythonGitOpsAppOptions | undefined;
  class PythonGitOpsApp {
    constructor(given: PythonGitOpsAppOptions) {
      options = given;
    }
    synth(): void {
      // Writes nothing.
    }
  }
  const { code } = transform(text, { transforms: ['imports', 'typescript'] });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the file is a program
  new Function('require', 'exports', code)(() => ({ PythonGitOpsApp }), {});
  if (options === undefined) throw new Error('the file makes no project');
  return options;
}

/** Edits a file and requires the wanted options in the wanted order. */
function edited(text: string, wish: (options: PythonGitOpsAppOptions) => ConfigEdits): string {
  const { changes, options } = wish(evaluate(text));
  const result = editOptions(text, changes);
  expect(result.refusals).toEqual([]);
  expect(JSON.stringify(evaluate(result.text))).toBe(JSON.stringify(options));
  return result.text;
}

const own: fc.Arbitrary<AppOptions> = fc.record(
  {
    port: fc.integer({ min: 1, max: 65535 }),
    framework: fc.constantFrom('django', 'fastapi'),
    interface: fc.constantFrom('wsgi', 'asgi'),
    callable: fc.string(),
    env: fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.string(),
    ),
  },
  { requiredKeys: [] },
);

test('adding and removing an app restores the file byte for byte; in between, it has exactly the added app', () => {
  const name = fc.constantFrom('billing', 'bill-ing');
  fc.assert(
    fc.property(shapes, name, own, (shape, app, options) => {
      const text = fileOf(shape);
      const more = edited(text, (before) => addApp(before, app, options));
      expect(edited(more, (before) => removeApp(before, app))).toBe(text);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

test('any app can be removed or renamed: the others stay, and renaming back restores the file', () => {
  const some = shapes.filter(({ names }) => names.length > 0);
  fc.assert(
    fc.property(some, fc.nat(), (shape, place) => {
      const text = fileOf(shape);
      const app = shape.names[place % shape.names.length];
      edited(text, (before) => removeApp(before, app));
      const renamed = edited(text, (before) => renameApp(before, app, 'otherwise'));
      expect(edited(renamed, (before) => renameApp(before, 'otherwise', app))).toBe(text);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
