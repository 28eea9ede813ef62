import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Finding } from '../../src/common/findings';
import { DEFAULTS } from '../../src/config/defaults';
import { REQUIRED, STRUCTS } from '../../src/config/schema';
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
    expect(Object.keys(STRUCTS[struct]).sort()).toEqual([...documented].sort());
    expect(new Set(documented).size).toBe(documented.length);
  });

  test.each(ALL)('agree on the type of %s', (_name, struct, property) => {
    const wrongTypes = Object.entries(VALUES).filter(([, value]) => {
      const findings: Finding[] = [];
      STRUCTS[struct][property.name](value, 'x', (finding) => void findings.push(finding));
      return findings.some((finding) => finding.code === 'wrong-type' && finding.path === 'x');
    });
    const expected =
      property.type === 'any' ? [] : Object.keys(VALUES).filter((type) => type !== jsonType(property.type));
    expect(wrongTypes.map(([type]) => type)).toEqual(expected);
  });

  test('agree on what is required', () => {
    const required = ALL.filter(([, , property]) => !property.optional).map(([name]) => name);
    expect(required.sort()).toEqual(
      Object.entries(REQUIRED)
        .flatMap(([struct, names]) => (names ?? []).map((name) => `${struct}.${name}`))
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

/** Structs that say how many pods there are, and what each has. */
const PODS = [...INTERFACES.keys()].filter((struct) => propertiesOf(struct).some(({ name }) => name === 'cpu'));

describe('the documentation', () => {
  test.each(ALL)('says of %s what it is and what its default is', (_name, _struct, property) => {
    expect(property.summary).not.toBe('');
    expect(property.default).toEqual(expect.stringMatching(/\S/));
  });

  test('gives the defaults that are applied', () => {
    const written = new Map(
      ALL.filter(([, , property]) => property.default?.match(/^["\d]/)).map(([name, , property]) => [
        name,
        JSON.parse(property.default as string) as unknown,
      ]),
    );
    expect(Object.fromEntries(written)).toEqual({
      ...Object.fromEntries(
        ['PythonGitOpsAppOptions', 'RepositoryOptions', 'OrganizationOptions'].flatMap((struct) => [
          [`${struct}.defaultBranch`, DEFAULTS.defaultBranch],
          [`${struct}.pythonVersion`, DEFAULTS.pythonVersion],
          [`${struct}.packageManager`, DEFAULTS.packageManager],
        ]),
      ),
      'ArgocdOptions.namespace': DEFAULTS.argocdNamespace,
      'ArgocdOptions.manages': DEFAULTS.argocdManages,
      'DeliveryOptions.credentials': DEFAULTS.credentials,
      'GateOptions.check': 'none',
      'GateOptions.timeoutMinutes': DEFAULTS.gateTimeoutMinutes,
      'DeliveryOptions.releases': DEFAULTS.releases,
      ...Object.fromEntries(PODS.map((struct) => [`${struct}.cpu`, DEFAULTS.cpu])),
      'AppOptions.callable': DEFAULTS.callable,
      'AutoscalingOptions.targetCpu': DEFAULTS.targetCpu,
      'VolumeOptions.type': DEFAULTS.volumeType,
      'VolumeOptions.size': DEFAULTS.volumeSize,
      'VolumeOptions.accessMode': DEFAULTS.accessMode,
      'WorkloadOptions.terminationGracePeriodSeconds': DEFAULTS.terminationGracePeriodSeconds,
      'WorkloadOptions.timeZone': DEFAULTS.timeZone,
      'WorkloadOptions.concurrencyPolicy': DEFAULTS.concurrencyPolicy,
      'WorkloadOptions.activeDeadlineSeconds': DEFAULTS.activeDeadlineSeconds,
      'AppOptions.port': DEFAULTS.port,
      'AppOptions.server': DEFAULTS.server,
      'AppOptions.interface': DEFAULTS.interface,
      'ServiceMonitorOptions.interval': DEFAULTS.scrapeInterval,
    });
  });

  test.each([
    ['environments', 'list', (words: string) => words.split(/, | and /), [...DEFAULTS.environments]],
    ['replicas', 'positions', numbers, Object.values(DEFAULTS.replicas)],
    ['memory', 'positions', quantities, Object.values(DEFAULTS.memory)],
    ['logLevel', 'positions', levels, Object.values(DEFAULTS.logLevel)],
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
