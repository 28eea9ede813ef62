import type { Check } from './check';
import { failed, notChecked, ok } from './check';

/** Versions of the programs on this machine, as they say it themselves; undefined for one that is not there. */
export interface MachineFacts {
  readonly git?: string;
  readonly node: string;
  readonly make?: string;
  /** The newest of those that were found, new enough or not. */
  readonly python?: string;
  readonly kustomize?: string;
  /** The versions that are asked for. */
  readonly pinned: { readonly kustomize: string; readonly kubeseal: string };
  readonly kubeseal?: string;
  /** Whether any app declares secrets, which kubeseal seals. */
  readonly seals: boolean;
  readonly docker?: string;
}

const NODE = [20];
const PYTHON = [3, 11];

/** The programs that a developer needs. */
export function machineChecks(facts: MachineFacts): Check[] {
  return [
    installed('git', facts.git, 'https://git-scm.com/downloads'),
    atLeast('node', 'Node.js', facts.node, NODE, 'https://nodejs.org/en/download'),
    atLeast('python', 'Python', facts.python, PYTHON, 'https://www.python.org/downloads, or PYTHON=/path/to/python3'),
    installed('make', facts.make, 'sudo apt-get install make; on macOS: xcode-select --install'),
    pinned('kustomize', facts.pinned.kustomize, facts.kustomize, 'make tools'),
    ...(facts.seals
      ? [pinned('kubeseal', facts.pinned.kubeseal, facts.kubeseal, 'scripts/install-tools.sh kubeseal')]
      : []),
    docker(facts.docker),
  ];
}

function installed(name: string, version: string | undefined, address: string): Check {
  const subject = { id: `machine.${name}`, group: 'machine', title: `${name} is installed` } as const;
  return version === undefined ? failed(subject, 'found none', 'you', `install it: ${address}`) : ok(subject, version);
}

function atLeast(id: string, name: string, version: string | undefined, least: readonly number[], at: string): Check {
  const title = `${name} ${least.join('.')} or newer is installed`;
  const subject = { id: `machine.${id}`, group: 'machine', title } as const;
  if (version !== undefined && isAtLeast(version, least)) return ok(subject, version);
  return failed(subject, `found ${version ?? 'none'}`, 'you', `install it: ${at}`);
}

/** Another version may write files in another form. */
function pinned(name: string, wanted: string, version: string | undefined, command: string): Check {
  const subject = { id: `machine.${name}`, group: 'machine', title: `${name} ${wanted} is installed` } as const;
  if (version === wanted) return ok(subject, version);
  return failed(subject, `found ${version ?? 'none'}`, 'you', `${command} (needs Go)`);
}

/** The workflow builds images without it, so that one who has none is no worse off. */
function docker(version: string | undefined): Check {
  const subject = { id: 'machine.docker', group: 'machine', title: 'make build can build images here' } as const;
  if (version !== undefined) return ok(subject, `docker ${version}`);
  const detail = 'docker is not here, and nothing else needs it';
  return notChecked(subject, detail, 'you', 'only for make build: https://docs.docker.com/get-started/get-docker');
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, number] of least.entries()) {
    if (parts[index] !== number) return parts[index] > number;
  }
  return true;
}
