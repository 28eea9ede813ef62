import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LIBRARY, LIBRARY_FOLDER } from '../../config/library';

/** Documentation of an option, from its docstring. */
export interface OptionDoc {
  readonly name: string;
  readonly summary: string;
  readonly default?: string;
  readonly example?: string;
}

interface Assembly {
  readonly schema: string;
  readonly filename?: string;
  readonly types: Readonly<Record<string, Struct | undefined>>;
}

interface Struct {
  readonly interfaces?: readonly string[];
  readonly properties?: readonly {
    readonly name: string;
    readonly docs?: { readonly summary?: string; readonly default?: string; readonly example?: string };
  }[];
}

/** Reads the docstrings of the options of a struct from the jsii assembly, their only source. */
export function readOptionDocs(struct: string, assembly: Assembly = readAssembly()): OptionDoc[] {
  const type = assembly.types[`${LIBRARY.name}.${struct}`];
  if (!type) throw new Error(`the jsii assembly has no struct ${struct}`);
  const inherited = (type.interfaces ?? []).flatMap((name) =>
    readOptionDocs(name.slice(LIBRARY.name.length + 1), assembly),
  );
  const own = (type.properties ?? []).map(({ name, docs }) => ({
    name,
    summary: docs?.summary ?? '',
    default: docs?.default,
    example: docs?.example,
  }));
  return [...own, ...inherited];
}

/** Reads the assembly, which may be compressed. */
export function readAssembly(): Assembly {
  const path = join(LIBRARY_FOLDER, '.jsii');
  const assembly = JSON.parse(readFileSync(path, 'utf8')) as Assembly;
  if (assembly.schema !== 'jsii/file-redirect' || assembly.filename === undefined) return assembly;
  return JSON.parse(gunzipSync(readFileSync(join(dirname(path), assembly.filename))).toString('utf8')) as Assembly;
}
