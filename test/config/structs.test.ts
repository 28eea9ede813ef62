import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Finding } from '../../src/common/findings';
import { STRUCTS } from '../../src/config/definitions';
import { requiredOf } from '../../src/config/definitions/define';
import { REPOSITORY } from '../../src/config/definitions/repository';
import { optionSamples } from '../../src/config/definitions/samples';
import { SETTINGS } from '../../src/config/definitions/settings';
import { check, shop } from '../support/config-check';

/** A property of an interface, as its documentation says. */
interface Property {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly summary: string;
  readonly default?: string;
  readonly example?: string;
}

const FOLDER = join(__dirname, '..', '..', 'src', 'config', 'options');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));

const SOURCES = FILES.map((file) =>
  ts.createSourceFile(file, readFileSync(join(FOLDER, file), 'utf8'), ts.ScriptTarget.ES2022, true),
);

const INTERFACES = new Map(
  SOURCES.flatMap((source) => [...source.statements])
    .filter(ts.isInterfaceDeclaration)
    .map((node) => [node.name.text, node]),
);

/** Properties of an interface, inherited ones included. */
function propertiesOf(name: string): Property[] {
  const node = INTERFACES.get(name);
  if (!node) throw new Error(`src/config/options has no interface ${name}`);
  const inherited = (node.heritageClauses ?? [])
    .flatMap((clause) => [...clause.types])
    .flatMap((type) => propertiesOf(type.expression.getText()));
  return [...inherited, ...node.members.map(propertyOf)];
}

function propertyOf(node: ts.TypeElement): Property {
  if (!ts.isPropertySignature(node) || !node.type) throw new Error(`no property: ${node.getText()}`);
  const tags = new Map(
    ts.getJSDocTags(node).map((tag) => [tag.tagName.text, ts.getTextOfJSDocComment(tag.comment) ?? '']),
  );
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return {
    name: node.name.getText(),
    type: node.type.getText(),
    optional: node.questionToken !== undefined,
    summary: (doc && ts.getTextOfJSDocComment(doc.comment)) ?? '',
    default: tags.get('default'),
    example: tags.get('example'),
  };
}

const ALL = [...INTERFACES.keys()].flatMap((struct) =>
  propertiesOf(struct).map((property) => [`${struct}.${property.name}`, struct, property] as const),
);

/** One JSON value of each type. */
const VALUES: Readonly<Record<string, unknown>> = { string: 'x', number: 1, boolean: true, list: [], object: {} };

/** The JSON type that a TypeScript type of an option is; a struct is another interface of the file. */
function jsonType(type: string): string | undefined {
  if (type === 'any') return undefined;
  if (type in VALUES) return type;
  if (INTERFACES.has(type)) return 'object';
  if (type.endsWith('[]')) return 'list';
  if (type.startsWith('Record<')) return 'object';
  throw new Error(`no JSON type is known for ${type}`);
}

describe('validation and documentation', () => {
  test('know the same structs', () => {
    expect(Object.keys(STRUCTS).sort()).toEqual([...INTERFACES.keys()].sort());
  });

  test.each([...INTERFACES.keys()])('know the same options of %s, inherited ones included', (struct) => {
    const documented = propertiesOf(struct).map((property) => property.name);
    expect(Object.keys(STRUCTS[struct].options).sort()).toEqual([...documented].sort());
    expect(new Set(documented).size).toBe(documented.length);
  });

  test.each(ALL)('agree on the type of %s', (_name, struct, property) => {
    const wrongTypes = Object.entries(VALUES).filter(([, value]) => {
      const findings: Finding[] = [];
      STRUCTS[struct].options[property.name].rule(value, 'x', (finding) => void findings.push(finding));
      return findings.some((finding) => finding.code === 'wrong-type' && finding.path === 'x');
    });
    const expected =
      property.type === 'any' ? [] : Object.keys(VALUES).filter((type) => type !== jsonType(property.type));
    expect(wrongTypes.map(([type]) => type)).toEqual(expected);
  });

  test('agree on what is required', () => {
    const required = ALL.filter(([, , property]) => !property.optional).map(([name]) => name);
    expect(required.sort()).toEqual(
      Object.values(STRUCTS)
        .flatMap(({ name: struct, options }) => requiredOf(options).map((name) => `${struct}.${name}`))
        .sort(),
    );
    expect(check({})).toEqual(['name wrong-type']);
    expect(check({ name: 'shop' })).toEqual([]);
  });
});

