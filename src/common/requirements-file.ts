/** The requirements files of an app, each a list of packages with the lock that is made from it: first those of the image. */
export const REQUIREMENTS_FILES = [
  { list: 'src/requirements.in', lock: 'src/requirements.txt' },
  { list: 'test/requirements-test.in', lock: 'test/requirements-test.txt' },
] as const;

/** A package in a lock, pinned to a version. */
export interface Pin {
  readonly line: number;
  /** Normalized. */
  readonly name: string;
  /** Undefined for an address. */
  readonly version?: string;
  /** Normalized. */
  readonly extras: readonly string[];
}

/**
 * Parses the pinned packages of a lock.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function pinsOf(text: string): Pin[] {
  return text.split('\n').flatMap((content, index) => {
    const [, name, extras, version] =
      /^([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*(?:===?\s*([^\s;\\#]+)|@)/.exec(content) ?? [];
    return name === undefined ? [] : [{ line: index + 1, name: normalize(name), version, extras: extrasIn(extras) }];
  });
}

function extrasIn(text = ''): string[] {
  return text.split(',').flatMap((extra) => (extra.trim() === '' ? [] : normalize(extra.trim())));
}

/** Whether all pins of a lock are in this file. */
export function isWholeLock(text: string): boolean {
  return !/^(?:-r|--requirement)\b/m.test(text);
}

/** @see https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** What a requirements file lists on one line. */
export interface Listed {
  readonly line: number;
  /** Normalized. */
  readonly name: string;
  /** Normalized. */
  readonly extras: readonly string[];
  /** Version specifiers, such as `>=2` and `<3`. */
  readonly specifiers: readonly string[];
  /** Whether a marker limits it to some Pythons or platforms. */
  readonly isConditional: boolean;
}

/** A requirements file: its packages, the files that it includes, and those that only limit versions. */
export interface Requirements {
  readonly packages: readonly Listed[];
  readonly includes: readonly string[];
  readonly constraints: readonly string[];
  readonly options: readonly RequirementsOption[];
  readonly local: readonly LocalPackage[];
}

/** A package in a folder or file, such as `-e ./lib`. */
interface LocalPackage {
  readonly line: number;
  readonly path: string;
}

const LOCAL = /^(?:-e\s*|--editable[\s=]\s*)(\S+)|^(?:[\w.-]+\s*@\s*)?((?:file:|\.{0,2}\/)\S*)|^(\S+\.whl)(?:\s|$)/;

/** An option that tells where packages come from. */
interface RequirementsOption {
  readonly line: number;
  /** Its long name. */
  readonly name: string;
}

/** Options of pip and uv that tell where packages come from, with their short names. */
const OPTIONS: Readonly<Record<string, string>> = {
  '--extra-index-url': '--extra-index-url',
  '--find-links': '--find-links',
  '--index-url': '--index-url',
  '--no-binary': '--no-binary',
  '-f': '--find-links',
  '-i': '--index-url',
};

/** Parses a requirements file. */
export function listedIn(text: string): Requirements {
  const packages: Listed[] = [];
  const includes: string[] = [];
  const constraints: string[] = [];
  const options: RequirementsOption[] = [];
  const local: LocalPackage[] = [];
  text.split('\n').forEach((raw, index) => {
    const content = raw.replace(/(?:^|\s)#.*$/, '').trim();
    const include = /^(?:-r\s*|--requirement[\s=])\s*(\S+)$/.exec(content);
    if (include) includes.push(include[1]);
    const constraint = /^(?:-c\s*|--constraint[\s=])\s*(\S+)$/.exec(content);
    if (constraint) constraints.push(constraint[1]);
    const option = OPTIONS[/^(--?[a-z-]+)[\s=]/.exec(content)?.[1] ?? ''];
    if (option !== undefined) options.push({ line: index + 1, name: option });
    const path = LOCAL.exec(content)?.slice(1).find(Boolean);
    if (path !== undefined && !/^https?:/.test(path)) {
      local.push({ line: index + 1, path });
      return;
    }
    const [, name, extras, versions = '', marker] =
      /^([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*\(?([^;@)]*)\)?\s*(?:@[^;]*)?(;.*)?$/.exec(content) ?? [];
    if (name === undefined) return;
    const specifiers = versions.split(',').flatMap((one) => one.replace(/\s/g, '').replace(/\\$/, '') || []);
    packages.push({
      line: index + 1,
      name: normalize(name),
      extras: extrasIn(extras),
      specifiers,
      isConditional: marker !== undefined,
    });
  });
  return { packages, includes, constraints, options, local };
}

/**
 * Whether a version meets a specifier. Without a claim about pre-releases and other versions that are not only numbers:
 * these count as met.
 *
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export function meets(version: string, specifier: string): boolean {
  const [, operator, wanted] = /^(===|~=|==|!=|<=|>=|<|>)(.+)$/.exec(specifier) ?? [];
  if (operator === undefined || operator === '===') return operator === undefined || version === wanted;
  const isPrefix = wanted.endsWith('.*');
  const [have, need] = [version, isPrefix ? wanted.slice(0, -2) : wanted].map(numbersOf);
  if (have === undefined || need === undefined) return true;
  if (isPrefix) {
    const isBelow = need.every((part, index) => (have[index] ?? 0) === part);
    return operator === '!=' ? !isBelow : isBelow;
  }
  const order = compareNumbers(have, need);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    default:
      // `~=1.4.2` allows 1.4.*, from 1.4.2 on.
      return order >= 0 && need.slice(0, -1).every((part, index) => (have[index] ?? 0) === part);
  }
}

function numbersOf(version: string): number[] | undefined {
  return /^v?\d+(?:\.\d+)*$/i.test(version) ? version.replace(/^v/i, '').split('.').map(Number) : undefined;
}

/** Compares two versions, as numbers of the same length. */
export function compareNumbers(have: readonly number[], need: readonly number[]): number {
  for (let index = 0; index < Math.max(have.length, need.length); index++) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
