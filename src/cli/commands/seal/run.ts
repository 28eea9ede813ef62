import { rmSync } from 'node:fs';
import type { SealFlags } from './command';
import type { Terminal } from './value';
import { readSecretFile, readSecretInput } from './value';
import { throwAny } from '../../../common/findings';
import { VERSIONS } from '../../../config/defaults';
import type { App } from '../../../config/model';
import { secretKeys } from '../../../config/model';
import { secretName } from '../../../config/names';
import { nearestName } from '../../../config/rules';
import { Folder } from '../../../files/disk/folder';
import { withLock } from '../../../files/disk/lock';
import { certificateProblem, fetchCommand } from '../../../files/secrets/certificate';
import { withListed, withoutListed } from '../../../files/secrets/component-file';
import { SealError } from '../../../files/secrets/error';
import { encrypt } from '../../../files/secrets/kubeseal';
import { certificatePath, componentPath, sealedPath, SEALED_FILE } from '../../../files/secrets/paths';
import type { Seal } from '../../../files/secrets/sealed-file';
import { sealedChecksum, withoutSealed, withSealed } from '../../../files/secrets/sealed-file';
import type { SealedState } from '../../../files/secrets/state';
import { parseSealed, sealedIn, sealedSources, sealedState } from '../../../files/secrets/state';
import type { KeyKind } from '../../../files/secrets/value';
import { toValue } from '../../../files/secrets/value';
import { readRepository } from '../../../project/synthesis/rendering';
import { CommandError, EXIT } from '../../errors';
import { findRoot, loadProject } from '../../repository/load';
import { findEnvironment, findNamed } from '../../repository/named';
import { findTool } from '../../tools/find';

/** Where a sealed value goes, and for what it is sealed. */
interface Target {
  readonly app: App;
  readonly environment: string;
  readonly seal: Seal;
  readonly folder: Folder;
}

/** What the command did. */
interface Outcome {
  /** What became of the key: nothing, without one. */
  readonly change?: 'sealed' | 'replaced' | 'removed';
  readonly isTrimmed?: boolean;
  readonly files: readonly string[];
}

/**
 * `python-gitops seal APP ENVIRONMENT [KEY]`: seals one value with the environment's certificate, and knows no other one.
 * Without a key it says which are sealed.
 */
export async function seal(
  cwd: string,
  appName: string,
  environmentName: string,
  key: string | undefined,
  flags: SealFlags,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<number> {
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository } = readRepository(loadProject(root)._options, folder);
  const app = findNamed('app', appName, repository.apps);
  const own = findEnvironment(environmentName, app);
  const environment = own.environment.name;
  const target: Target = { app, environment, seal: { name: secretName(app), namespace: own.namespace }, folder };
  const outcome = await act(target, cwd, key, flags, terminal).catch(asCommandError);
  const values = sealedIn(app.name, environment, target.seal, (path) => folder.text(path));
  const state = sealedState(secretKeys(app), values);
  if (flags.json) {
    const result = { schemaVersion: 1, app: app.name, environment, key, change: outcome.change, ...state };
    console.log(JSON.stringify({ ...result, files: outcome.files }, undefined, 2));
  } else {
    console.log([...describeOutcome(target, key, outcome), ...describeState(target, state)].join('\n'));
  }
  return EXIT.ok;
}

async function act(
  target: Target,
  cwd: string,
  key: string | undefined,
  { file, remove, refresh }: SealFlags,
  terminal: Terminal,
): Promise<Outcome> {
  if (key === undefined) {
    if (file !== undefined || remove) {
      throw new CommandError('say which key, as in python-gitops seal APP ENVIRONMENT KEY');
    }
    return refresh ? refreshChecksum(target) : { files: [] };
  }
  if (refresh) throw new CommandError('--refresh is for all keys of an environment: leave the key out');
  if (!remove) return sealKey(target, cwd, key, file, terminal);
  if (file !== undefined) throw new CommandError('--file is for a value that is sealed, and --remove takes one out');
  return removeKey(target, key);
}

async function sealKey(
  target: Target,
  cwd: string,
  key: string,
  file: string | undefined,
  terminal: Terminal,
): Promise<Outcome> {
  const { app, environment, folder } = target;
  const kind = kindOf(app, key);
  requirePlace(target);
  const kubeseal = findTool({
    name: 'kubeseal',
    version: VERSIONS.kubeseal,
    ask: ['--version'],
    install: 'scripts/install-tools.sh kubeseal',
  });
  const certificate = requireCertificate(folder, environment, kubeseal);
  if (kind === 'file' && file === undefined && terminal.input.isTTY) {
    throw new CommandError(`${key} is a file: name one that holds it with FILE=PATH, or give it on standard input`);
  }
  // Everything that can be wrong without the value is said before somebody types it.
  const read =
    file === undefined
      ? await readSecretInput(`Value of ${key} for ${app.name} in ${environment} (it is not shown): `, terminal)
      : readSecretFile(folder.root, cwd, file);
  const value = toValue(read, kind);
  const sealed = encrypt(kubeseal, target.seal, folder.absolute(certificate), value.bytes);
  return withLock(folder, () => {
    const path = sealedPath(app.name, environment);
    const before = folder.text(path);
    const isKnown = before !== undefined && Object.hasOwn(parseSealed(before), key);
    const files = write(target, withSealed(before, path, target.seal, key, sealed));
    return { change: isKnown ? 'replaced' : 'sealed', isTrimmed: value.isTrimmed, files };
  });
}

