import type { OptionDoc } from './option-docs';
import { positionOf } from '../../config/defaults';
import { REPOSITORY } from '../../config/definitions/repository';
import { SETTINGS } from '../../config/definitions/settings';
import type { AppOptions, PythonGitOpsAppOptions } from '../../config/options';
import { key, literal, quote } from '../rc/literal';

/** The input of the first `.projenrc.ts`. */
export interface InitialRc {
  /** Package and class that the file imports. */
  readonly module: string;
  readonly className: string;
  readonly options: PythonGitOpsAppOptions;
  /** Documentation of options by struct, for hints; empty for none. */
  readonly docs: (struct: string) => readonly OptionDoc[];
}

const LINE_WIDTH = 118;

/** Renders the first `.projenrc.ts`: decided options as code, other common ones as comments. */
export function renderInitialRc({ module, className, options, docs }: InitialRc): string {
  const top = docs('PythonGitOpsAppOptions');
  const lines = [
    `import { ${className} } from '${module}';`,
    '',
    `const project = new ${className}({`,
    `  name: ${quote(options.name)},`,
    ...known('repoUrl', options.repoUrl, top, ['No Applications are rendered until it is set.']),
    ...known('registry', options.registry, top, ['Nothing is pushed or released until it is set.']),
    ...plain('defaultBranch', options.defaultBranch),
    ...plain('pythonVersion', options.pythonVersion),
    ...plain('packageManager', options.packageManager),
    ...hints(top, ['defaultBranch', 'pythonVersion', 'devDeps'], options, '  '),
    '',
    '  // In release order. A gated environment only changes when you promote a release to it.',
    '  environments: {',
    ...environmentLines(options, docs('EnvironmentOptions').length > 0),
    '  },',
    '',
    '  // Each app is one image, built from apps/<name>/. Add one here and run `npx projen`.',
    '  apps: {',
    ...Object.entries(options.apps ?? {}).flatMap(([name, own]) => appLines(name, own, docs('AppOptions'))),
    '  },',
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

/** The options of a new repository: the default environments and one app of the repository's name. */
export function initialOptions(options: PythonGitOpsAppOptions): PythonGitOpsAppOptions {
  return {
    ...options,
    // Explicit, so that an environment added after the last one does not change its gate.
    environments:
      options.environments ??
      Object.fromEntries(
        Object.keys(REPOSITORY.options.environments.default).map((name, index, all) => [
          name,
          index === all.length - 1 ? { gated: true } : {},
        ]),
      ),
    apps: options.apps ?? { [options.name]: {} },
  };
}
