import { parse } from 'yaml';
import { isRecord } from '../../common/records';

/** The API of the Component that every release file is. */
export const COMPONENT = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' } as const;

/** Whether something is a Component with nothing but these fields. */
export function isComponent(file: unknown, fields: readonly string[]): file is Record<string, unknown> {
  return (
    isRecord(file) &&
    file.apiVersion === COMPONENT.apiVersion &&
    file.kind === COMPONENT.kind &&
    hasOnly(file, ['apiVersion', 'kind', ...fields])
  );
}

/** Whether an object has no keys but these. */
export function hasOnly(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

/** Reads YAML that a person or a merge may have broken. */
export function parseYaml(text: string): unknown {
  try {
    return parse(text, { version: '1.1', maxAliasCount: 0, logLevel: 'error' }) as unknown;
  } catch {
    return undefined;
  }
}