/** Names that a module exports, as the compiler sees them; no other file is read. */
function exportsOf(name: string): string[] {
  const folder = join(__dirname, '..', '..', 'src');
  const files = [name, 'python-gitops-app.ts', ...FILES.map((file) => join('config', 'options', file))].map((file) =>
    join(folder, file),
  );
  const program = ts.createProgram(files, { noResolve: true, noLib: true });
  const source = program.getSourceFile(join(folder, name));
  const symbol = source && program.getTypeChecker().getSymbolAtLocation(source);
  if (!symbol) throw new Error(`src/${name} is no module`);
  return program
    .getTypeChecker()
    .getExportsOfModule(symbol)
    .map((exported) => exported.name);
}

test('the package exports the project type and every struct of options, and nothing else', () => {
  expect(exportsOf('index.ts').sort()).toEqual([...INTERFACES.keys(), 'PythonGitOpsApp'].sort());
});

const ANY = ALL.map(([name, struct, { name: option }]) => [name, STRUCTS[struct].options[option]] as const);

describe('the definition', () => {
  test.each(ANY)(
    'of %s has samples that its rule takes, and one that differs from the default',
    (_name, definition) => {
      const samples = optionSamples(definition);
      const refused = samples.filter((value) => {
        const findings: Finding[] = [];
        definition.rule(value, 'x', (finding) => void findings.push(finding));
        return findings.length > 0;
      });
      expect(refused).toEqual([]);
      expect(samples.some((value) => JSON.stringify(value) !== JSON.stringify(definition.default))).toBe(true);
    },
  );

  test.each(Object.values(STRUCTS).map((struct) => [struct.name, struct] as const))(
    'of %s has no word that is the name of an option there',
    (_name, { options }) => {
      const words = Object.values(options).flatMap(({ words: own = [], answers = {}, covers = [] }) => [
        ...own,
        ...Object.keys(answers),
        ...covers,
      ]);
      expect(words.filter((word) => word in options)).toEqual([]);
    },
  );

  test('of fields without an option names no option of any struct', () => {
    const names = new Set(Object.values(STRUCTS).flatMap(({ options }) => Object.keys(options)));
    const covered = ANY.flatMap(([, { covers = [] }]) => [...covers]);
    expect(covered).toContain('hostPath');
    expect(covered.filter((word) => names.has(word))).toEqual([]);
  });

  test('of an option lists types that exist', () => {
    for (const [, { usedBy = [] }] of ANY) {
      const known = ['WorkloadOptions', 'VolumeOptions'].flatMap((struct) =>
        optionSamples(STRUCTS[struct].options.type),
      );
      expect(usedBy.filter((type) => !known.includes(type))).toEqual([]);
    }
  });
});

describe('the documentation', () => {
  test.each(ALL)('says of %s what it is and what its default is', (_name, _struct, property) => {
    expect(property.summary).not.toBe('');
    expect(property.default).toEqual(expect.stringMatching(/\S/));
  });

  test('gives the defaults that are applied', () => {
    const isOneValue = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
    const written = ALL.flatMap(([name, , { default: text = '' }]) =>
      /^["\d]/.test(text) ? [[name, JSON.parse(text) as unknown]] : [],
    );
    const applied = ALL.flatMap(([name, struct, property]) => {
      const value = STRUCTS[struct].options[property.name].default;
      return isOneValue(value) ? [[name, value]] : [];
    });
    expect(applied.length).toBeGreaterThan(20);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(applied));
  });

  test.each([
    [
      'environments',
      'list',
      (words: string) => words.split(/, | and /),
      Object.keys(REPOSITORY.options.environments.default),
    ],
    ['replicas', 'positions', numbers, Object.values(SETTINGS.options.replicas.byPosition)],
    ['memory', 'positions', quantities, Object.values(SETTINGS.options.memory.byPosition)],
    ['logLevel', 'positions', levels, Object.values(SETTINGS.options.logLevel.byPosition)],
  ])('gives the defaults of %s in words', (name, _kind, read, applied) => {
    const of = ['PythonGitOpsAppOptions', 'SettingsOptions'].flatMap(propertiesOf);
    const property = of.find((candidate) => candidate.name === name);
    const words = (property?.default ?? '').replace(/^- /, '');
    // In the words the last environment comes before those between.
    expect([...read(words)].map(String).sort()).toEqual([...applied].map(String).sort());
  });

  test.each(ALL.filter(([, struct, property]) => struct === 'PythonGitOpsAppOptions' && property.example))(
    'has an example of %s that is accepted',
    (_name, _struct, property) => {
      // The example is written by us; Function reads it as the expression that it is.
      const value = new Function(`return (${property.example})`)() as unknown;
      expect(check(shop({ [property.name]: value }))).toEqual([]);
    },
  );
});

function numbers(words: string): string[] {
  return words.match(/\d+/g) ?? [];
}

function quantities(words: string): string[] {
  return words.match(/\d+Mi/g) ?? [];
}

function levels(words: string): string[] {
  return words.match(/[A-Z]{3,}/g) ?? [];
}
