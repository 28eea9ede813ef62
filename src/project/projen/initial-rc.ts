import { isDeepStrictEqual } from 'node:util';
import { key, literal, quote } from '../../common/literal';
import { positionOf } from '../../config/defaults';
import { REPOSITORY } from '../../config/definitions/repository';
import { SETTINGS } from '../../config/definitions/settings';
import type { OptionDoc, ReadDocs } from '../../config/option-doc';
import type { AppOptions, EnvironmentOptions, OrganizationOptions, PythonGitOpsAppOptions } from '../../config/options';
import { withOrganization } from '../../config/organization';

/** The input of the first `.projenrc.ts`. */
export interface InitialRc {
  /** Package and class that the file imports. */
  readonly module: string;
  readonly className: string;
  readonly options: PythonGitOpsAppOptions;
  /** Options that the project type sets, so the file only mentions them; by name. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Documentation of options by struct, for hints; empty for none. */
  readonly docs: ReadDocs;
}

const LINE_WIDTH = 118;

/** Renders the first `.projenrc.ts`: decided options as code, other common ones as comments. */
export function renderInitialRc({ module, className, options: all, given = {}, docs }: InitialRc): string {
  const isOwn = (name: string): boolean => !Object.hasOwn(given, name);
  const options = Object.fromEntries(Object.entries(all).filter(([name]) => isOwn(name))) as PythonGitOpsAppOptions;
  const top = docs('PythonGitOpsAppOptions').filter(({ name }) => isOwn(name));
  const lines = [
    `import { ${className} } from '${module}';`,
    '',
    `const project = new ${className}({`,
    `  name: ${quote(all.name)},`,
    ...(isOwn('repoUrl')
      ? known('repoUrl', options.repoUrl, top, ['No Applications are rendered until it is set.'])
      : []),
    ...(isOwn('registry')
      ? known('registry', options.registry, top, ['Nothing is pushed or released until it is set.'])
      : []),
    ...plain('defaultBranch', options.defaultBranch),
    ...plain('pythonVersion', options.pythonVersion),
    ...plain('packages', options.packages),
    ...plain('packageManager', options.packageManager),
    ...hints(top, ['defaultBranch', 'pythonVersion', 'devDeps'], options, '  '),
    ...givenLines(module, given),
    ...(isOwn('environments')
      ? [
          '',
          '  // In release order. A gated environment only changes when you promote a release to it.',
          '  environments: {',
          ...environmentLines(options, docs('EnvironmentOptions').length > 0),
          '  },',
        ]
      : []),
    ...(isOwn('apps')
      ? [
          '',
          '  // Each app is one image, built from apps/<name>/. Add one here and run `npx projen`.',
          '  apps: {',
          ...Object.entries(options.apps ?? {}).flatMap(([name, own]) => appLines(name, own, docs('AppOptions'))),
          '  },',
        ]
      : []),
    ...(options.devDeps?.length
      ? ['', `  devDeps: [${options.devDeps.map((value) => quote(value)).join(', ')}],`]
      : []),
    '});',
    '',
    'project.synth();',
    '',
  ];
  return lines.join('\n');
}

/** What the project type of a company sets, as comments. */
function givenLines(module: string, given: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(given);
  if (entries.length === 0) return [];
  const lines = entries.map(([name, value]) => `  //   ${key(name)}: ${literal(value)},`);
  return [
    '',
    `  // Set by ${module}:`,
    ...lines.map((line) => (line.length > LINE_WIDTH ? `${line.slice(0, LINE_WIDTH - 1)}…` : line)),
  ];
}

/** An option with its value if known, and otherwise a comment with the consequence. */
function known(name: string, value: string | undefined, docs: readonly OptionDoc[], consequence: string[]): string[] {
  if (value !== undefined) return [`  ${name}: ${quote(value)},`];
  const doc = docs.find((entry) => entry.name === name);
  const comment = [doc?.summary, ...consequence].filter((part) => part !== undefined).join(' ');
  return [...wrap(comment, '  // '), `  // ${name}: ${doc?.example ?? "''"},`];
}

