import { parse } from 'yaml';
import { isRecord } from '../../common/records';
import { readBlockYaml } from '../../common/yaml-block';

/** Every release file is a Kustomize Component. */
export const COMPONENT = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component' } as const;

/** Whether a value is a Component with no other fields than these. */
export function isComponent(file: unknown, fields: readonly string[]): file is Record<string, unknown> {
  return (
    isRecord(file) &&
    file.apiVersion === COMPONENT.apiVersion &&
    file.kind === COMPONENT.kind &&
    hasOnly(file, ['apiVersion', 'kind', ...fields])
  );
}

/** Whether an object has no other keys than these. */
export function hasOnly(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return Object.keys(value).every((key) => keys.includes(key));
}

/** Reads YAML; returns undefined if it is invalid. */
export function parseYaml(text: string): unknown {
  const value = readBlockYaml(text);
  if (value !== undefined) return value;
  try {
    return parse(text, { version: '1.1', maxAliasCount: 0, logLevel: 'error' }) as unknown;
  } catch {
    return undefined;
  }
}
