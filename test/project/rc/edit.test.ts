import type { Change } from '../../../src/project/rc/edit';
import { editOptions } from '../../../src/project/rc/edit';

/** A realistic `.projenrc.ts` with this piece in the options. */
const withOptions = (piece: string): string =>
  `import { PythonGitOpsApp } from '@org/python-gitops-app';

const project = new PythonGitOpsApp({
  name: 'shop',
  ${piece}
});

project.synth();
`;

const ADD: Change = { kind: 'add', path: ['apps', 'billing'], value: { port: 8080, interface: 'asgi' } };
const REMOVE: Change = { kind: 'remove', path: ['apps', 'billing'] };
const RENAME: Change = { kind: 'rename', path: ['apps', 'billing'], to: 'accounts' };

/** The text after a change that must be safe. */
const edit = (text: string, ...changes: Change[]): string => {
  const { text: edited, refusals } = editOptions(text, changes);
  expect(refusals).toEqual([]);
  return edited;
};

/** Why a change is refused, by line; the text must stay the same. */
const refused = (text: string, ...changes: Change[]): string[] => {
  const edited = editOptions(text, changes);
  expect(edited.text).toBe(text);
  return edited.refusals.map(({ line, why }) => `${line}: ${why}`);
};

describe('an entry is added', () => {
  const cases: readonly [what: string, before: string, after: string][] = [
    ['to an empty object', 'apps: {},', "apps: {\n    billing: { port: 8080, interface: 'asgi' },\n  },"],
    ['in one line', 'apps: { shop: {} },', "apps: { shop: {}, billing: { port: 8080, interface: 'asgi' } },"],
    [
      'behind a comma of one line',
      'apps: { shop: {}, },',
      "apps: { shop: {}, billing: { port: 8080, interface: 'asgi' }, },",
    ],
    [
      'behind the comment of the last one, before what stands alone',
      'apps: {\n    shop: {}, // the first\n    // api: {},\n  },',
      "apps: {\n    shop: {}, // the first\n    billing: { port: 8080, interface: 'asgi' },\n    // api: {},\n  },",
    ],
    [
      'without a comma at the end, where there is none',
      'apps: {\n    shop: {} // the first\n  },',
      "apps: {\n    shop: {}, // the first\n    billing: { port: 8080, interface: 'asgi' }\n  },",
    ],
    [
      'above a comment that was all there is',
      'apps: { // by name\n    // none yet\n  },',
      "apps: { // by name\n    billing: { port: 8080, interface: 'asgi' },\n    // none yet\n  },",
    ],
    [
      'with quotes where all keys have some that they do not need',
      "apps: {\n    'shop': {},\n  },",
      "apps: {\n    'shop': {},\n    'billing': { port: 8080, interface: 'asgi' },\n  },",
    ],
    [
      'without quotes next to keys that need them',
      "apps: {\n    'web-shop': {},\n  },",
      "apps: {\n    'web-shop': {},\n    billing: { port: 8080, interface: 'asgi' },\n  },",
    ],
    [
      'with the tabs of its neighbors',
      'apps: {\n\t\tshop: {},\n\t},',
      "apps: {\n\t\tshop: {},\n\t\tbilling: { port: 8080, interface: 'asgi' },\n\t},",
    ],
    [
      'behind a spread and behind names',
      'apps: {\n    shop,\n    ...others,\n  } satisfies Apps,',
      "apps: {\n    shop,\n    ...others,\n    billing: { port: 8080, interface: 'asgi' },\n  } satisfies Apps,",
    ],
  ];
  test.each(cases)('%s, and removing it restores the file', (_what, before, after) => {
    const text = edit(withOptions(before), ADD);
    expect(text).toBe(withOptions(after));
    expect(edit(text, REMOVE)).toBe(withOptions(before));
  });

  test('together with apps when there are none', () => {
    const lines = "environments: { dev: {} },\n  apps: {\n    billing: { port: 8080, interface: 'asgi' },\n  },";
    expect(edit(withOptions('environments: { dev: {} },'), ADD)).toBe(withOptions(lines));
    expect(edit("new App({ name: 'x' }).synth();\n", ADD)).toBe(
      "new App({ name: 'x', apps: { billing: { port: 8080, interface: 'asgi' } } }).synth();\n",
    );
    expect(edit('new App({}).synth();\n', { ...ADD, value: {} })).toBe(
      'new App({\n  apps: {\n    billing: {},\n  },\n}).synth();\n',
    );
  });

  test('in the style of JSON', () => {
    const before = 'new App({\n  "name": "shop",\n  "apps": {\n    "shop": {}\n  }\n}).synth();\n';
    const after =
      'new App({\n  "name": "shop",\n  "apps": {\n    "shop": {},\n    "billing": { "port": 8080, "interface": "asgi" }\n  }\n}).synth();\n';
    expect(edit(before, ADD)).toBe(after);
    expect(edit(after, REMOVE)).toBe(before);
  });

  test('with the line endings of the file, and after its byte order mark', () => {
    const windows = (text: string): string => `\ufeff${text.replaceAll('\n', '\r\n')}`;
    const before = windows(withOptions('apps: {\n    shop: {},\n  },'));
    const after = windows(withOptions("apps: {\n    shop: {},\n    billing: { port: 8080, interface: 'asgi' },\n  },"));
    expect(edit(before, ADD)).toBe(after);
    expect(edit(after, REMOVE)).toBe(before);
  });
});

