import { parse, parseAllDocuments } from 'yaml';
import { contentOf } from './render-cases';
import type { TreeFile } from '../../src/files/tree/tree';

/** A Kubernetes object as parsed YAML. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string; labels?: Record<string, string> } & Record<string, unknown>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the kind that it looks into
  readonly [field: string]: any;
}

/** A kustomization as parsed YAML. */
export interface Kustomization {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly resources?: string[];
  readonly components?: string[];
  readonly commonAnnotations?: Record<string, string>;
  readonly labels?: { readonly pairs: Record<string, string>; readonly includeTemplates?: boolean }[];
  readonly patches?: { readonly patch: string; readonly target?: Record<string, string> }[];
  readonly images?: Record<string, string>[];
}

/** Parses YAML as Kubernetes tools do: as version 1.1. */
export function parseYaml<T>(text: string): T {
  return parse(text, { version: '1.1' }) as T;
}

/** The one object of a rendered file. */
export function objectOf(files: ReadonlyMap<string, TreeFile>, path: string): KubeObject {
  return parseYaml<KubeObject>(contentOf(files, path));
}

export function kustomizationOf(files: ReadonlyMap<string, TreeFile>, path: string): Kustomization {
  return parseYaml<Kustomization>(contentOf(files, path));
}

/** All objects of a stream. */
export function parseStream(text: string): KubeObject[] {
  return parseAllDocuments(text, { version: '1.1' })
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);
}

/** `Kind name`, as a list of them is easy to read. */
export function identity(object: KubeObject): string {
  return `${object.kind} ${object.metadata.name}`;
}

/** The object of a kind and name, or an error that lists the others. */
export function find(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  if (found.length === 1) return found[0];
  throw new Error(`${found.length} objects are ${kind} ${name}; there is ${objects.map(identity).join(', ')}`);
}

/** The text without the comment lines on top of it. */
export function withoutHeader(text: string): string {
  return text.replace(/^(?:#.*\n)+/, '');
}

/** Whether an object's labels are what a selector's `matchLabels` asks for. */
export function hasLabels(labels: object | undefined, matchLabels: Readonly<Record<string, string>>): boolean {
  const found = new Map<string, unknown>(Object.entries(labels ?? {}));
  return Object.entries(matchLabels).every(([key, value]) => found.get(key) === value);
}