function removeKey(target: Target, key: string): Outcome {
  requirePlace(target);
  const { app, environment, folder } = target;
  const path = sealedPath(app.name, environment);
  return withLock(folder, () => {
    const text = folder.text(path);
    const keys = Object.keys(text === undefined ? {} : parseSealed(text));
    if (text === undefined || !keys.includes(key)) {
      const guess = nearestName(key, keys);
      const hint = guess === undefined ? `there is ${keys.join(', ') || 'none'}` : `did you mean ${guess}?`;
      throw new CommandError(`no value of ${key} is sealed for ${app.name} in ${environment}: ${hint}`);
    }
    return { change: 'removed', files: write(target, withoutSealed(text, path, key)) };
  });
}

/** After a merge, or an edit by hand: lists the sealed file, and writes the checksum of what is in it. */
function refreshChecksum(target: Target): Outcome {
  requirePlace(target);
  const { app, environment, folder } = target;
  const path = sealedPath(app.name, environment);
  return withLock(folder, () => {
    const text = folder.text(path);
    if (text === undefined) throw new CommandError(`nothing is sealed for ${app.name} in ${environment} yet`);
    return { files: write(target, text) };
  });
}

/** Writes the sealed file and its Component; without a text, the file goes. Paths of what changed. */
function write({ app, environment, folder }: Target, sealed: string | undefined): string[] {
  const path = sealedPath(app.name, environment);
  const component = componentPath(app.name, environment);
  const before = folder.text(component) ?? '';
  const after =
    sealed === undefined
      ? withoutListed(before, component)
      : withListed(before, component, app.name, sealedChecksum(parseSealed(sealed)));
  const isChanged = folder.text(path) !== sealed;
  // A file that is listed is there at every moment.
  if (isChanged && sealed !== undefined) folder.write(path, sealed);
  if (after !== before) folder.write(component, after);
  if (sealed === undefined) rmSync(folder.absolute(path), { force: true });
  return [...(isChanged ? [path] : []), ...(after === before ? [] : [component])];
}

function kindOf(app: App, key: string): KeyKind {
  if (app.secrets.variables.includes(key)) return 'variable';
  if (app.secrets.files.includes(key)) return 'file';
  const guess = nearestName(key, secretKeys(app));
  const add =
    `add it to apps.${app.name}.secrets in .projenrc.ts for an environment variable, or to apps.${app.name}.secretFiles ` +
    'for a file, and run npx projen';
  throw new CommandError(
    `${app.name} declares no secret ${key}: ${guess === undefined ? add : `did you mean ${guess}? Otherwise ${add}`}`,
  );
}

/** The Component is there, and no other file of it holds the same secret, of which there can be one. */
function requirePlace({ app, environment, seal: own, folder }: Target): void {
  const component = componentPath(app.name, environment);
  const path = sealedPath(app.name, environment);
  throwAny([component, path].flatMap((one) => folder.obstacle(one) ?? []));
  if (folder.read(path).kind === 'link') {
    throw new CommandError(`${path} is a link, which is never followed: remove it`);
  }
  if (folder.text(component) === undefined) throw new CommandError(`${component} is missing: run npx projen first`);
  const other = sealedSources(app.name, environment, own, (one) => folder.text(one)).find((one) => one.path !== path);
  if (other === undefined) return;
  throw new CommandError(
    `${own.name} is sealed in ${other.path} already: rename it with git mv ${other.path} ${path}, name ${SEALED_FILE} in ` +
      `${component} instead, then seal again`,
  );
}

/** Path of the certificate, when values can be sealed with it. */
function requireCertificate(folder: Folder, environment: string, kubeseal: string): string {
  const path = certificatePath(environment);
  const text = folder.text(path);
  const problem = text === undefined ? 'is missing' : certificateProblem(text);
  if (problem === undefined) return path;
  throw new CommandError(
    `${path} ${problem}. Fetch it with access to the cluster of ${environment}, and commit it:\n  ${fetchCommand(kubeseal, path)}`,
  );
}

function describeOutcome({ app, environment }: Target, key: string | undefined, outcome: Outcome): string[] {
  const { change, isTrimmed, files } = outcome;
  const declared = key !== undefined && secretKeys(app).includes(key);
  const what = {
    sealed: `Sealed ${key} of ${app.name} for ${environment}.`,
    replaced: `Sealed ${key} of ${app.name} for ${environment} anew; the value before is gone from it.`,
    removed: `Took ${key} of ${app.name} out of ${environment}.${declared ? ' It is declared still: nothing is released there without it.' : ''}`,
  };
  if (change === undefined && files.length === 0) return [];
  return [
    change === undefined
      ? `Brought the checksum of ${app.name} in ${environment} in line with what is sealed.`
      : what[change],
    ...(isTrimmed ? ['The line break at its end is not part of the value.'] : []),
    ...files.map((path) => `  changed ${path}`),
    'Next: commit and push them; pods restart when the environment gets them.',
    '',
  ];
}

function describeState({ app, environment }: Target, { sealed, missing, undeclared }: SealedState): string[] {
  const rows = [
    ...sealed.map((key) => `  ${key}  sealed`),
    ...missing.map((key) => `  ${key}  not sealed: make seal APP=${app.name} ENV=${environment} KEY=${key}`),
    ...undeclared.map(
      (key) => `  ${key}  not declared: make seal APP=${app.name} ENV=${environment} KEY=${key} REMOVE=1`,
    ),
  ];
  if (rows.length === 0) {
    return [`${app.name} declares no secrets: add keys to secrets of apps.${app.name} in .projenrc.ts.`];
  }
  return [`Secrets of ${app.name} in ${environment}:`, ...rows];
}

function asCommandError(error: unknown): never {
  throw error instanceof SealError ? new CommandError(error.message) : error;
}