describe('the options are found', () => {
  const plain = (text: string): [string, string] => [text, text.replace('shop: {}', 'shop: {}, billing: {}')];
  const cases: readonly [what: string, text: string][] = [
    ['in a class of another name', 'new AcmeService({ apps: { shop: {} } }).synth();'],
    ['next to other objects', "new Other({ name: 'x' });\nconst p = new Acme({ apps: { shop: {} } });\np.synth();"],
    ['in a const', 'const options = { apps: { shop: {} } };\nconst p = new Acme(options);\np.synth();'],
    [
      'behind types',
      'const o: Options = { apps: { shop: {} } } as const satisfies Options;\nnew Acme(<Options>o!).synth();',
    ],
    ['with the apps in a separate const', 'const apps = { shop: {} };\nnew Acme({ apps }).synth();'],
    [
      'with the apps in a const of another name',
      'export const all = { shop: {} } as Apps;\nnew Acme({ apps: all }).synth();',
    ],
    ['with the apps in a member', 'const config = { all: { shop: {} } };\nnew Acme({ apps: config.all }).synth();'],
    ['in the second argument', "new Acme(defaults(), { 'apps': { shop: {} } }).synth();"],
    ['where nothing is synthesized by that name', 'export default new Acme({ name: "x", apps: { shop: {} } });'],
    ['in a function', 'function make(): void {\n  new Acme({ apps: { shop: {} } }).synth();\n}\nmake();'],
    [
      'with every kind of syntax',
      [
        '#!/usr/bin/env node',
        "import type { A } from './types';",
        "import { type B, C } from './types';",
        "import data from './data.json' with { type: 'json' };",
        'enum Size { Small = 1, Large }',
        'declare const outside: unique symbol;',
        'abstract class Base<const T extends object = {}> { constructor(private readonly t: T) {} abstract get x(): T }',
        '@sealed class D extends Base<{ a?: A }> { accessor y = 1; get x() { return {} as never } static { void 0; } }',
        'namespace N { export type X = `a${string}` | keyof B; }',
        'function over(a: string): string; function over(a: any) { return a as unknown as string; }',
        'const generic = <T,>(value: T): asserts value is NonNullable<T> => {};',
        'using file = open();',
        'const tuple: [first: string, ...rest: number[]] = ["x"];',
        'const big = 1_000n ?? tuple?.[0]!;',
        'const p = new Acme<Options>({ apps: { shop: {} } } satisfies Options);',
        'p.synth();',
      ].join('\n'),
    ],
  ];
  test.each(cases)('%s', (_what, text) => {
    const [before, after] = plain(text);
    expect(after).not.toBe(before);
    expect(edit(before, { ...ADD, value: {} })).toBe(after);
  });
});

describe('an unsafe edit is refused with its line', () => {
  const cases: readonly [what: string, text: string, why: string, change?: Change][] = [
    [
      'apps that are imported',
      "import { apps } from './apps';\nnew Acme({ apps }).synth();",
      "1: apps is imported from './apps'",
    ],
    ['apps that a function makes', 'new Acme({\n  apps: makeApps(),\n}).synth();', '2: apps is computed by a function'],
    [
      'apps by a condition',
      'new Acme({\n  apps: isBig ? { a: {} } : {},\n}).synth();',
      '2: apps depends on a condition',
    ],
    ['apps that a method makes', 'new Acme({\n  apps() {},\n}).synth();', '2: apps is computed by a function'],
    [
      'apps that may come from a spread',
      "new Acme({\n  ...shared,\n  name: 'x',\n}).synth();",
      '2: apps may come from this spread',
    ],
    ['apps that are there twice', 'new Acme({\n  apps: {},\n  apps: {},\n}).synth();', '3: apps is set twice'],
    [
      'options from elsewhere',
      "import { options } from './options';\nnew Acme(options).synth();",
      "1: the object with the options is imported from './options'",
    ],
    [
      'two projects',
      'new Acme({ apps: {} }).synth();\nnew Acme({ apps: {} }).synth();',
      '2: found several projects; keep one project per file',
    ],
    ['no project', 'export {};\n', '1: found no new project with literal options'],
    ['what does not parse', 'new Acme({\n  apps: {,},\n}).synth();', '2: syntax error: Unexpected token'],
    [
      'an app from a spread',
      'new Acme({\n  apps: {\n    ...others,\n  },\n}).synth();',
      '3: apps.billing may come from this spread',
      REMOVE,
    ],
    [
      'a text that is no string in quotes',
      'new Acme({\n  takeOver: [\n    FILE,\n  ],\n}).synth();',
      '3: takeOver[0] is not a quoted string',
      { kind: 'replace', path: ['takeOver', 0], to: 'x' },
    ],
    [
      'an item of a list with a spread',
      'new Acme({\n  takeOver: [...more, "x"],\n}).synth();',
      '2: takeOver[1] is in a list with a spread',
      { kind: 'remove', path: ['takeOver', 1] },
    ],
  ];
  test.each(cases)('%s', (_what, text, why, change = ADD) => {
    expect(refused(text, change)).toEqual([expect.stringContaining(why)]);
  });

  test('all of them at once, with the original lines', () => {
    const text = withOptions('apps: {\n    billing: {},\n    ...more,\n  },\n  takeOver: [\n    FILE,\n  ],');
    const changes: Change[] = [
      REMOVE,
      { kind: 'replace', path: ['takeOver', 0], to: 'x' },
      { kind: 'remove', path: ['apps', 'other'] },
    ];
    expect(refused(text, ...changes)).toEqual([
      '10: takeOver[0] is not a quoted string',
      '7: apps.other may come from this spread',
    ]);
  });
});

