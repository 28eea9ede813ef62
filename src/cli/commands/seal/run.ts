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
import { askCommand, certificateProblem, fetchCommand, fingerprint } from '../../../files/secrets/certificate';
import { withListed, withoutListed } from '../../../files/secrets/component-file';
import { SealError } from '../../../files/secrets/error';
import { encrypt } from '../../../files/secrets/kubeseal';
import { certificatePath, componentPath, sealedPath, SEALED_FILE } from '../../../files/secrets/paths';
import type { Seal } from '../../../files/secrets/sealed-file';
import { sealedChecksum, withoutSealed, withSealed } from '../../../files/secrets/sealed-file';
import type { SealedState } from '../../../files/secrets/state';
import { lastCertificates, parseSealed, sealedIn, sealedSources, sealedState } from '../../../files/secrets/state';
import type { KeyKind } from '../../../files/secrets/value';
import { toValue } from '../../../files/secrets/value';
import { readRepository } from '../../../project/synthesis/rendering';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { DRY_RUN_END } from '../../printing/written';
import { findRoot, loadProject } from '../../repository/load';
import { findEnvironment, findNamed } from '../../repository/named';
import { findTool } from '../../tools/find';

/** Where a sealed value goes, and the namespace and name that it is sealed for. */
interface Target {
  /** Whether to write nothing. */
  readonly isDryRun: boolean;
  readonly app: App;
  /** Names of all apps. */
  readonly apps: readonly string[];
  readonly environment: string;
  readonly seal: Seal;
  readonly folder: Folder;
}

/** What the command changed. */
interface Outcome {
  /** The change of the key, if one was passed. */
  readonly change?: 'sealed' | 'replaced' | 'removed';
  readonly isTrimmed?: boolean;
  readonly certificate?: CertificateUse;
  readonly files: readonly string[];
}

/** The certificate that a value is sealed with, by its fingerprint. */
interface CertificateUse {
  readonly path: string;
  readonly fingerprint: string;
  /** Certificates of the last seal, if they were others. */
  readonly before: readonly string[];
}

/**
 * `python-gitops seal APP ENVIRONMENT [KEY]`: seals one value with the certificate of the environment. Without a key, it
 * lists the sealed values.
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
  const { repository } = readRepository((await loadProject(root))._options, folder);
  const app = findNamed('app', appName, repository.apps);
  const own = findEnvironment(environmentName, app);
  const environment = own.environment.name;
  const isDryRun = flags.dryRun ?? false;
  const target: Target = {
    app,
    apps: repository.apps.map(({ name }) => name),
    environment,
    seal: { name: secretName(app), namespace: own.namespace },
    folder,
    isDryRun,
  };
  const outcome = await act(target, cwd, key, flags, terminal).catch(asCommandError);
  const values = sealedIn(app.name, environment, target.seal, (path) => folder.text(path));
  const state = sealedState(secretKeys(app), values);
  print(flags, {
    json: () => {
      const { change, files, certificate } = outcome;
      const place = { app: app.name, environment, key };
      return { schemaVersion: 1, ...place, dryRun: isDryRun, change, certificate, ...state, files };
    },
    text: () => [
      ...(isDryRun ? describeDryRun(target, key, outcome) : describeOutcome(target, key, outcome)),
      ...describeState(target, state),
    ],
  });
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
      throw new CommandError('--file and --remove need a key: python-gitops seal APP ENVIRONMENT KEY');
    }
    return refresh ? refreshChecksum(target) : { files: [] };
  }
  if (refresh) throw new CommandError('--refresh applies to all keys of an environment: omit the key');
  if (!remove) return sealKey(target, cwd, key, file, terminal);
  if (file !== undefined) throw new CommandError('--file and --remove cannot be combined: set one of them');
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
  const certificate = certificateUse(target, requireCertificate(folder, environment, kubeseal));
  if (kind === 'file' && file === undefined && terminal.input.isTTY) {
    throw new CommandError(`${key} is a file: set FILE=PATH, or pass it on standard input`);
  }
  // At a terminal, before the value is typed.
  for (const line of describeCertificate(certificate, kubeseal)) terminal.output.write(`${line}\n`);
  // All other checks come first, so that a value is not typed in vain.
  const read =
    file === undefined
      ? await readSecretInput(`Value of ${key} for ${app.name} in ${environment} (not shown): `, terminal)
      : readSecretFile(folder.root, cwd, file);
  const value = toValue(read, kind);
  const sealed = encrypt(kubeseal, target.seal, folder.absolute(certificate.path), value.bytes);
  return withLock(folder, () => {
    const path = sealedPath(app.name, environment);
    const before = folder.text(path);
    const isKnown = before !== undefined && Object.hasOwn(parseSealed(before), key);
    const files = write(
      target,
      withSealed(before, path, target.seal, { key, value: sealed, certificate: certificate.fingerprint }),
    );
    return { change: isKnown ? 'replaced' : 'sealed', isTrimmed: value.isTrimmed, certificate, files };
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
      const hint = guess === undefined ? `sealed: ${keys.join(', ') || 'none'}` : `did you mean ${guess}?`;
      throw new CommandError(`${key} is not sealed for ${app.name} in ${environment}: ${hint}`);
    }
    return { change: 'removed', files: write(target, withoutSealed(text, path, key)) };
  });
}

/** After a merge or an edit by hand: lists the sealed file, and updates its checksum. */
function refreshChecksum(target: Target): Outcome {
  requirePlace(target);
  const { app, environment, folder } = target;
  const path = sealedPath(app.name, environment);
  return withLock(folder, () => {
    const text = folder.text(path);
    if (text === undefined) throw new CommandError(`no values are sealed for ${app.name} in ${environment}`);
    return { files: write(target, text) };
  });
}

