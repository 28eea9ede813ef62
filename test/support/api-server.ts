import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ApiAnswer, ApiClient, KubernetesObject } from './api-client';
import type { Background } from './background';
import { waitFor } from './background';

/** Seconds within which each program has to be ready, also on a busy machine. */
const START_SECONDS = 120;

/** Where the scripts keep tools. */
export function toolCache(): string {
  return (
    process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'python-gitops')
  );
}

/** A file of the tool cache, which must be there. */
export function cached(path: string, script: string): string {
  const found = join(toolCache(), path);
  if (!existsSync(found)) throw new Error(`${found} is missing: run ${script}`);
  return found;
}

/** The objects of a stream of YAML documents. */
export function objectsOf(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    const object: unknown = document.toJS();
    return object === null ? [] : [object as KubernetesObject];
  });
}

/** Stores the definitions of the custom resources, and waits until the server serves all of them. */
export async function defineCustomResources(client: ApiClient, program: Background): Promise<void> {
  const folder = cached('crds', 'scripts/custom-resources.sh');
  const definitions = readdirSync(folder)
    .sort()
    .flatMap((name) => objectsOf(readFileSync(join(folder, name), 'utf8')));
  for (const definition of definitions) {
    const { status, message } = await client.apply(definition, { dryRun: false });
    if (status >= 300) throw new Error(`the API server refused ${definition.metadata.name}: ${message}`);
  }
  for (const definition of definitions) {
    await waitFor(() => isServed(client, definition), {
      what: `${definition.metadata.name} is served`,
      seconds: START_SECONDS,
      program,
    });
  }
}

interface DefinitionSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

async function isServed(client: ApiClient, definition: KubernetesObject): Promise<boolean> {
  const { group, names, versions } = definition.spec as DefinitionSpec;
  for (const { name } of versions.filter((version) => version.served)) {
    const { body } = await client.get(`/apis/${group}/${name}`);
    const kinds = ((body as { resources?: { kind: string }[] } | undefined)?.resources ?? []).map(({ kind }) => kind);
    if (!kinds.includes(names.kind)) return false;
  }
  return true;
}

/** What is wrong with an answer, with the name of what was sent; nothing when it was accepted without a word. */
export function complaints(object: KubernetesObject, { status, message, warnings }: ApiAnswer): string[] {
  const name = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const refused = status >= 300 ? [`${name}: ${status} ${message}`] : [];
  return [...refused, ...warnings.map((warning) => `${name}: warning: ${warning}`)];
}
