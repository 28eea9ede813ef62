import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LIBRARY, LIBRARY_FOLDER } from '../../config/library';
import type { OptionDoc } from '../../config/option-doc';

/** The type of a property. */
interface Type {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: string; readonly elementtype: Type };
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
    readonly type?: Type;
    readonly docs?: Partial<Omit<OptionDoc, 'name' | 'type'>>;
  }[];
}

/** Reads the docstrings of the options of a struct from the jsii assembly, their only source. */
export function readOptionDocs(struct: string, assembly: Assembly = readAssembly()): OptionDoc[] {
  const type = assembly.types[`${LIBRARY.name}.${struct}`];
  if (!type) throw new Error(`the jsii assembly has no struct ${struct}`);
  const inherited = (type.interfaces ?? []).flatMap((name) =>
    readOptionDocs(name.slice(LIBRARY.name.length + 1), assembly),
  );
  const own = (type.properties ?? []).map(({ name, type: of, docs }) => ({
    name,
    summary: docs?.summary ?? '',
    remarks: docs?.remarks,
    type: of === undefined ? '' : typeText(of),
    default: docs?.default,
    example: docs?.example,
    see: docs?.see,
  }));
  return [...own, ...inherited];
}

/** A type in words; `struct` replaces the name of a struct, which is `options` by default. */
export function typeText({ primitive, fqn, collection }: Type, struct = (_name: string): string => 'options'): string {
  if (primitive !== undefined) return primitive === 'any' ? 'any plain data' : primitive;
  if (fqn !== undefined) return struct(fqn.slice(LIBRARY.name.length + 1));
  if (collection === undefined) return '';
  const element = typeText(collection.elementtype, struct);
  return collection.kind === 'array' ? `list of ${element}` : `map by name to ${element}`;
}

/** Reads the assembly, which may be compressed. */
export function readAssembly(): Assembly {
  const path = join(LIBRARY_FOLDER, '.jsii');
  const assembly = JSON.parse(readFileSync(path, 'utf8')) as Assembly;
  if (assembly.schema !== 'jsii/file-redirect' || assembly.filename === undefined) return assembly;
  return JSON.parse(gunzipSync(readFileSync(join(dirname(path), assembly.filename))).toString('utf8')) as Assembly;
}