/** Writes the sealed file and its Component, or removes the file if it is undefined. Returns the changed paths. */
function write({ app, environment, folder, isDryRun }: Target, sealed: string | undefined): string[] {
  const path = sealedPath(app.name, environment);
  const component = componentPath(app.name, environment);
  const before = folder.text(component) ?? '';
  const after =
    sealed === undefined
      ? withoutListed(before, component)
      : withListed(before, component, app.name, sealedChecksum(parseSealed(sealed)));
  const isChanged = folder.text(path) !== sealed;
  const changed = [...(isChanged ? [path] : []), ...(after === before ? [] : [component])];
  if (isDryRun) return changed;
  // In this order, a listed file always exists.
  if (isChanged && sealed !== undefined) folder.write(path, sealed);
  if (after !== before) folder.write(component, after);
  if (sealed === undefined) rmSync(folder.absolute(path), { force: true });
  return changed;
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

/** The Component must exist, and no other file of it may contain the same secret. */
function requirePlace({ app, environment, seal: own, folder }: Target): void {
  const component = componentPath(app.name, environment);
  const path = sealedPath(app.name, environment);
  throwAny([component, path].flatMap((one) => folder.obstacle(one) ?? []));
  if (folder.read(path).kind === 'link') {
    throw new CommandError(`${path} is a symbolic link, which is not supported: remove it`);
  }
  if (folder.text(component) === undefined) throw new CommandError(`${component} is missing: run npx projen first`);
  const other = sealedSources(app.name, environment, own, (one) => folder.text(one)).find((one) => one.path !== path);
  if (other === undefined) return;
  throw new CommandError(
    `${own.name} is already sealed in ${other.path}: rename it with git mv ${other.path} ${path}, replace its name by ` +
      `${SEALED_FILE} in ${component}, then seal again`,
  );
}

/** Path of the certificate, if it is usable. */
function requireCertificate(folder: Folder, environment: string, kubeseal: string): string {
  const path = certificatePath(environment);
  const text = folder.text(path);
  const problem = text === undefined ? 'is missing' : certificateProblem(text);
  if (problem === undefined) return path;
  throw new CommandError(
    `${path} ${problem}. With access to the cluster of ${environment}, fetch and commit it:\n  ${fetchCommand(kubeseal, path)}`,
  );
}

function certificateUse({ app, apps, environment, folder }: Target, path: string): CertificateUse {
  const own = fingerprint(folder.text(path) ?? '');
  const last = lastCertificates(app.name, apps, environment, (one) => folder.text(one));
  return { path, fingerprint: own, before: last.includes(own) ? [] : last };
}

/** A certificate of another key pair lets the owner of that key read the value. */
function describeCertificate({ path, fingerprint: own, before }: CertificateUse, kubeseal: string): string[] {
  const line = `Certificate ${path}: SHA-256 ${own}`;
  if (before.length === 0) return [line];
  return [
    line,
    ...before.map((other) => `Warning: the certificate changed since the last seal, which used ${other}.`),
    'With the wrong certificate, its owner can read the value, and your cluster cannot. Compare with the cluster:',
    `  ${askCommand(kubeseal)} | openssl x509 -noout -fingerprint -sha256`,
  ];
}

function describeOutcome({ app, environment }: Target, key: string | undefined, outcome: Outcome): string[] {
  const { change, isTrimmed, files } = outcome;
  const declared = key !== undefined && secretKeys(app).includes(key);
  const what = {
    sealed: `Sealed ${key} of ${app.name} for ${environment}.`,
    replaced: `Replaced the sealed value of ${key} of ${app.name} for ${environment}.`,
    removed: `Removed ${key} of ${app.name} from ${environment}.${declared ? ' It is still declared: releases there need it.' : ''}`,
  };
  if (change === undefined && files.length === 0) return [];
  return [
    change === undefined ? `Updated the checksum of ${app.name} in ${environment}.` : what[change],
    ...(isTrimmed ? ['The trailing line break is not part of the value.'] : []),
    ...files.map((path) => `  changed ${path}`),
    'Next: commit and push; pods restart when the environment gets the change.',
    '',
  ];
}

function describeDryRun({ app, environment }: Target, key: string | undefined, outcome: Outcome): string[] {
  const { change, files } = outcome;
  if (change === undefined && files.length === 0) return [];
  const verbs = { sealed: 'Would seal', replaced: 'Would replace', removed: 'Would remove' };
  return [
    change === undefined
      ? `Would update the checksum of ${app.name} in ${environment}.`
      : `${verbs[change]} ${key} of ${app.name} in ${environment}.`,
    ...files.map((path) => `  would change ${path}`),
    DRY_RUN_END,
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
    return [`${app.name} declares no secrets: add keys to apps.${app.name}.secrets in .projenrc.ts.`];
  }
  return [`Secrets of ${app.name} in ${environment}:`, ...rows];
}

function asCommandError(error: unknown): never {
  throw error instanceof SealError ? new CommandError(error.message) : error;
}
