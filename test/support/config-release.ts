import type { Finding } from '../../src/common/findings';
import type { App, Repository } from '../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { validate } from '../../src/config/validate';
import type { AppReleases } from '../../src/releases/files/reconcile';
import { reconcileReleases } from '../../src/releases/files/reconcile';

export const SHA = '0123456789abcdef0123456789abcdef01234567';
export const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** Release files by path, as they are on disk. */
export type Disk = Readonly<Record<string, string>>;

/** A shop with one app, by default in the seed's three environments. */
export function shopRepository(options: Partial<PythonGitOpsAppOptions> = {}): Repository {
  const whole: PythonGitOpsAppOptions = { name: 'shop', registry: 'docker.io/acme', apps: { web: {} }, ...options };
  const findings = validate(whole);
  if (findings.length > 0) throw new Error(`the config of the test is wrong: ${JSON.stringify(findings)}`);
  return resolve(whole);
}

export function onlyApp(repository: Repository): App {
  return repository.apps[0];
}

/** Reconciles what is on disk with the config of the first app. */
export function reconcile(repository: Repository, disk: Disk): { releases: AppReleases; findings: Finding[] } {
  const findings: Finding[] = [];
  const read = (path: string): string | undefined => disk[path];
  const releases = reconcileReleases(repository, onlyApp(repository), read, (finding) => void findings.push(finding));
  return { releases, findings };
}

/** The files as synth would leave them; any finding is an error. */
export function reconciled(repository: Repository, disk: Disk): Disk {
  const { releases, findings } = reconcile(repository, disk);
  if (findings.length > 0) throw new Error(`unexpected findings: ${JSON.stringify(findings)}`);
  return Object.fromEntries(releases.files.map((file) => [file.path, file.content]));
}
