import { Option } from './commander';

// Flags with the same meaning on every command that has them.

/** @param shape the fields of what is printed, as in `{ schemaVersion, apps }` */
export const jsonFlag = (shape: string) => new Option('--json', `Print JSON: ${shape}`);

/** The same for a release, promotion, rollback, pin, or unpin, with the fields that only some of them print. */
export const deliveryJson = (...more: readonly string[]) => jsonFlag(`{ ${[...DELIVERED, ...more].join(', ')} }`);

const DELIVERED = [
  'schemaVersion',
  'app',
  'environment',
  'kind',
  'image',
  'revision',
  'notes',
  'files',
  'commits',
  'pullRequests',
  'dryRun',
];

export const dryRun = () => new Option('--dry-run', 'Show what would change; write and push nothing');

export const yes = () => new Option('--yes', 'Do not ask for confirmation; without a terminal it never asks');

export const push = () =>
  new Option(
    '--push',
    'Commit on top of the remote branch and push, or open a pull request if delivery.releases is pull-request; ' +
      'without it, only local files change',
  );

export const verify = () => new Option('--verify', 'Check first that the registry has the image, as make does');

export const noVerify = () => new Option('--no-verify', 'Do not ask the registry (default)');

export const reason = (detail: string) => new Option('--reason <text>', `Why, in one line ${detail}`);
