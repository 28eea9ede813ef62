import { isRecord } from '../../../common/records';

/** A package in a lock. */
export interface Locked {
  /** What package.json declared when the lock was made. */
  readonly spec?: string;
  readonly version?: string;
  /** Identifies a build of a version, such as a hash; undefined when the lock has none. */
  readonly build?: string;
}

/** How to read the lock of a package manager and its record of installed packages. */
export interface LockReader {
  /** The format of a lock. */
  readonly language: string;
  /** The file in node_modules that records installed builds. */
  readonly installed: string;
  /** Reads a lock; undefined when the text is invalid. An unknown package has neither version nor build. */
  readonly read: (text: string, library: string) => Locked | undefined;
  /** The installed build, from that record. */
  readonly build: (text: string, library: string) => string | undefined;
}

export function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Parses a YAML or JSON object; undefined for anything else, such as a file with conflict markers. */
export function readYaml(text: string): Record<string, unknown> | undefined {
  // Every command reads a lock at its start, so the YAML parser is only loaded when needed.
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) return undefined;
  const value: unknown = document.toJS();
  return isRecord(value) ? value : undefined;
}
