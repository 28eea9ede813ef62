import { isRecord } from '../../../common/records';

/** What a lock says of one package. */
export interface Locked {
  /** What package.json declared when the lock was made. */
  readonly spec?: string;
  readonly version?: string;
  /** What tells two builds of one version apart, such as a hash; undefined when the lock has none. */
  readonly build?: string;
}

/** How the lock of a package manager is read, and what the manager notes of what it installed. */
export interface LockReader {
  /** What a lock is written in. */
  readonly language: string;
  /** Where in node_modules the builds are noted that are installed. */
  readonly installed: string;
  /** Reads a lock; undefined when the text is none. A package that it does not know has neither version nor build. */
  readonly read: (text: string, library: string) => Locked | undefined;
  /** The build that is installed, from what the manager noted. */
  readonly build: (text: string, library: string) => string | undefined;
}

export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Reads an object of YAML, which JSON is too; undefined for anything else, such as one with conflict markers. */
export function readYaml(text: string): Record<string, unknown> | undefined {
  // A lock is read at the start of every command: what reads it is loaded only where it is YAML.
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  return isRecord(value) ? value : undefined;
}