describe('an entry is removed', () => {
  const cases: readonly [what: string, before: string, after: string][] = [
    [
      'with the comments directly above and behind it',
      'apps: {\n    shop: {}, // stays\n    // goes\n    /* goes, too */\n    billing: {\n      port: 1, // goes\n    }, // goes\n    // stays\n    api: {},\n  },',
      'apps: {\n    shop: {}, // stays\n    // stays\n    api: {},\n  },',
    ],
    [
      'without a comment that a blank line sets apart',
      'apps: {\n    // of all\n\n    billing: {},\n    shop: {},\n  },',
      'apps: {\n    // of all\n\n    shop: {},\n  },',
    ],
    [
      'with one of two blank lines',
      'apps: {\n    shop: {},\n\n    billing: {},\n\n    api: {},\n  },',
      'apps: {\n    shop: {},\n\n    api: {},\n  },',
    ],
    [
      'at the end, with its blank line and the comma before it',
      'apps: {\n    shop: {},\n\n    billing: {}\n  },',
      'apps: {\n    shop: {}\n  },',
    ],
    ['first in a line', 'apps: { billing: {}, shop: {} },', 'apps: { shop: {} },'],
    ['in the middle of a line', 'apps: { a: {}, /* goes */ billing: {}, c: {} },', 'apps: { a: {}, c: {} },'],
    ['at the end of a line', 'apps: { a: {}, billing: {} },', 'apps: { a: {} },'],
    ['alone in a line', 'apps: { billing: {} },', 'apps: {},'],
    [
      'first in a line of several',
      'apps: {\n    a: {}, // a\n    billing: {}, c: {},\n  },',
      'apps: {\n    a: {}, // a\n    c: {},\n  },',
    ],
    [
      'at the end of a line of several',
      'apps: {\n    a: {}, billing: {},\n    c: {},\n  },',
      'apps: {\n    a: {},\n    c: {},\n  },',
    ],
    ['in quotes, with a spread', "apps: {\n    ...more,\n    'billing': base,\n  },", 'apps: {\n    ...more,\n  },'],
    ['as a name', 'apps: {\n    billing,\n    shop,\n  },', 'apps: {\n    shop,\n  },'],
  ];
  test.each(cases)('%s', (_what, before, after) => {
    expect(edit(withOptions(before), REMOVE)).toBe(withOptions(after));
  });

  test('of lists and other objects, several at once', () => {
    const before = withOptions(
      "takeOver: [\n    'a', // a\n    'b',\n    'c', // c\n  ],\n  overrides: { 'x': [], y: [] },",
    );
    const after = withOptions("takeOver: [\n    'b',\n  ],\n  overrides: { y: [] },");
    const remove = (...path: (string | number)[]): Change => ({ kind: 'remove', path });
    expect(edit(before, remove('overrides', 'x'), remove('takeOver', 2), remove('takeOver', 0))).toBe(after);
  });
});

describe('a key is changed in its place', () => {
  const cases: readonly [what: string, before: string, to: string, after: string][] = [
    ['without quotes', 'apps: { billing: {}, b: {} },', 'accounts', 'apps: { accounts: {}, b: {} },'],
    ['that needs quotes now', 'apps: { billing: {} },', 'a-b', "apps: { 'a-b': {} },"],
    ['in quotes', 'apps: { "billing": {} },', 'a-b', 'apps: { "a-b": {} },'],
    ['computed of a text', "apps: { ['billing']: {} },", 'a-b', "apps: { ['a-b']: {} },"],
    ['of a name', 'apps: { billing },', 'accounts', 'apps: { accounts: billing },'],
  ];
  test.each(cases)('%s', (_what, before, to, after) => {
    expect(edit(withOptions(before), { ...RENAME, to })).toBe(withOptions(after));
  });

  test('and a string, with its own quotation marks', () => {
    const change: Change = { kind: 'replace', path: ['ciSteps', 'afterTests', 0, 'apps', 1], to: "it's" };
    const text = (name: string): string =>
      withOptions(`ciSteps: { afterTests: [{ name: 'x', apps: ['a', ${name}] }] },`);
    expect(edit(text("'billing'"), change)).toBe(text("'it\\'s'"));
    expect(edit(text('"billing"'), change)).toBe(text('"it\'s"'));
  });
});