function plain(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`  ${name}: ${quote(value)},`];
}

/** Options that are not set, as comments of one line: `// port: 5000, // Port on which the server listens.` */
function hints(docs: readonly OptionDoc[], names: readonly string[], set: object, indent: string): string[] {
  return names.flatMap((name) => {
    const doc = docs.find((entry) => entry.name === name);
    if (!doc || (set as Record<string, unknown>)[name] !== undefined) return [];
    const value = doc.example ?? (doc.default && !doc.default.startsWith('-') ? singleQuoted(doc.default) : undefined);
    return [`${indent}// ${name}: ${value ?? '…'}, // ${doc.summary}`];
  });
}

/** An app, with its other options as hints. */
function appLines(name: string, own: AppOptions, docs: readonly OptionDoc[]): string[] {
  const lines = [
    ...Object.entries(own).map(([option, value]) => `      ${key(option)}: ${literal(value)},`),
    ...hints(docs, ['port', 'workloads', 'environments'], own, '      '),
  ];
  return lines.length > 0 ? [`    ${key(name)}: {`, ...lines, '    },'] : [`    ${key(name)}: {},`];
}

/** The environments, with their defaults as hints to uncomment. */
function environmentLines(options: PythonGitOpsAppOptions, withHints: boolean): string[] {
  const names = Object.keys(options.environments ?? {});
  return names.map((name, index) => {
    const position = positionOf(index, names.length);
    const { replicas, memory, logLevel } = SETTINGS.options;
    const values = `replicas: ${replicas.byPosition[position]}, memory: '${memory.byPosition[position]}', logLevel: '${logLevel.byPosition[position]}'`;
    const own = options.environments?.[name] ?? {};
    const isPlain = Object.keys(own).every((option) => option === 'gated');
    if (!withHints || !isPlain) return `    ${key(name)}: ${literal(own)},`;
    const gated = own.gated === undefined ? '' : `gated: ${own.gated}, `;
    return `    ${key(name)}: { ${gated}/* ${values} */ },`;
  });
}

function wrap(text: string, prefix: string): string[] {
  const lines: string[] = [];
  let line = prefix.trimEnd();
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > LINE_WIDTH && line.trim() !== prefix.trim()) {
      lines.push(line);
      line = prefix.trimEnd();
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function singleQuoted(json: string): string {
  return json.startsWith('"') ? quote(JSON.parse(json) as string) : json;
}

/**
 * The options of a new repository: the default environments, unless the organization has its own, and one app of the
 * repository's name.
 */
export function initialOptions(options: PythonGitOpsAppOptions): PythonGitOpsAppOptions {
  const isDecided = options.environments !== undefined || options.organization?.environments !== undefined;
  return {
    ...options,
    // Explicit, so that an environment added after the last one does not change its gate.
    ...(isDecided ? {} : { environments: defaultEnvironments() }),
    apps: options.apps ?? { [options.name]: {} },
  };
}

function defaultEnvironments(): Record<string, EnvironmentOptions> {
  const names = Object.keys(REPOSITORY.options.environments.default);
  return Object.fromEntries(names.map((name, index) => [name, index === names.length - 1 ? { gated: true } : {}]));
}

/**
 * The options that a project type sets, by name: those that differ from what `projen new` passed, and those of its
 * organization.
 */
export function givenOptions(
  options: PythonGitOpsAppOptions,
  passed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { organization, ...rest } = options;
  const own = Object.entries(rest).filter(
    ([name, value]) => value !== undefined && !NOT_GIVEN.has(name) && !isDeepStrictEqual(value, passed[name]),
  );
  const all = withOrganization(options);
  const inherited = Object.entries(organization ?? {}).flatMap(([name]) => {
    const value =
      (all as unknown as Record<string, unknown>)[name] ?? organization?.[name as keyof OrganizationOptions];
    return passed[name] === undefined && value !== undefined ? [[name, value]] : [];
  });
  return Object.fromEntries([...inherited, ...own]) as Record<string, unknown>;
}

/** Options that always belong to the repository or to projen. */
const NOT_GIVEN = new Set(['name', 'devDeps', 'outdir']);
